"""Files that come, change, move and go in any order: each shows its words, and no notice is lost."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from index import schema
from index.placing import Arrival
from tests.contracts.editing import KINDS, PLACES, Edit, Library, Order, edits, orders, places
from tests.contracts.placing import ROOT, Index
from tests.contracts.soundness import Tables, check_files, check_places, check_versions, said

ADDING = [dict(zip(KINDS, found, strict=True)) for found in (("", ""), ("", "＋"), ("＋", "＋"))]
EXAMPLES = {"sqlite": 30, "postgresql": 6}


def nothing_is_restored(machine: "Placing") -> bool:
    return not machine.restored


class Placing(RuleBasedStateMachine):
    def __init__(self, engine: Engine) -> None:
        super().__init__()
        with engine.begin() as connection:
            for table in reversed(schema.metadata.sorted_tables):
                connection.execute(table.delete())
        self.index = Index(engine)
        self.library = Library()
        self.read: dict[str, str] = {}
        """What was last read of each file."""
        self.ever_shown: defaultdict[str, set[str]] = defaultdict(set)
        self.restored: set[str] = set()
        """Notices that show a former version, with a file or without."""
        self.ever_restored = False

    # --- what happens to files --------------------------------------------------------------------

    @initialize(edits=edits, order=orders)
    def begin(self, edits: Sequence[Edit], order: Order) -> None:
        self.library.begin()
        self.change_and_refresh(edits, order)

    @rule(edits=edits)
    def change(self, edits: Sequence[Edit]) -> None:
        self.library.change(edits)

    @rule(edits=edits, order=orders)
    def change_and_refresh(self, edits: Sequence[Edit], order: Order) -> None:
        self.library.change(edits)
        self.refresh(order)

    @rule(edits=edits, order=orders, some=st.sets(places))
    def change_and_refresh_some(self, edits: Sequence[Edit], order: Order, some: set[str]) -> None:
        self.library.change(edits)
        self.look_at([source for source in order[0] if source in some], order[1])

    @rule(adding=st.sampled_from(ADDING), order=orders)
    def have_another_program_read_a_batch(self, adding: dict[str, str], order: Order) -> None:
        self.library.read_by_another_program(adding)
        self.look_at(order[0][: order[1]], order[1])

    @rule(order=orders)
    def crash(self, order: Order) -> None:
        """What was staged is found by the next who writes, and swept."""
        self.stage(self.to_read(order[0])[: order[1]])
        self.index.sweep()

    @rule(edits=edits, order=orders, by=st.sampled_from(["withdraw", "remove"]), source=places)
    def refresh_while_others_write(
        self, edits: Sequence[Edit], order: Order, by: str, source: str
    ) -> None:
        self.library.change(edits)
        arrivals = self.stage(self.to_read(order[0])[: order[1]])
        if by == "withdraw" and (nid := self.notice_of(source)):
            self.index.registry.withdraw(nid)
        if by == "remove":
            self.index.registry.remove(ROOT, self.gone(PLACES))
        self.flip(arrivals)

    # --- what people do ---------------------------------------------------------------------------

    @rule(source=places)
    def withdraw(self, source: str) -> None:
        if nid := self.notice_of(source):
            self.index.registry.withdraw(nid)
            self.index.sweep()
            self.restored.discard(nid)

    @rule(number=st.integers(0, 100))
    def restore(self, number: int) -> None:
        versions = self.tables().versions
        if versions:
            ordered = sorted(
                (version.notice_id, version.number, version.id) for version in versions
            )
            nid, _, version_id = ordered[number % len(ordered)]
            self.index.restore(nid, version_id)
            self.restored.add(nid)
            self.ever_restored = True

    # --- notices that are kept --------------------------------------------------------------------

    @precondition(nothing_is_restored)
    @rule(source=places, text=st.uuids().map(str), order=orders)
    def replaced_file_keeps_its_notice(self, source: str, text: str, order: Order) -> None:
        """Where the notice goes by it; a copy leaves it to the others."""
        self.refresh(order)
        if source in self.library.files:
            before = {place: self.notice_of(place) for place in PLACES}
            goes_by = {notice.id: notice.source for notice in self.tables().notices}
            is_copy = goes_by[before[source]] != source
            self.library.files[source] = (text, KINDS[0])
            self.refresh(order)
            keeping = [place for place in PLACES if is_copy == (place != source)]
            assert [self.notice_of(place) for place in keeping] == [before[p] for p in keeping]

    @precondition(nothing_is_restored)
    @rule(source=places, other=places, order=orders)
    def renamed_file_keeps_its_notice(self, source: str, other: str, order: Order) -> None:
        self.refresh(order)
        if self.is_indexed(source) and self.notice_of(other) is None:
            before = self.notice_of(source)
            self.library.files[other] = self.library.files.pop(source)
            self.refresh(order)
            assert self.notice_of(other) == before

    @precondition(nothing_is_restored)
    @rule(source=places, order=orders)
    def file_that_returns_keeps_its_notice(self, source: str, order: Order) -> None:
        self.refresh(order)
        if self.is_indexed(source):
            before, file = self.notice_of(source), self.library.files.pop(source)
            self.look_at(*order)
            self.library.files[source] = file
            self.refresh(order)
            assert self.notice_of(source) == before

    def is_indexed(self, source: str) -> bool:
        known = self.index.sources.known(ROOT, [source])
        return source in known and known[source].state == schema.INDEXED

    def notice_of(self, source: str) -> str | None:
        filed = self.index.sources.known(ROOT, [source]).get(source)
        return filed.notice_id if filed else None

    # --- what a refresh does ----------------------------------------------------------------------

    def refresh(self, order: Order) -> None:
        """Twice: what a copy says that is to be read again is known after the first time."""
        self.look_at(*order)
        self.look_at(*order)
        self.check_that_files_say_what_is_shown()

    def look_at(self, sources: Sequence[str], batch: int) -> None:
        todo = self.to_read(sources)
        for i in range(0, len(todo), batch):
            self.flip(self.stage(todo[i : i + batch]))
        if gone := self.gone(sources):
            self.index.take(*gone)
            self.restored &= self.tables().shown.keys()

    def to_read(self, sources: Sequence[str]) -> list[str]:
        """As `index.planning` and `index.intake` see to it."""
        known = self.index.sources.known(ROOT, sources)

        def is_to_be_read(source: str) -> bool:
            filed, file = known.get(source), self.library.file(source)
            if filed is None or filed.fingerprint != file.fingerprint:
                return True
            return not filed.is_decided and filed.reading != file.reading

        return [s for s in sources if s in self.library.files and is_to_be_read(s)]

    def gone(self, sources: Sequence[str]) -> list[str]:
        found = self.index.sources.among(ROOT, sources)
        return [source for source in found if source not in self.library.files]

    def stage(self, sources: Sequence[str]) -> list[Arrival]:
        return self.index.stage(self.library.staged(source) for source in sources)

    def flip(self, arrivals: Sequence[Arrival]) -> None:
        self.index.flip(arrivals)
        for arrival in arrivals:
            if arrival.file is not None:
                source = arrival.file.place.source
                self.read[source] = self.library.as_read(source)
        self.restored -= {a.notice_id for a in arrivals if a.version_id is not None}
        self.restored &= self.tables().shown.keys()

    # --- what is always true ----------------------------------------------------------------------

    def tables(self) -> Tables:
        return Tables(self.index.engine)

    @invariant()
    def everything_is_sound(self) -> None:
        tables = self.tables()
        check_versions(tables)
        check_files(tables, self.read)
        check_places(tables, self.restored)
        for nid, version in tables.shown.items():
            self.ever_shown[nid].add(said(version))
        for nid, texts in self.ever_shown.items():
            assert texts <= tables.texts[nid], "a text is lost from the history"

    def check_that_files_say_what_is_shown(self) -> None:
        """After a refresh: no word of another file, and no two notices with the same words."""
        tables = self.tables()
        files: dict[str, Any] = {row.source: row for row in tables.sources}
        for source in self.library.files:
            if files[source].state == schema.INDEXED:
                assert files[source].reading == self.library.reading
                shown = tables.shown[files[source].notice_id]
                assert said(shown) == self.library.as_read(source)
        if not self.ever_restored:
            digests = [version.text_digest for version in tables.shown.values()]
            assert len(digests) == len(set(digests))


def test_each_file_shows_its_words_whatever_happens(engine: Engine) -> None:
    class PlacingThere(Placing):
        def __init__(self) -> None:
            super().__init__(engine)

    run_state_machine_as_test(
        PlacingThere,
        settings=settings(
            max_examples=EXAMPLES[engine.dialect.name],
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )

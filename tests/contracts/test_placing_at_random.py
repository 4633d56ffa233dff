"""Files that come, change, move and go in any order: each shows its words, and no notice is lost."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Row, select

from index import schema
from index.intake import READING
from index.opening import open_engine
from index.registry import StagedFile
from tests.contracts.placing import ROOT, File, Index

PLACES = ["甲", "乙", "丙", "丁"]
TEXTS = ["一", "二", "三"]
KINDS = ["txt", "pdf"]
places, texts, kinds = st.sampled_from(PLACES), st.sampled_from(TEXTS), st.sampled_from(KINDS)
orders = st.tuples(st.permutations(PLACES), st.integers(1, 4))


@dataclass(frozen=True)
class Edit:
    """What somebody does with a file."""

    doing: str
    source: str
    other: str
    text: str
    kind: str


edits = st.lists(
    st.builds(
        Edit, st.sampled_from(["write", "delete", "copy", "swap"]), places, places, texts, kinds
    ),
    min_size=1,
    max_size=4,
)


@dataclass
class Library:
    """The files that lie there, and how a program reads them."""

    files: dict[str, tuple[str, str]]
    reading: int = READING
    adding: tuple[str, ...] = ("", "")
    """What each kind of file is read to say beyond its text."""

    def change(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            mine, other = self.files.get(edit.source), self.files.get(edit.other)
            if edit.doing == "write":
                self.files[edit.source] = (edit.text, edit.kind)
            elif edit.doing == "delete":
                self.files.pop(edit.source, None)
            elif edit.doing == "copy" and mine:
                self.files[edit.other] = (mine[0], edit.kind)
            elif mine and other:
                self.files.update({edit.source: other, edit.other: mine})

    def file(self, source: str) -> File:
        text, kind = self.files[source]
        return File(source, text, kind, self.reading)

    def as_read(self, source: str) -> str:
        text, kind = self.files[source]
        return text + self.adding[KINDS.index(kind)]

    def staged(self, source: str) -> StagedFile:
        return self.file(source).staged(self.as_read(source))


class Placing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.engine = open_engine("sqlite:///:memory:")
        self.index = Index(self.engine)
        self.library = Library({})
        self.read: dict[str, str] = {}
        """What was last read of each file."""
        self.texts_of: defaultdict[str, set[str]] = defaultdict(set)
        self.restored: set[str] = set()
        """Notices that show a former version, with a file or without."""
        self.ever_restored = False

    def teardown(self) -> None:
        self.engine.dispose()

    # --- what happens to files --------------------------------------------------------------------

    @initialize(edits=edits, order=orders)
    def begin(self, edits: Sequence[Edit], order: Any) -> None:
        two_copies = zip(PLACES, [TEXTS[0], *TEXTS], strict=True)
        self.library.files.update((source, (text, KINDS[0])) for source, text in two_copies)
        self.library.change(edits)
        self.refresh(order)

    @rule(edits=edits)
    def change(self, edits: Sequence[Edit]) -> None:
        self.library.change(edits)

    @rule(edits=edits, order=orders)
    def change_and_refresh(self, edits: Sequence[Edit], order: Any) -> None:
        self.library.change(edits)
        self.refresh(order)

    @rule(adding=st.sampled_from([("", ""), ("", "＋"), ("＋", "＋")]), order=orders)
    def another_program(self, adding: tuple[str, ...], order: Any) -> None:
        """It reads all files anew, one batch of them before anything else happens."""
        self.library.reading += 1
        self.library.adding = adding
        self._refresh(order[0][: order[1]], order[1])

    # --- what a refresh does ----------------------------------------------------------------------

    def refresh(self, order: tuple[list[str], int]) -> None:
        """Everything that is to be read, in any order and in batches of any size.

        A copy that is to be read again is known after the first time.
        """
        self._refresh(*order)
        self._refresh(*order)
        self._everything_is_as_the_files_say()

    @rule(edits=edits, order=orders, some=st.sets(places))
    def change_and_refresh_some(
        self, edits: Sequence[Edit], order: tuple[list[str], int], some: set[str]
    ) -> None:
        self.library.change(edits)
        self._refresh([source for source in order[0] if source in some], order[1])

    def _refresh(self, order: Sequence[str], batch: int) -> None:
        todo = self._to_read(order)
        for i in range(0, len(todo), batch):
            arrivals = self._stage(todo[i : i + batch])
            self._flip(arrivals)
        self._remove(self._gone(order))

    @rule(order=orders)
    def crash(self, order: tuple[list[str], int]) -> None:
        """What was staged is found by the next who writes, and swept."""
        self._stage(self._to_read(order[0])[: order[1]])
        self.index.sweep()

    @rule(edits=edits, order=orders, by=st.sampled_from(["withdraw", "remove"]), source=places)
    def refresh_while_others_write(
        self, edits: Sequence[Edit], order: tuple[list[str], int], by: str, source: str
    ) -> None:
        self.library.change(edits)
        arrivals = self._stage(self._to_read(order[0])[: order[1]])
        if by == "withdraw" and (nid := self._notice(source)):
            self.index.registry.withdraw(nid)
        if by == "remove":
            self.index.registry.remove(ROOT, self._gone(PLACES))
        self._flip(arrivals)

    def _stage(self, sources: Sequence[str]) -> list[Any]:
        return self.index.stage(self.library.staged(source) for source in sources)

    def _flip(self, arrivals: Sequence[Any]) -> None:
        self.index.flip(arrivals)
        for arrival in arrivals:
            self.read[arrival.file.source] = self.library.as_read(arrival.file.source)
            if arrival.version_id is not None:
                self.restored.discard(arrival.notice_id)
        self._forget_what_is_not_shown()

    def _remove(self, sources: Sequence[str]) -> None:
        if sources:
            self.index.take(*sources)
            self._forget_what_is_not_shown()

    def _forget_what_is_not_shown(self) -> None:
        rows = self._rows(schema.notices)
        self.restored &= {n.id for n in rows if n.current_version is not None}

    def _to_read(self, order: Sequence[str]) -> list[str]:
        """As `index.planning` and `index.intake` see to it."""
        known = self.index.sources.known(ROOT, order)
        todo = []
        for source in order:
            if source in self.library.files:
                filed = known.get(source)
                is_same = filed and filed.fingerprint == self.library.file(source).fingerprint
                is_read = filed and (filed.is_decided or filed.reading == self.library.reading)
                if not (is_same and is_read):
                    todo.append(source)
        return todo

    def _gone(self, order: Sequence[str]) -> list[str]:
        found = self.index.sources.among(ROOT, order)
        return [source for source in found if source not in self.library.files]

    # --- what people do ---------------------------------------------------------------------------

    @rule(source=places)
    def withdraw(self, source: str) -> None:
        if nid := self._notice(source):
            self.index.registry.withdraw(nid)
            self.index.sweep()
            self.restored.discard(nid)

    @rule(number=st.integers(0, 100))
    def restore(self, number: int) -> None:
        v = schema.versions.c
        with self.engine.connect() as connection:
            versions = connection.execute(
                select(v.notice_id, v.id).order_by(v.notice_id, v.number)
            ).all()
        if versions:
            nid, version_id = versions[number % len(versions)]
            self.index.restore(nid, version_id)
            self.restored.add(nid)
            self.ever_restored = True

    def _notice(self, source: str) -> str | None:
        filed = self.index.sources.known(ROOT, [source]).get(source)
        return filed.notice_id if filed else None

    # --- names that a notice keeps ----------------------------------------------------------------

    @precondition(lambda self: self._is_in_step() and not self.restored)
    @rule(source=places, text=st.uuids(), order=orders)
    def replaced_file_keeps_its_notice(self, source: str, text: Any, order: Any) -> None:
        """Where it shows the notice, and is not one of its copies."""
        if source in self.library.files and self._is_first(source):
            self._keeps(source, source, lambda: self._write(source, f"{text}"), order)

    @precondition(lambda self: self._is_in_step() and not self.restored)
    @rule(source=places, other=places, order=orders)
    def renamed_file_keeps_its_notice(self, source: str, other: str, order: Any) -> None:
        def rename() -> None:
            self.library.files[other] = self.library.files.pop(source)

        files = self.library.files
        is_free = other not in files and not self.index.sources.known(ROOT, [other])
        if source in files and is_free and self._state(source) == schema.INDEXED:
            self._keeps(source, other, rename, order)

    @precondition(lambda self: self._is_in_step() and not self.restored)
    @rule(source=places, order=orders)
    def file_that_returns_keeps_its_notice(self, source: str, order: Any) -> None:
        files = self.library.files
        if source in files and self._state(source) == schema.INDEXED:
            file = files[source]

            def return_() -> None:
                del files[source]
                self._refresh(*order)
                files[source] = file

            self._keeps(source, source, return_, order)

    def _write(self, source: str, text: str) -> None:
        self.library.files[source] = (text, KINDS[0])

    def _keeps(self, source: str, other: str, change: Callable[[], None], order: Any) -> None:
        before = self._notice(source)
        change()
        self.refresh(order)
        assert self._notice(other) == before

    def _is_in_step(self) -> bool:
        return not self._to_read(PLACES) and not self._gone(PLACES)

    def _is_first(self, source: str) -> bool:
        n = schema.notices.c
        with self.engine.connect() as connection:
            nid = self._notice(source)
            return connection.scalar(select(n.source).where(n.id == nid)) == source

    def _state(self, source: str) -> str:
        return self.index.sources.known(ROOT, [source])[source].state

    # --- what is always true ----------------------------------------------------------------------

    @invariant()
    def everything_is_sound(self) -> None:
        self._current_notice_has_one_live_version()
        self._versions_are_numbered()
        self._what_is_shown_has_its_passages()
        self._history_loses_no_text()
        self._file_shows_a_notice_with_its_words()
        self._notice_goes_by_one_of_its_files()

    def _current_notice_has_one_live_version(self) -> None:
        live = Counter(v.notice_id for v in self._rows(schema.versions) if v.state == schema.LIVE)
        current = {n.id: n.current_version for n in self._rows(schema.notices)}
        for nid, version_id in current.items():
            assert live[nid] == (version_id is not None)
        shown = {v.id: v.notice_id for v in self._rows(schema.versions) if v.state == schema.LIVE}
        assert {v: n for n, v in current.items() if v is not None} == shown

    def _versions_are_numbered(self) -> None:
        numbers = Counter((v.notice_id, v.number) for v in self._rows(schema.versions))
        assert all(count == 1 for count in numbers.values())

    def _what_is_shown_has_its_passages(self) -> None:
        passages = Counter(p.version_id for p in self._rows(schema.passages))
        live = [v.id for v in self._rows(schema.versions) if v.state == schema.LIVE]
        assert passages == Counter(live)

    def _history_loses_no_text(self) -> None:
        versions = self._rows(schema.versions)
        for version in versions:
            if version.state == schema.LIVE:
                self.texts_of[version.notice_id].add(version.text)
        for nid, found in self.texts_of.items():
            assert found <= {v.text for v in versions if v.notice_id == nid}

    def _file_shows_a_notice_with_its_words(self) -> None:
        live = {v.notice_id: v for v in self._rows(schema.versions) if v.state == schema.LIVE}
        for row in self._rows(schema.sources):
            if row.state != schema.INDEXED or row.reading < 0:
                continue
            assert row.notice_id in live, f"{row.source} shows nothing"
            version = live[row.notice_id]
            follows = row.reading < version.reading  # it is still to be read in the new way
            assert follows or version.text == f"通知\n{self.read[row.source]}", row.source

    def _notice_goes_by_one_of_its_files(self) -> None:
        files = defaultdict(set)
        for row in self._rows(schema.sources):
            if row.state != schema.WITHDRAWN:
                files[row.notice_id].add(row.source)
        for notice in self._rows(schema.notices):
            if notice.current_version is not None:
                assert files[notice.id] or notice.id in self.restored, "shown without a file"
                assert not files[notice.id] or notice.source in files[notice.id]

    def _everything_is_as_the_files_say(self) -> None:
        """After a refresh: no word of another file, and no two notices with the same words."""
        rows = {row.source: row for row in self._rows(schema.sources)}
        versions = {v.notice_id: v for v in self._rows(schema.versions) if v.state == schema.LIVE}
        for source in self.library.files:
            row = rows[source]
            if row.state == schema.INDEXED:
                assert row.reading == self.library.reading
                assert versions[row.notice_id].text == f"通知\n{self.library.as_read(source)}"
        if not self.ever_restored:
            assert len({v.text_digest for v in versions.values()}) == len(versions)

    def _rows(self, table: Any) -> list[Row[Any]]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(table)))


TestPlacing = Placing.TestCase
TestPlacing.settings = settings(
    max_examples=70,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

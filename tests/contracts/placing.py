"""A library of a few short files, brought into the registry as a refresh does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine, select

from documents.notice import Masthead
from documents.splitting import split
from index import schema
from index.catalogue import Catalogue
from index.intake import READING
from index.placing import Arrival
from index.registry import Registry, StagedFile
from index.sources import Sources
from tests.index.stores import staged

ROOT = "/公文库"


@dataclass(frozen=True)
class File:
    """A file: where it lies, what it says, and what kind of file says it."""

    source: str
    text: str
    kind: str = "txt"
    reading: int = READING

    @property
    def fingerprint(self) -> str:
        return f"{self.text}.{self.kind}"

    def staged(self, as_read: str | None = None) -> StagedFile:
        made = staged(
            Masthead("通知"),
            self.text if as_read is None else as_read,
            root=ROOT,
            source=self.source,
            fingerprint=self.fingerprint,
        )
        return replace(made, reading=self.reading)


class Index:
    """The registry without followers: what is staged is shown, and swept at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.registry = Registry(engine)
        self.sources = Sources(engine)
        self.catalogue = Catalogue(engine)

    def stage(self, files: Iterable[StagedFile]) -> list[Arrival]:
        arrivals: list[Arrival] = []
        for file in files:
            arrivals.append(self.registry.stage(file, arrivals))
        return arrivals

    def flip(self, arrivals: Sequence[Arrival]) -> None:
        self.registry.make_current(arrivals)
        self.sweep()

    def sweep(self) -> None:
        for version_id, _ in self.registry.unfinished():
            self.registry.sweep(version_id)

    def put(self, *files: File) -> None:
        """Files that arrive in one batch."""
        self.flip(self.stage(file.staged() for file in files))

    def take(self, *sources: str) -> int:
        gone = self.registry.remove(ROOT, sources)
        self.sweep()
        return gone

    def restore(self, notice_id: str, version_id: str) -> None:
        former = self.registry.stored(notice_id, version_id)
        assert former is not None
        former = replace(former, passages=split(former.notice), vector_hashes=["1"])
        self.flip([self.registry.stage_again(notice_id, former)])

    def id_of(self, source: str) -> str:
        return self.sources.known(ROOT, [source])[source].notice_id

    def shown(self) -> dict[str, str]:
        """Text → id of every notice that is shown."""
        records, _ = self.catalogue.notices(limit=100)
        shown = {self.text_of(record.id): record.id for record in records}
        assert len(shown) == len(records), "two notices say the same"
        return shown

    def text_of(self, notice_id: str) -> str:
        found = self.catalogue.notice(notice_id)
        assert found is not None, f"{notice_id} is not shown"
        return found.text.removeprefix("通知\n")

    def files_of(self, notice_id: str) -> list[str]:
        return self.catalogue.sources(notice_id)

    def history(self, notice_id: str) -> list[str]:
        """The texts of a notice's versions, the newest first."""
        v = schema.versions.c
        query = select(v.text).where(v.notice_id == notice_id, v.state != schema.STAGED)
        with self.engine.connect() as connection:
            texts = connection.scalars(query.order_by(v.number.desc()))
            return [text.removeprefix("通知\n") for text in texts]

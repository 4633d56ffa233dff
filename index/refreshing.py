"""Bring the index into step with a folder of notices."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from langchain_core.embeddings import Embeddings

from documents.duties import find_duties
from documents.errors import UnreadableFileError
from documents.library import LibraryFile, fingerprint, list_files, may_be_notice
from documents.links import read_links
from documents.notice import Notice, Passage
from documents.reading import read_notice
from documents.splitting import split
from documents.validity import read_term
from index.errors import RefreshBusyError
from index.followers import Followers
from index.registry import FailedFile, Filed, Registry, StagedFile

READING = 4
"""Raised when reading or splitting changes what a file becomes, so that files are read again."""
_BATCH = 600
"""Passages written to the followers in one go."""
_LOCK_WAIT_S = 600

Progress = Callable[[int, int, str], None]
"""Called with files done, files to do, and the file at hand."""


@dataclass(frozen=True)
class Plan:
    """What a refresh has to do: the sources to read, and those whose notice goes."""

    to_read: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True)
class Report:
    """What a refresh did. `embedded` counts passages whose vector was not known before."""

    root: str
    added: int
    changed: int
    removed: int
    unchanged: int
    failures: tuple[FailedFile, ...]
    embedded: int
    seconds: float


@dataclass(frozen=True)
class Identity:
    """The embedding model's name, and the function that embeds."""

    name: str
    embeddings: Embeddings


def plan(prints: Mapping[str, str], filed: Mapping[str, Filed], reading: int = READING) -> Plan:
    """Compare the files' fingerprints with what is indexed; pure."""
    to_read = tuple(
        source
        for source, found in prints.items()
        if source not in filed
        or (filed[source].fingerprint, filed[source].reading) != (found, reading)
    )
    removed = tuple(source for source in filed if source not in prints)
    return Plan(to_read, removed, len(prints) - len(to_read))


def embedding_text(notice: Notice, passage: Passage) -> str:
    """What is embedded for a passage: the notice's title and the headings stand before its words."""
    return "\n".join([notice.masthead.title, " ".join(passage.headings), passage.text.strip()])


class Refresher:
    """Reads what is new or changed and replaces it without a gap."""

    def __init__(
        self, registry: Registry, followers: Followers, model: Identity, lock: Path
    ) -> None:
        self._registry = registry
        self._followers = followers
        self._model = model
        self._lock = FileLock(lock)

    def refresh(self, root: Path, progress: Progress = lambda *_: None) -> Report:
        """Synchronise one library root. Raises LibraryNotFoundError, RefreshBusyError, StoreError.

        A file that cannot be read is in the report's failures; the version indexed before stays.
        """
        files = {f.source: f for f in list_files(root) if may_be_notice(f.path)}
        with self._locked():
            return self._refresh(str(root.resolve()), files, progress)

    def forget(self, root: str) -> int:
        """Take every notice of a root out of the index; returns how many."""
        with self._locked():
            filed = self._registry.filed(root)
            self._registry.retire(*(entry.notice_id for entry in filed.values()))
            self._registry.set_failures(root, [])
            self._tidy()
            return len(filed)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with self._lock.acquire(timeout=_LOCK_WAIT_S):
                yield
        except Timeout as error:
            raise RefreshBusyError(
                "另一个进程一直在更新同一个数据文件夹的索引。请等它完成，或停止它后重试。"
            ) from error

    def _refresh(self, root: str, files: Mapping[str, LibraryFile], progress: Progress) -> Report:
        began = time.monotonic()
        self._followers.finish()
        self._followers.repair()
        prints, failures = _fingerprints(root, files)
        filed = self._registry.filed(root)
        todo = plan({**prints, **{f.source: "" for f in failures if f.source in filed}}, filed)
        to_read = [source for source in todo.to_read if source in prints]
        work = _Work(self, root, progress, len(to_read))
        for source in to_read:
            work.read(files[source], prints[source])
        work.flush()
        self._registry.retire(*(filed[source].notice_id for source in todo.removed))
        self._registry.set_failures(root, [*failures, *work.failures])
        self._tidy()
        changed = sum(source in filed for source in work.done)
        return Report(
            root=root,
            added=len(work.done) - changed,
            changed=changed,
            removed=len(todo.removed),
            unchanged=todo.unchanged,
            failures=(*failures, *work.failures),
            embedded=work.embedded,
            seconds=time.monotonic() - began,
        )

    def _tidy(self) -> None:
        self._followers.finish()
        self._registry.forget_unused_vectors()

    def embed(self, texts: Sequence[str]) -> tuple[list[str], int]:
        """Hashes of the texts' vectors, all of them in the registry, and how many were new."""
        hashes = [sha256(f"{self._model.name}\n{text}".encode()).hexdigest() for text in texts]
        known = self._registry.vectors(hashes)
        missing = {h: t for h, t in zip(hashes, texts, strict=True) if h not in known}
        if missing:
            made = self._model.embeddings.embed_documents(list(missing.values()))
            self._registry.add_vectors(
                {
                    h: np.asarray(v, dtype=np.float32).tobytes()
                    for h, v in zip(missing, made, strict=True)
                }
            )
        return hashes, len(missing)

    def replace(self, staged: Sequence[StagedFile]) -> None:
        """The order that leaves no gap: stage, let the followers know, flip, sweep."""
        versions = [self._registry.stage(file) for file in staged]
        for batch in self._registry.current_passages(versions):
            self._followers.add(batch)
        self._registry.make_current(versions)
        self._followers.finish()


class _Work:
    """One refresh's reading: files become staged versions, written in batches."""

    def __init__(self, refresher: Refresher, root: str, progress: Progress, total: int) -> None:
        self._refresher = refresher
        self._root = root
        self._progress = progress
        self._total = total
        self._batch: list[StagedFile] = []
        self.done: list[str] = []
        self.failures: list[FailedFile] = []
        self.embedded = 0

    def read(self, file: LibraryFile, found: str) -> None:
        self._progress(len(self.done) + len(self.failures), self._total, file.source)
        try:
            notice = read_notice(file.path)
        except UnreadableFileError as error:
            self.failures.append(FailedFile(self._root, file.source, found, str(error)))
            return
        passages = split(notice)
        hashes, new = self._refresher.embed([embedding_text(notice, p) for p in passages])
        self.embedded += new
        self.done.append(file.source)
        self._batch.append(
            StagedFile(
                self._root,
                file.source,
                found,
                READING,
                notice,
                passages,
                hashes,
                find_duties(notice),
                read_term(notice.masthead, notice.text),
                read_links(notice.masthead, notice.text),
            )
        )
        if sum(len(staged.passages) for staged in self._batch) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        if self._batch:
            self._refresher.replace(self._batch)
        self._batch = []
        self._progress(len(self.done) + len(self.failures), self._total, "")


def _fingerprints(
    root: str, files: Mapping[str, LibraryFile]
) -> tuple[dict[str, str], list[FailedFile]]:
    prints: dict[str, str] = {}
    failures: list[FailedFile] = []
    for source, file in files.items():
        name = _storable(source)
        if name != source:
            reason = (
                f"{name}：文件名不是 UTF-8 编码，无法登记。请重新命名这个文件（或它的文件夹）。"
            )
            failures.append(FailedFile(root, name, "", reason))
            continue
        try:
            prints[source] = fingerprint(file.path)
        except OSError as error:
            reason = f"{file.path.name}：无法读取（{error.strerror}）。请检查文件是否存在、权限是否足够。"
            failures.append(FailedFile(root, source, "", reason))
    return prints, failures


def _storable(source: str) -> str:
    """A name as text; what is not UTF-8 was most likely written by a Chinese Windows."""
    try:
        return os.fsencode(source).decode()
    except UnicodeDecodeError:
        return os.fsencode(source).decode("gb18030", "backslashreplace")

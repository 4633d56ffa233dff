"""What each kind of job does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from documents.errors import DocumentsError, UnreadableFileError
from documents.library import fingerprint
from index.errors import EmptiedLibraryError, JobStoppedError, NoticeGoneError
from index.job import Job, Kind
from index.models import Models
from index.rebuilding import Rebuilder
from index.refreshing import Read, Refresher
from index.registry import Registry
from index.replacing import Replacer
from index.report import Outcome, What
from index.sources import FailedFile, Sources
from index.telling import Heard, Teller
from index.uploads import Uploads

_ALL = 100_000
"""Failed uploads; more than anybody has."""


@dataclass(frozen=True)
class Tools:
    """What jobs are carried out with."""

    registry: Registry
    sources: Sources
    refresher: Refresher
    replacer: Replacer
    rebuilder: Rebuilder
    models: Models
    uploads: Uploads
    read: Read


def carry_out(tools: Tools, job: Job, teller: Teller) -> None:
    """Raises what stands in the way: DocumentsError, IndexingError, ModelError."""
    _WORK[job.kind](tools, job, teller)


def _refresh(tools: Tools, job: Job, teller: Teller) -> None:
    """One root or several; of those that cannot be refreshed, the first is the job's failure."""
    faults: list[DocumentsError | EmptiedLibraryError] = []
    for root in job.details.get("roots", [job.root]):
        try:
            teller.unchanged(tools.refresher.refresh(Path(root), teller).unchanged)
        except (DocumentsError, EmptiedLibraryError) as error:
            faults.append(error)
    if faults:
        raise faults[0]


def _files(tools: Tools, job: Job, teller: Teller) -> None:
    report = tools.refresher.refresh_some(Path(job.root), job.details["sources"], teller)
    teller.unchanged(report.unchanged)


def _upload(tools: Tools, job: Job, teller: Teller) -> None:
    """What can be read takes its place; the rest keeps waiting, with the reason on record."""
    placed: list[str] = []
    unread: list[str] = []
    waiting = tools.uploads.waiting(job.details["batch"])
    for path in waiting:
        source = tools.uploads.source_of(path)
        name = tools.uploads.settled(source)
        teller.progress(0, len(waiting), name)
        if teller.is_stopped():
            raise JobStoppedError("上传已被停止；已经读入的公文照常可查。")
        try:
            tools.read(path)
        except UnreadableFileError as error:
            failed = FailedFile(tools.uploads.root, source, fingerprint(path), str(error))
            tools.sources.fail(failed)
            teller.outcome(Outcome(name, What.FAILED, None, str(error)))
            unread.append(name)
        else:
            placed.append(tools.uploads.put_in_place(path))
            tools.sources.mended(tools.uploads.root, [source])
    _drop_namesakes(tools, [*placed, *unread], job.details["batch"])
    placed += [name for name in job.details["files"] if name not in (*placed, *unread)]
    heard = Heard(teller)
    tools.refresher.refresh_some(tools.uploads.folder, placed, heard)
    _move_out(tools, job.details.get("moved", {}), placed, heard)
    known = tools.sources.known(tools.uploads.root, placed)
    for source in placed:
        if source in known and source not in heard.sources:
            teller.outcome(Outcome(source, What.UNCHANGED, known[source].notice_id))


def _restore(tools: Tools, job: Job, teller: Teller) -> None:
    """By the file itself where it was kept, otherwise by the text on record."""
    notice_id, version_id = job.details["notice_id"], job.details["version_id"]
    former = tools.registry.stored(notice_id, version_id)
    if former is None:
        raise NoticeGoneError("没有这个版本，无法恢复。请刷新版本列表后重试。")
    kept = former.root == tools.uploads.root
    if kept and tools.uploads.bring_back(former.source, former.fingerprint):
        tools.refresher.refresh_some(tools.uploads.folder, [former.source], teller)
        return
    tools.replacer.restore(notice_id, former)
    teller.outcome(Outcome(former.source, What.CHANGED, notice_id))


def _withdraw(tools: Tools, job: Job, teller: Teller) -> None:
    """The notice is hidden already; an uploaded file goes too, and can be uploaded again."""
    notice_id = job.details["notice_id"]
    tools.registry.withdraw(notice_id)
    for root, source in tools.sources.of_notice(notice_id):
        if root == tools.uploads.root:
            tools.uploads.take_away(source)
            tools.replacer.remove(root, [source])
        teller.outcome(Outcome(source, What.REMOVED, notice_id))
    tools.replacer.tidy()


def _rebuild(tools: Tools, job: Job, teller: Teller) -> None:
    def tell(done: int, total: int) -> None:
        teller.progress(done, total, "")
        if teller.is_stopped():
            raise JobStoppedError("重建已被停止；原有索引照常使用。")

    anew = bool(job.details.get("anew"))
    tools.rebuilder.rebuild(tools.models.wanted, tell, anew=anew)


def _move_out(tools: Tools, moved: Mapping[str, str], placed: list[str], heard: Heard) -> None:
    """What is for other readers now is no longer where its former ones found it."""
    for source, before in moved.items():
        if source in placed:
            tools.uploads.take_away(before)
            tools.replacer.remove(tools.uploads.root, [before])
            heard.outcome(Outcome(before, What.REMOVED, None))


def _drop_namesakes(tools: Tools, names: list[str], batch: str) -> None:
    """What failed before under a name, and waits, is settled by a later file of that name."""
    uploads = tools.uploads
    for failed in tools.sources.failures(uploads.root, limit=_ALL):
        is_earlier = uploads.batch_of(failed.source) not in {None, batch}
        if is_earlier and uploads.settled(failed.source) in names:
            uploads.forget(failed.source)
            tools.sources.mended(failed.root, [failed.source])


_WORK: dict[Kind, Callable[[Tools, Job, Teller], None]] = {
    Kind.REFRESH: _refresh,
    Kind.FILES: _files,
    Kind.UPLOAD: _upload,
    Kind.RESTORE: _restore,
    Kind.WITHDRAW: _withdraw,
    Kind.REBUILD: _rebuild,
}

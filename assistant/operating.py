"""What operators ask of the index: take in, withdraw, restore, refresh, rebuild, try again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from assistant.errors import NothingToDoError
from assistant.shelving import ANYBODY, Uploader, shelved
from assistant.wiring import Workspace
from documents.library import name_of
from index.errors import NoticeGoneError, UploadError
from index.job import Job, Kind, Lane, State
from index.schema import LIVE
from index.uploads import folder_for, upload_name


def take_in(
    workspace: Workspace,
    files: Sequence[tuple[str, BinaryIO]],
    uploader: Uploader = ANYBODY,
    groups: Collection[str] | None = None,
) -> tuple[Job, list[str]]:
    """Keep uploaded files (name, content) and have them read; all of them or none.

    They are for the notices' readers of `groups`, where that is told; otherwise for those who see
    what they replace, and what is new for those of the uploader's groups. Returns the job and the
    sources they are kept by. Raises UploadError, BadGroupError, StoreError.
    """
    names = [upload_name(name) for name, _ in files]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UploadError(f"一次上传里有两个同名文件：{twice[0]}。请改名或分两次上传。")
    uploads = workspace.tools.uploads
    stays = [shelved(workspace, name, uploader, groups) for name in names]
    batch = uploads.new_batch()
    try:
        sources = [
            uploads.receive(batch, name, content, folder_for(stay.audience))
            for (name, content), stay in zip(files, stays, strict=True)
        ]
        moved = {s: stay.moved for s, stay in zip(sources, stays, strict=True) if stay.moved}
        details = {"batch": batch, "files": sources} | ({"moved": moved} if moved else {})
        return workspace.worker.ask(Kind.UPLOAD, uploads.root, details, Lane.URGENT), sources
    except BaseException:
        uploads.drop(batch)
        raise


def drop_orphans(workspace: Workspace) -> None:
    """Clear away files that wait for no job and failed in none, as a crash may leave them.

    To be called before uploads are received.
    """
    uploads, jobs = workspace.tools.uploads, workspace.jobs.page(limit=10_000)[0]
    uploaded = (j for j in jobs if j.kind is Kind.UPLOAD and j.state is not State.DONE)
    known = {job.details["batch"] for job in uploaded}
    failed = workspace.sources.failures(uploads.root, limit=100_000)
    known |= {uploads.batch_of(each.source) for each in failed}
    for batch in uploads.batches():
        if batch not in known:
            uploads.drop(batch)


def withdraw(workspace: Workspace, notice_id: str) -> Job:
    """A notice is in no answer from now on; what is left of it is cleared away by a job.

    Raises NoticeGoneError.
    """
    shown = workspace.catalogue.notice(notice_id)
    audience = {"audience": shown.record.audience} if shown else {}
    if not workspace.tools.replacer.withdraw(notice_id):
        raise NoticeGoneError("没有这份公文，可能已被撤下。请刷新列表后重试。")
    details = {"notice_id": notice_id, **audience}
    details |= {"title": shown.record.title} if shown else {}
    return workspace.worker.ask(Kind.WITHDRAW, "", details, Lane.URGENT)


def restore(workspace: Workspace, notice_id: str, version_id: str) -> Job:
    """Have a former version shown again. Raises NoticeGoneError, NothingToDoError."""
    versions = workspace.catalogue.versions(notice_id)
    version = next((v for v in versions if v.id == version_id), None)
    if version is None:
        raise NoticeGoneError("这份公文没有这个版本，无法恢复。请刷新版本列表后重试。")
    if version.state == LIVE:
        raise NothingToDoError(f"第 {version.number} 版就是现行版本，不用恢复。")
    shown = workspace.catalogue.version(version_id)
    details = {"notice_id": notice_id, "version_id": version_id}
    if shown:
        details |= {"title": shown.record.title, "audience": shown.record.audience}
    return workspace.worker.ask(Kind.RESTORE, "", details, Lane.URGENT)


def refresh(workspace: Workspace) -> Job:
    """Have the library synchronised, or every known root where none is set.

    Raises NothingToDoError.
    """
    library = workspace.settings.library
    roots = [name_of(library)] if library else workspace.sources.roots_at_hand()
    if not roots:
        raise NothingToDoError(
            "还没有可以更新的公文库。请上传公文，用 DUIKOU_LIBRARY 设置公文文件夹，或运行 duikou index 公文文件夹。"
        )
    if len(roots) == 1:
        return workspace.worker.ask(Kind.REFRESH, roots[0])
    return workspace.worker.ask(Kind.REFRESH, "", {"roots": roots})


def rebuild(workspace: Workspace, *, anew: bool = False) -> Job:
    """Have what is amiss with the search indexes made again, with `anew` all of them."""
    return workspace.worker.ask(Kind.REBUILD, "", {"anew": True} if anew else None)


def cancel(workspace: Workspace, job_id: str) -> Job:
    """Stop a job. Raises NoticeGoneError, and NothingToDoError for one that is over."""
    if workspace.jobs.get(job_id).is_over:
        raise NothingToDoError("任务已经结束，不能再停止。")
    return workspace.jobs.cancel(job_id)


def again(workspace: Workspace, job_id: str) -> Job:
    """Have a job done once more. Raises NoticeGoneError, and NothingToDoError for one that runs."""
    if workspace.jobs.get(job_id).state is State.RUNNING:
        raise NothingToDoError("任务正在运行。请等它结束，或先停止它。")
    job = workspace.jobs.retry(job_id)
    workspace.worker.wake()
    return job


def retry(
    workspace: Workspace, root: str | None = None, source: str | None = None
) -> tuple[list[Job], int]:
    """Have failed files read once more: all, a root's, or one. The jobs, and how many files.

    Raises NoticeGoneError where none is meant by what is given.
    """
    found = workspace.sources.retry(root, source)
    if not found and (root is not None or source is not None):
        raise NoticeGoneError("失败的文件里没有这一个，可能已经读入或删除。请刷新失败列表后重试。")
    by_root: defaultdict[str, list[str]] = defaultdict(list)
    for at, name in found:
        by_root[at].append(name)
    jobs = [job for at, names in by_root.items() for job in _read_again(workspace, at, names)]
    return jobs, len(found)


def dismiss(workspace: Workspace, root: str, source: str) -> None:
    """Drop an uploaded file that could not be read, for good.

    Raises NoticeGoneError, and NothingToDoError for a file of a library: it is not ours to remove.
    """
    uploads = workspace.tools.uploads
    if source not in workspace.sources.failing(root, [source]):
        raise NoticeGoneError("失败的文件里没有这一个，可能已经读入或删除。请刷新失败列表后重试。")
    if root != uploads.root or uploads.batch_of(source) is None:
        raise NothingToDoError(
            "这个文件在公文库文件夹里，不能在这里丢弃。请改好它，或把它移出公文库。"
        )
    uploads.forget(source)
    workspace.sources.mended(root, [source])


def _read_again(workspace: Workspace, root: str, sources: Sequence[str]) -> Iterable[Job]:
    uploads, ask = workspace.tools.uploads, workspace.worker.ask
    waiting = {s: uploads.batch_of(s) if root == uploads.root else None for s in sources}
    for batch in sorted({batch for batch in waiting.values() if batch is not None}):
        waiting_now = map(uploads.source_of, uploads.waiting(batch))
        if names := [uploads.settled(source) for source in waiting_now]:
            yield ask(Kind.UPLOAD, root, {"batch": batch, "files": names}, Lane.URGENT)
        else:
            workspace.sources.mended(root, [s for s, its in waiting.items() if its == batch])
    if in_place := [source for source, batch in waiting.items() if batch is None]:
        yield ask(Kind.FILES, root, {"sources": in_place}, Lane.URGENT)


def failed_by_name(workspace: Workspace, name: str) -> list[tuple[str, str]]:
    """Root and source of the failed files that a person may mean by a path or a bare name."""
    return [
        (failed.root, failed.source)
        for failed in workspace.sources.failures(limit=100_000)
        if name in {failed.source, Path(failed.source).name}
    ]

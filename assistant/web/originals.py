"""GET /api/notices/{id}/source: the file a version was read from, and never another."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from assistant.web.access import Seen
from assistant.web.notices import found_notice
from assistant.web.parts import NoticeId, VersionQuery, WorkspacePart, files, refusals
from assistant.wiring import Workspace
from documents.errors import UnreadableFileError
from documents.reading import LARGEST
from index.catalogue import NoticeText, VersionRecord
from index.hit import NoticeRecord
from index.schema import LIVE

router = APIRouter(prefix="/api/notices")
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever shows the file in spite of all lets nothing in it run."""


@router.get(
    "/{notice_id}/source",
    response_class=Response,
    responses={
        200: {"content": files("application/octet-stream"), "description": "原始文件"},
        **refusals(404, 409, 422),
    },
)
def read_source(
    notice_id: NoticeId, seen: Seen, workspace: WorkspacePart, version: VersionQuery = None
) -> Response:
    """公文的原始文件，作为附件下载；version 为旧版本时，给出当时的文件（只有上传的公文保留旧文件）。"""
    notice, shown = found_notice(notice_id, version, seen)
    name, content = original(workspace, notice, shown)
    disposition = f"attachment; filename*=utf-8''{quote(name, safe='', errors='replace')}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": disposition, "Content-Security-Policy": _POLICY},
    )


def original(workspace: Workspace, notice: NoticeText, version: VersionRecord) -> tuple[str, bytes]:
    """A name and a content that is the version's. Raises HTTPException where there is none."""
    places = list(_places(workspace, notice, version))
    for name, path in places:
        content = _read(path)
        if content is not None and _digest(content) == version.fingerprint:
            return name, content
    for name, path in places if version.state == LIVE else ():
        content = _read(path)
        if content is not None and _says_the_same(workspace, notice, path, content):
            return name, content
    raise _lost(notice, version, still_there=any(path.is_file() for _, path in places))


def _places(
    workspace: Workspace, notice: NoticeText, version: VersionRecord
) -> Iterator[tuple[str, Path]]:
    """Where the file may be: kept by itself, where the notice is shown from, where else it is."""
    record, uploads = notice.record, workspace.tools.uploads
    kept = record.root == uploads.root and uploads.former(record.source, version.fingerprint)
    if kept:
        yield record.source, kept
    others = _copies(workspace, record)
    for root, source in dict.fromkeys([(record.root, record.source), *others]):
        yield Path(source).name, Path(root) if Path(root).is_file() else Path(root, source)


def _copies(workspace: Workspace, record: NoticeRecord) -> list[tuple[str, str]]:
    """The files that hold a notice for the same readers."""
    found = workspace.sources.of_notice(record.id)
    audiences = workspace.visibility.audiences(found)
    return [file for file, its in zip(found, audiences, strict=True) if its == record.audience]


def _read(path: Path) -> bytes | None:
    """The content, in one piece: what is compared must be what is handed out."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError:
        return None
    return content if len(content) <= LARGEST else None


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _says_the_same(workspace: Workspace, notice: NoticeText, path: Path, content: bytes) -> bool:
    """Whether a file that joined the notice, in another format perhaps, still holds its words."""
    record = notice.record
    known = [
        filed.fingerprint
        for root, source in _copies(workspace, record)
        for filed in workspace.sources.known(root, [source]).values()
    ]
    if _digest(content) not in known:
        return False
    try:
        read = workspace.tools.read(path).notice
    except UnreadableFileError:
        return False
    return (read.masthead.title, read.text) == (record.title, notice.text)


def _lost(notice: NoticeText, version: VersionRecord, *, still_there: bool) -> HTTPException:
    source = notice.record.source
    if version.state != LIVE:
        said = f"第 {version.number} 版的原始文件没有保留（只有上传的公文保留旧文件）。可以查看这一版的文字。"
        return HTTPException(404, said)
    if still_there:
        said = f"原始文件 {source} 和正在使用的版本不同，可能刚被改动，还没有重新读入。请稍后再试；仍不行请联系管理员。"
        return HTTPException(409, said)
    return HTTPException(404, f"原始文件 {source} 已不在公文库文件夹里。请联系管理员。")

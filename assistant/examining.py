"""Examine what an open workspace works with, for people: what is sound, and what to do otherwise."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.wiring import Workspace
from documents.errors import DocumentsError
from index.builtin_model.errors import ModelError
from index.errors import IndexingError
from index.generations import ROOM
from index.job import Kind, State
from index.keywords import Keywords
from index.vectors import Vectors

_LITTLE = 2**30
"""Free bytes below which a person should act; the program itself stops writing much later."""
_LOOKS = 3
"""How often counts that differ are taken again: they are not of one moment."""


@dataclass(frozen=True)
class Finding:
    """One thing that was checked; `remark` says what was found or what to do."""

    subject: str
    healthy: bool
    remark: str


def checked(subject: str, check: Callable[[], tuple[bool, str]]) -> Finding:
    """What a check found, which is (healthy, remark) or the error it raised."""
    try:
        return Finding(subject, *check())
    except (AssistantError, DocumentsError, IndexingError, ModelError) as error:
        return Finding(subject, False, str(error))


def examined(workspace: Workspace, remarks: Sequence[str] | None) -> Iterator[Finding]:
    """Every store, what is watched and the disk. `remarks` are the watchers'; None without any."""
    followers = workspace.followers
    yield checked("登记库", lambda: _registry(workspace))
    yield checked("关键词索引", lambda: _follower(workspace, followers.keywords))
    yield checked("向量索引", lambda: _follower(workspace, followers.vectors))
    yield checked("向量模型", lambda: _model(workspace))
    yield checked("公文库监视", lambda: _watching(workspace, remarks))
    yield checked("磁盘空间", lambda: disk(workspace.settings.data_dir))


def _registry(workspace: Workspace) -> tuple[bool, str]:
    _, total = workspace.catalogue.notices(limit=1)
    return True, f"{total} 件公文，{workspace.registry.count_current()} 个段落"


def _follower(workspace: Workspace, follower: Keywords | Vectors) -> tuple[bool, str]:
    registry = workspace.registry
    for _ in range(_LOOKS):
        held, current = follower.count(), registry.count_current()
        if held == current:
            return True, f"{held} 个段落，与登记库一致"
        if registry.unfinished():
            return True, "正在写入，稍后与登记库一致"
    said = f"有 {held} 个段落，登记库有 {current} 个。"
    if _is_rebuilding(workspace):
        return False, f"{said}正在重建，请等任务完成。"
    return False, f"{said}请重建索引（duikou rebuild），会从登记库补齐。"


def _is_rebuilding(workspace: Workspace) -> bool:
    jobs, _ = workspace.jobs.page(limit=100, states=[State.WAITING, State.RUNNING])
    return any(job.kind is Kind.REBUILD for job in jobs)


def _model(workspace: Workspace) -> tuple[bool, str]:
    models = workspace.tools.models
    live = models.live()
    live.embeddings.embed_query("对口合作")
    if not models.changing:
        return True, f"{live.name}，可用"
    if _is_rebuilding(workspace):
        return True, f"正在从 {live.name} 换成 {models.wanted.name}，期间照常回答"
    return False, f"还在使用 {live.name}，没有换成设置的 {models.wanted.name}。请重建索引。"


def _watching(workspace: Workspace, remarks: Sequence[str] | None) -> tuple[bool, str]:
    if remarks:
        return False, "".join(remarks)
    if remarks is None:
        return False, "没有监视。请用 duikou serve 启动服务。"
    settings = workspace.settings
    every = f"上传的文件；有变动立即读入，每 {settings.sweep_seconds} 秒再整个查看一遍"
    return True, f"{settings.library} 和{every}" if settings.library else every


def disk(folder: Path) -> tuple[bool, str]:
    """Whether there is room to write."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return False, f"无法查看 {folder} 的磁盘空间（{error.strerror}）。请检查磁盘。"
    told = f"剩余 {_size(usage.free)}，共 {_size(usage.total)}"
    if usage.free >= _LITTLE:
        return True, told
    return False, f"{told}。请清理磁盘；只剩 {_size(ROOM)} 时不再读入公文。"


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count // 2**20} MB"

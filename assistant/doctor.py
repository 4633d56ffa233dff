"""Check stores, model and settings, and say what to do about each fault."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.errors import AssistantError, ServiceError
from assistant.settings import Settings
from assistant.wiring import Workspace, open_workspace, prepared
from documents.errors import DocumentsError
from documents.library import list_files
from index.builtin_model.errors import ModelError
from index.errors import IndexingError
from index.reranking import RERANKED, CrossEncoderScores


@dataclass(frozen=True)
class Finding:
    """One thing that was checked; `remark` says what was found or what to do."""

    subject: str
    healthy: bool
    remark: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Check one thing after another; a fault that hides the rest ends the examination."""
    folder = _folder(settings)
    yield folder
    if folder.healthy:
        yield from _stores(settings.model_copy(update={"reranker": None}))
    yield _reranker(settings)
    remark = "未设置；回答直接引用原文"
    if settings.model_url:
        remark = "已设置，但这一版的回答不使用语言模型"
    yield Finding("语言模型", True, remark)


def _folder(settings: Settings) -> Finding:
    try:
        return Finding("数据文件夹", True, str(prepared(settings.data_dir).resolve()))
    except ServiceError as error:
        return Finding("数据文件夹", False, str(error))


def _stores(settings: Settings) -> Iterator[Finding]:
    try:
        with open_workspace(settings) as workspace:
            yield Finding("登记库与模型", True, "可以读写，模型一致")
            for check in (_followers, _search, _library, _failures):
                yield _checked(check, workspace)
    except (AssistantError, IndexingError, ModelError) as error:
        yield Finding("登记库与模型", False, str(error))


def _checked(check: Callable[[Workspace], Finding], workspace: Workspace) -> Finding:
    try:
        return check(workspace)
    except (AssistantError, DocumentsError, IndexingError) as error:
        return Finding("检查", False, str(error))


def _reranker(settings: Settings) -> Finding:
    """Examined beside the stores, so that what is wrong with it does not hide them."""
    subject = "重排模型"
    if settings.reranker is None:
        return Finding(subject, True, "未设置 DUIKOU_RERANKER；使用内置排序")
    try:
        model = CrossEncoderScores(settings.reranker, settings.threads)
        began = time.perf_counter()
        model.scores("由哪个部门负责？", ["由市商务局负责，市财政局配合。" * 20] * RERANKED)
    except ModelError as error:
        return Finding(subject, False, str(error))
    took_s = time.perf_counter() - began
    return Finding(subject, True, f"{settings.reranker}，可用；每个问题约多用 {took_s:.1f} 秒")


def _followers(workspace: Workspace) -> Finding:
    _, total = workspace.catalogue.notices(limit=1)
    if workspace.followers.in_step():
        return Finding(
            "索引",
            True,
            f"{total} 份公文，{workspace.registry.count_current()} 个段落，两个索引一致",
        )
    return Finding(
        "索引", False, "关键词或向量索引与登记库不一致。运行 duikou rebuild，会从登记库补齐。"
    )


def _search(workspace: Workspace) -> Finding:
    hits = workspace.retriever.search("对口合作", 1)
    return Finding(
        "检索", True, "可用" if hits else "可用；还没有公文，请运行 duikou index 公文文件夹"
    )


def _library(workspace: Workspace) -> Finding:
    library = workspace.settings.library
    if library is None:
        return Finding("公文库文件夹", True, "未设置 DUIKOU_LIBRARY；用 duikou index 更新")
    return Finding("公文库文件夹", True, f"{library}，{sum(1 for _ in list_files(library))} 个文件")


def _failures(workspace: Workspace) -> Finding:
    failed = workspace.sources.failures(limit=100)
    if not failed:
        return Finding("读入失败的文件", True, "没有")
    return Finding("读入失败的文件", False, "；".join(f.reason for f in failed[:10]))

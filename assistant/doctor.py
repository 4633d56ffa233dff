"""Check stores, model and settings, and say what to do about each fault."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from assistant.errors import AssistantError, ServiceError
from assistant.examining import Finding, checked, disk
from assistant.settings import Settings
from assistant.speaking.trying import tried
from assistant.wiring import Workspace, open_workspace, prepared
from assistant.wiring_model import model_endpoint
from documents.library import list_files
from index.builtin_model.errors import ModelError
from index.errors import IndexingError
from index.reranking import RERANKED, CrossEncoderScores


def examine(settings: Settings) -> Iterator[Finding]:
    """Check one thing after another; a fault that hides the rest ends the examination."""
    folder = _folder(settings)
    yield folder
    if folder.healthy:
        alone = {"reranker": None, "model_url": None, "model_name": None}
        yield from _stores(settings.model_copy(update=alone))
    yield _reranker(settings)
    yield _language_model(settings)


def _folder(settings: Settings) -> Finding:
    try:
        return Finding("数据文件夹", True, str(prepared(settings.data_dir).resolve()))
    except ServiceError as error:
        return Finding("数据文件夹", False, str(error))


def _stores(settings: Settings) -> Iterator[Finding]:
    try:
        with open_workspace(settings) as workspace:
            yield Finding("登记库与模型", True, "可以读写，模型一致")
            for subject, check in _CHECKS.items():
                yield checked(subject, partial(check, workspace))
    except (AssistantError, IndexingError, ModelError) as error:
        yield Finding("登记库与模型", False, str(error))


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


def _language_model(settings: Settings) -> Finding:
    subject, endpoint = "语言模型", model_endpoint(settings)
    if endpoint is None:
        return Finding(subject, True, "未设置；回答直接引用原文")
    try:
        return Finding(subject, True, tried(endpoint, settings.model_seconds))
    except AssistantError as error:
        return Finding(subject, False, str(error))


def _followers(workspace: Workspace) -> tuple[bool, str]:
    _, total = workspace.catalogue.notices(limit=1)
    if workspace.followers.in_step():
        return True, f"{total} 份公文，{workspace.registry.count_current()} 个段落，两个索引一致"
    return False, "关键词或向量索引与登记库不一致。运行 duikou rebuild，会从登记库补齐。"


def _search(workspace: Workspace) -> tuple[bool, str]:
    hits = workspace.retriever.search("对口合作", 1)
    return True, "可用" if hits else "可用；还没有公文，请运行 duikou index 公文文件夹"


def _library(workspace: Workspace) -> tuple[bool, str]:
    library = workspace.settings.library
    if library is None:
        return True, "未设置 DUIKOU_LIBRARY；用 duikou index 更新"
    return True, f"{library}，{sum(1 for _ in list_files(library))} 个文件"


def _failures(workspace: Workspace) -> tuple[bool, str]:
    failed = workspace.sources.failures(limit=100)
    if not failed:
        return True, "没有"
    return False, "；".join(f.reason for f in failed[:10])


_CHECKS: dict[str, Callable[[Workspace], tuple[bool, str]]] = {
    "索引": _followers,
    "检索": _search,
    "公文库文件夹": _library,
    "读入失败的文件": _failures,
    "磁盘空间": lambda workspace: disk(workspace.settings.data_dir),
}

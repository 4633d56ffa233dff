"""Ask every golden question and judge what comes back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import GoldenError
from assistant.evaluating.golden import GoldenQuestion, GoldenSet, unknown_names
from assistant.evaluating.judging import Outcome, judge
from assistant.wiring import Workspace

_PASSAGES = 20
_ALL = 1_000_000

Show = Callable[[int], None]
"""Told after each question how many are done; what it raises ends the evaluation."""


@dataclass(frozen=True)
class Evaluation:
    """What came of a golden set, on how many notices and by which embedding model.

    `unknown` are the relevant notices that the index does not have.
    """

    golden: GoldenSet
    outcomes: tuple[Outcome, ...]
    unknown: tuple[str, ...]
    notices: int
    model: str
    began: datetime


def evaluate(golden: GoldenSet, workspace: Workspace, show: Show | None = None) -> Evaluation:
    """Ask the questions one after another. Raises GoldenError where no notice is indexed."""
    began = datetime.now().astimezone()
    records, total = workspace.catalogue.notices(limit=_ALL)
    if not records:
        raise GoldenError(
            "索引里还没有公文，无法评测。请先运行 duikou index 公文文件夹，或在运行管理页面上传公文。"
        )
    outcomes = []
    for question in golden.questions:
        outcomes.append(_outcome(question, workspace))
        if show:
            show(len(outcomes))
    return Evaluation(
        golden=golden,
        outcomes=tuple(outcomes),
        unknown=unknown_names(golden.questions, records),
        notices=total,
        model=workspace.settings.embedding_model,
        began=began,
    )


def _outcome(question: GoldenQuestion, workspace: Workspace) -> Outcome:
    """The search is judged by the question made whole, as the assistant searches for a follow-up."""
    began = time.perf_counter()
    answer = workspace.assistant.ask(question.text, question.history)
    seconds = time.perf_counter() - began
    hits = workspace.retriever.search(answer.question, _PASSAGES)
    verdict = judge(question, answer, hits, workspace.catalogue.notice)
    return Outcome(question, answer, seconds, verdict)

"""Whole evaluations on real stores, and that the acceptance scorer comes to the same figures."""

import contextlib
import io
import json
import re
import urllib.parse
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.conversation import Turn
from assistant.errors import GoldenError
from assistant.evaluating.figures import Figure, Measure, Summary, summarise
from assistant.evaluating.golden import GoldenQuestion, GoldenSet
from assistant.evaluating.judging import unmarked
from assistant.evaluating.question_files import read_questions
from assistant.evaluating.running import evaluate
from assistant.web.wire import AnswerOut
from assistant.wiring import Workspace, samples
from tests.assistant.evaluating.test_matching import needs_scorer, scorer
from tests.shared import SHARED, needs_shared

__all__ = ["scorer"]
SEEDS = SHARED / "data" / "seeds"
FOLLOW_UP = GoldenQuestion(
    "第 1 行",
    "那青禾那边呢？",
    ("文旅事业局", "青禾农旅集团"),
    relevant=("北屏区与青禾度假区对口合作实施方案", "没有这份.txt"),
    history=(
        Turn("user", "北屏区哪些部门负责文化旅游合作？"),
        Turn("assistant", "区文化体育旅游局、区融媒体中心。"),
    ),
)


def test_history_makes_a_follow_up_whole(sample_workspace: Workspace) -> None:
    shown: list[int] = []
    golden = GoldenSet("一题", (FOLLOW_UP,))
    evaluation = evaluate(golden, sample_workspace, shown.append)
    (outcome,) = evaluation.outcomes
    assert "文化旅游合作" in outcome.answer.question
    assert (outcome.cause, outcome.verdict.rank, shown) == (None, 1, [1])
    assert evaluation.unknown == ("没有这份.txt",)
    assert (evaluation.notices, evaluation.model) == (15, "builtin")
    assert outcome.seconds > 0


def test_empty_index_cannot_be_evaluated(workspace: Workspace) -> None:
    with pytest.raises(GoldenError, match="请先运行 duikou index"):
        evaluate(GoldenSet("一题", (FOLLOW_UP,)), workspace)


def summarised(workspace: Workspace, path: Path) -> Summary:
    """The figures of a file of questions."""
    return summarise(evaluate(read_questions(path, 1000), workspace).outcomes)


# --- agreement with the acceptance scorer --------------------------------------------------------

SAME = {
    "evidence@2000": Measure.EVIDENCE,
    "answer": Measure.ANSWER,
    "cited": Measure.CITED,
    "departments": Measure.DEPARTMENTS,
    "refused_unanswerable": Measure.REFUSED,
}


class Portal:
    """Answers the scorer's calls from a workspace, follow-ups searched for as they were understood.

    Answers are given without their marks: the scorer takes the 1 of [1] for a digit of a number
    that stands before it.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._asked = ""

    def __call__(self, url: str, key: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """POST /api/ask with a body, GET /api/search without."""
        if body is None:
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
            hits = self._workspace.retriever.search(self._asked, int(query["limit"]))
            return {"passages": [{"text": h.text, "source": h.notice.source} for h in hits]}
        turns = [Turn(**turn) for turn in body.get("history", [])]
        answer = self._workspace.assistant.ask(body["question"], turns)
        self._asked = answer.question
        said: dict[str, Any] = json.loads(AnswerOut.of(answer, "", 0).model_dump_json())
        return said | {"answer": unmarked(answer)}


def scored(
    scorer: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    workspace: Workspace,
    questions: Path,
) -> dict[str, str]:
    """The scorer's figures over all questions: name → "share (count)"."""
    monkeypatch.setattr(scorer, "call", Portal(workspace))
    monkeypatch.setattr("sys.argv", ["score", "http://x", str(questions), "no documents"])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        scorer.main()
    first = printed.getvalue().splitlines()[0]
    return dict(re.findall(r"(\S+) (\d\.\d{3} \(\d+\))", first))


def as_scored(figure: Figure) -> str:
    """A figure as the scorer prints it."""
    return f"{figure.right / figure.of:.3f} ({figure.of})"


@needs_scorer
@needs_shared
@pytest.mark.parametrize("name", ["示例", "种子"])
def test_scorer_comes_to_the_same_figures(
    name: str,
    scorer: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    sample_workspace: Workspace,
    workspace: Workspace,
) -> None:
    folder, opened = (samples(), sample_workspace) if name == "示例" else (SEEDS, workspace)
    if name == "种子":
        assert not opened.refresher.refresh(folder).failures
    questions = folder / "questions.jsonl"
    theirs = scored(scorer, monkeypatch, opened, questions)
    ours = summarised(opened, questions).overall
    assert {name: as_scored(ours.figure(measure)) for name, measure in SAME.items()} == {
        name: theirs[name] for name in SAME
    }
    answered = ours.figure(Measure.ANSWERED)
    wrongly = f"{1 - answered.right / answered.of:.3f} ({answered.of})"
    assert theirs["refused_answerable"] == wrongly

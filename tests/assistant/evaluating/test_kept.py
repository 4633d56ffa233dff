"""The last report: one at a time, whole, and what it says."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ServiceError
from assistant.evaluating import kept as keeping
from assistant.evaluating import report as reports
from assistant.evaluating.figures import Measure, summarise
from assistant.evaluating.golden import Fault, GoldenSet
from assistant.evaluating.judging import Cause, Outcome
from assistant.evaluating.kept import is_kept_in, keep, kept_in
from assistant.evaluating.report import Report
from assistant.evaluating.running import Evaluation
from tests.assistant.evaluating.outcomes import answered, outcome, question, refused

WRONG = outcome(question("冷链", "市商务局", type="资金"), answered("冷链[1]"))
TIMID = outcome(question("3000万元"), refused())
RIGHT = outcome(question("3000万元"), answered())


def kept(folder: Path, *outcomes: Outcome, name: str = "问题.jsonl", **more: object) -> Report:
    """What is kept of some outcomes."""
    golden = GoldenSet(name, tuple(o.question for o in outcomes), more.pop("faults", ()))  # type: ignore[arg-type]
    evaluation = Evaluation(golden, outcomes, (), 1, "builtin", datetime(2030, 1, 2, tzinfo=UTC))
    return keep(folder, evaluation, summarise(outcomes))


def test_nothing_is_kept_at_first(tmp_path: Path) -> None:
    assert not is_kept_in(tmp_path)
    assert kept_in(tmp_path) is None


def test_report_says_what_the_page_says(tmp_path: Path) -> None:
    report = kept(tmp_path, RIGHT, WRONG, TIMID, faults=(Fault("第 9 行", "没有写答案。"),))
    found = kept_in(tmp_path)
    assert found is not None
    assert found.report == report
    assert (report.questions, report.right, report.unread) == (3, 1, 1)
    assert [line.measure for line in report.figures][:2] == [Measure.EVIDENCE, Measure.RECALL_1]
    assert {line.measure for line in report.figures} == set(Measure)
    assert [(line.name, line.count) for line in report.types] == [("", 2), ("资金", 1)]
    assert [(group.cause, group.count) for group in report.causes] == [
        (Cause.WRONG, 1),
        (Cause.TIMID, 1),
    ]
    (wrong,), (timid,) = (group.misses for group in report.causes)
    assert (wrong.expected, wrong.answer) == ("冷链；市商务局", "冷链[1]")
    assert wrong.remarks == ("没有写出：市商务局",)
    assert (timid.refused, timid.quoted[0].quote) == (True, "投资3000万元")
    for words in ("第 9 行", "没有写出：市商务局", report.causes[0].advice):
        assert words in found.page


def test_misses_are_cut_off_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "SHOWN", 2)
    (group,) = kept(tmp_path, *[TIMID] * 5).causes
    assert (group.count, len(group.misses)) == (5, 2)


def test_half_characters_are_left_out(tmp_path: Path) -> None:
    report = kept(tmp_path, RIGHT, name="问\ud800题.jsonl", faults=(Fault("第 1 行", "\udfff坏"),))
    assert (report.name, report.faults[0].reason) == ("问题.jsonl", "坏")


def test_report_before_stays_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tmp_path, RIGHT)

    def full(_descriptor: int) -> None:
        raise OSError(28, "磁盘已满")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(ServiceError, match="磁盘已满"):
        kept(tmp_path, WRONG)
    found = kept_in(tmp_path)
    assert found is not None
    assert found.report.right == 1
    assert [path.name for path in tmp_path.iterdir()] == ["evaluation.json"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"\xff", b'{"report": 1, "page": ""}'],
    ids=["空的", "缺字段", "不是文字", "别的形状"],
)
def test_damaged_report_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "evaluation.json").write_bytes(content)
    with pytest.raises(ServiceError, match="请重新评测一次"):
        kept_in(tmp_path)

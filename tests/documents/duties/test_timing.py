"""Words that set a deadline."""

import pytest

from documents.duties import timing

PROSE = {
    "月底前": ("由市商务局于2026年8月底前改造市场", "2026年8月底前"),
    "在某月前": ("市商务局在2026年8月前报送", "2026年8月前"),
    "年内": ("2026年内建成码头", "2026年内"),
    "光说年内": ("年内建成码头", "年内"),
    "年底前": ("年底前建成码头", "年底前"),
    "每年": ("每年10月底前汇总", "每年10月底前"),
    "某日前": ("9月15日前报送", "9月15日前"),
    "今年底": ("今年底建成码头", "今年底"),
    "取最后一个": ("8月底前动工，2026年12月底前建成", "2026年12月底前"),
    "长期不算": ("长期坚持每周巡查", None),
    "三年内": ("三年内没有事故", None),
    "一年内": ("取得证件后1年内", None),
    "只是日期": ("2026年8月3日召开会议", None),
    "没有": ("由市商务局改造市场", None),
}


@pytest.mark.parametrize(("text", "expected"), PROSE.values(), ids=PROSE)
def test_deadline_in_running_words(text: str, expected: str | None) -> None:
    assert timing.prose_deadline(text) == expected


LABELLED = {
    "标签": ("责任单位：市商务局；完成时限：2026年6月", "责任单位：市商务局；", "2026年6月"),
    "多一个括号": ("市商务局（时限：（2026年6月）", "市商务局", "2026年6月"),
    "没有": ("责任单位：市商务局", "责任单位：市商务局", None),
}


@pytest.mark.parametrize(("text", "rest", "when"), LABELLED.values(), ids=LABELLED)
def test_labelled_deadline_is_taken_out(text: str, rest: str, when: str | None) -> None:
    stripped, found = timing.strip_labelled(text)
    assert found == when
    assert stripped.rstrip("）") == rest


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("完成时限：2026年6月底前", "2026年6月底前"),
        ("• 时间节点: 2026年1月底前，以后每年开展。", "2026年1月底前，以后每年开展"),
        ("（完成时限：2026年6月）", "2026年6月"),
        ("完成时限：2026年6月底前。改造市场。", None),
        ("完成时限：", None),
    ],
    ids=["一行", "带逗号", "带括号", "后面有话", "没有日期"],
)
def test_line_that_is_only_a_deadline(line: str, expected: str | None) -> None:
    found = timing.LINE.fullmatch(line)
    assert (found["when"] if found else None) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026年6月底前", "2026年6月底前"),
        ("　6月30日。", "6月30日"),
        ("6月30日改造市场", None),
        ("", None),
    ],
    ids=["月底前", "某日", "后面有话", "空"],
)
def test_line_that_is_only_a_day(line: str, expected: str | None) -> None:
    assert timing.day_line(line) == expected

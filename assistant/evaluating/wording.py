"""What figures and causes are called, in words for people who do not measure for a living."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluating.figures import Check, Figure, Measure
from assistant.evaluating.golden import GoldenQuestion
from assistant.evaluating.judging import (
    LONGEST_ANSWER,
    SEEN,
    Cause,
    Outcome,
    expected_departments,
)


@dataclass(frozen=True)
class Words:
    """A short name, what it means, and what to do about it."""

    name: str
    meaning: str
    advice: str = ""


LEFT_OUT = {
    "quoted": "换成了原文",
    "unmarked": "没有注明依据",
    "repeated": "重复",
    "room": "超出篇幅",
    "unreadable": "有乱码",
    "fact": "数字、日期或文号与依据不符",
    "name": "依据里没有这个名称",
    "place": "数字、单位或地点张冠李戴",
    "denial": "肯定与否定相反",
    "words": "大部分内容依据里没有",
}
"""Why a sentence of a language model was not told."""


MEASURES = {
    Measure.RECALL_1: Words("首条命中", "搜索结果的第 1 条就来自依据文件"),
    Measure.RECALL_5: Words("前 5 条命中", "搜索结果的前 5 条里有依据文件"),
    Measure.RECALL_20: Words("前 20 条命中", "搜索结果的前 20 条里有依据文件"),
    Measure.EVIDENCE: Words("找到依据", f"搜索结果的前 {SEEN:,} 字里，依据文件写着标准答案"),
    Measure.ANSWER: Words("答对", f"回答写出了标准答案，且不超过 {LONGEST_ANSWER} 字"),
    Measure.DEPARTMENTS: Words("部门一致", "列出的部门与标准完全相同，不多也不少"),
    Measure.CITED: Words("引对文件", "至少有一条引文出自依据文件"),
    Measure.VERBATIM: Words("引文逐字", "引文与公文原文逐字一致（按引文条数计）"),
    Measure.REFUSED: Words("该拒则拒", "公文里没有答案的问题，拒绝了回答"),
    Measure.ANSWERED: Words("该答则答", "公文里有答案的问题，没有拒绝回答"),
}
CAUSES = {
    Cause.UNFOUND: Words(
        "没找到依据",
        f"没有答对，而且搜索结果的前 {SEEN:,} 字里没有标准答案。",
        "请看依据文件在不在索引里、文字是否完整；也可以换一种更接近公文用语的问法再试。",
    ),
    Cause.WRONG: Words(
        "找到依据但没答对",
        "搜索结果里有标准答案，回答却没有写出来，或者写得太长。",
        "请对照引文看回答漏了什么；也请核对标准答案是不是公文的原话。",
    ),
    Cause.OVERBOLD: Words(
        "该拒答却答了",
        "公文里没有答案，却给出了回答。",
        "请核对引文：如果引文确实回答了问题，这道题就不该标为“应拒答”。",
    ),
    Cause.TIMID: Words(
        "不该拒答却拒答了",
        "搜索结果里有标准答案，却拒绝了回答。",
        "请看“最接近的内容”里有没有答案；问得更具体一些往往有用。",
    ),
    Cause.DEPARTMENTS: Words(
        "部门没有列对",
        "回答写出了标准答案，但列出的部门比标准多或者少。",
        "请核对标准里的部门是否写全；原文对同一任务可能有几处分工。",
    ),
    Cause.MISCITED: Words(
        "引文不对",
        "回答是对的，但没有引用依据文件，或者引文与原文不一致。",
        "如果别的公文也写了同样的内容，请把它补进“依据文件”。",
    ),
}


def percent(figure: Figure) -> str:
    """97.5%, or — where nothing was counted; 100% only where all are right."""
    if figure.share is None:
        return "—"
    tenths = int(figure.share * 1000 + 0.5)
    if figure.right < figure.of:
        tenths = min(tenths, 999)
    return f"{tenths / 10:g}%"


def expectation(question: GoldenQuestion) -> str:
    """What a right answer must give."""
    if not question.answerable:
        return "拒绝回答（公文里没有）"
    if question.any_of:
        return f"写出其中一个：{_listed(question.any_of)}"
    return _listed(question.answers)


def place(outcome: Outcome) -> str:
    """Where the relevant notice stands among the search results."""
    if not outcome.question.relevant:
        return "没有指定依据文件"
    rank = outcome.verdict.rank
    found = f"依据文件排在第 {rank} 条" if rank else "前 20 条里没有依据文件"
    if outcome.verdict.evidence:
        return f"{found}，前 {SEEN:,} 字里有标准答案"
    return f"{found}，前 {SEEN:,} 字里没有标准答案" if rank else found


def remarks(outcome: Outcome) -> tuple[str, ...]:
    """What is wrong with the answer, in words; empty where it is all as expected."""
    verdict, length = outcome.verdict, len(outcome.answer.text)
    said = [
        (bool(verdict.missing) and not outcome.refused, _missing(outcome)),
        (
            not outcome.refused and verdict.answer is False and length > LONGEST_ANSWER,
            f"回答有 {length} 字，超过 {LONGEST_ANSWER} 字",
        ),
        (verdict.departments is False and not outcome.refused, _departments(outcome)),
        (verdict.cited is False and not outcome.refused, "没有引用依据文件"),
        (not all(verdict.verbatim), f"有 {verdict.verbatim.count(False)} 条引文与原文不一致"),
    ]
    return tuple(words for applies, words in said if applies)


def shortfall(check: Check) -> str:
    """How far a figure is below its minimum, and how many questions that is."""
    name, figure = check.minimum.measure, check.figure
    words = f"{MEASURES[name].name}（{name}）"
    if figure.share is None:
        return f"{words}要求不低于 {check.minimum.share:.3f}，但没有可以计算的题"
    lacking = math.ceil(check.minimum.share * figure.of - figure.right)
    return (
        f"{words}为 {figure.share:.3f}（{figure.right}/{figure.of}），"
        f"要求不低于 {check.minimum.share:.3f}，差 {check.minimum.share - figure.share:.3f}，"
        f"还差 {lacking} {'条' if name is Measure.VERBATIM else '题'}"
    )


def _missing(outcome: Outcome) -> str:
    """Which gold answers are missing, where some were given."""
    missing = outcome.verdict.missing
    partly = 0 < len(missing) < len(outcome.question.answers)
    return f"没有写出：{_listed(missing)}" if partly else "没有写出标准答案"


def _listed(answers: Sequence[str]) -> str:
    """The answers in one line, whatever white space they were copied with."""
    return "；".join(" ".join(answer.split()) for answer in answers)


def _departments(outcome: Outcome) -> str:
    listed = dict.fromkeys(d for cited in outcome.answer.duties for d in cited.duty.departments)
    expected = "、".join(expected_departments(outcome.question))
    return f"部门应为：{expected}；列出的是：{'、'.join(listed) or '（没有列出）'}"

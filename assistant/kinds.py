"""What kind of answer a text can be: a figure, a time, a telephone number, bodies."""

import re

from assistant.understanding import Question, Wants

ASSIGNMENT = re.compile(
    r"(?:落实|责任|牵头|配合|负责|承办|主办|协办|参与|组织).{0,6}(?:部门|单位|处室|科室|人)?\s*[:：]"
    r"|负责|牵头|落实|配合|承办|主办"
)
"""Words that allot a task to somebody."""
_NUMERAL = "[一二三四五六七八九十百千万亿两]"
TYPED: dict[Wants, re.Pattern[str]] = {
    Wants.FIGURE: re.compile(rf"\d|{_NUMERAL}+(?:个|家|次|人|名|项|件|天|年|月|元|成|倍|批|种)"),
    Wants.WHEN: re.compile(
        rf"\d+\s*(?:个|[年月日天周])|每[年月季周半]|\d+[:：时点]|{_NUMERAL}+个?(?:[年月日天周]|小时|工作日)"
        r"|年底|月底|长期|当[日天]|次日|工作日"
    ),
    Wants.PHONE: re.compile(
        r"(?<!\d)(?:\d{3,4}[-—－ ]?)?\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)"
        r"|(?:电话|热线|拨打|传真|手机)[^。；]{0,20}?\d{3,}|[\w.]+@[\w.]+"
    ),
    Wants.WHERE: re.compile(r"设在|位于|地点|地址|挂靠|\S(?:室|楼|路|厅|馆|园|中心|市|区|县)"),
    Wants.WHO: re.compile(
        f"{ASSIGNMENT.pattern}|局|委|部|办|厅|处|科|中心|公司|集团|政府|单位|机构|组|会|院|书记|市长|主席|主任|率"
    ),
    Wants.TASKS: ASSIGNMENT,
}
STRICT = {Wants.FIGURE, Wants.WHEN, Wants.PHONE}
"""Kinds of answer that a sentence without the pattern cannot be."""
_MEASURED = re.compile(
    r"投资|金额|经费|费用|面积|人数|产值|收入|销售额|规模|利率|比例|额度|补贴|奖金|长度|里程"
)
"""What a figure is of: an investment asked for is not answered by a subsidy."""
_UNITS = dict.fromkeys(("万元", "亿元", "元"), r"(?:万|亿)?元")


def typed_answer_stands(question: Question, text: str) -> bool:
    """Whether the text has the kind of thing asked for: a figure, a date, a telephone number."""
    if question.wants not in STRICT:
        return True
    measured = _MEASURED.search(question.attribute)
    if measured and measured[0] not in text:
        return False
    return TYPED[question.wants].search(text) is not None


def fits(question: Question, text: str) -> bool:
    """Whether the text has the kind of thing asked for."""
    pattern = TYPED.get(question.wants)
    return pattern is not None and bool(pattern.search(text)) and _has_unit(question, text)


def _has_unit(question: Question, text: str) -> bool:
    if question.unit is None:
        return True
    unit = _UNITS.get(question.unit, re.escape(question.unit))
    return re.search(rf"[\d一二三四五六七八九十百千万两余多]\s*(?:余|多)?{unit}", text) is not None

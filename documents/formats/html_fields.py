"""The metadata of a government page (信息公开元数据): label and value pairs among its lines."""

import re
from collections.abc import Sequence
from itertools import pairwise

from documents.formats.html_lines import Line
from documents.formats.page_text import LABELS
from documents.notice import CELL

_MORE_LABELS = {
    "信息索引号": "索引号", "文章来源": "来源", "稿件来源": "来源",
    "发布部门": "发文机关", "公开部门": "发文机关", "信息有效性": "有效性",
    "时效性": "有效性", "公文名称": "标题", "信息标题": "标题", "公开时间": "发布日期",
}  # fmt: skip
_MOMENT_LABELS = ("时间", "日期")
"""Of the page's publication beside 来源, of a meeting in the notice itself."""
_OWN_NAME = (
    "统一编号", "统一登记号", "关键词", "公文种类", "文种", "体裁", "公开方式", "公开形式",
    "公开范围", "公开时限", "公开程序", "公开属性", "公开类型", "公开类别", "生效日期",
    "失效日期", "废止日期", "施行日期", "实施日期", "有效期", "规范性文件编号", "组配分类",
    "服务对象分类", "载体分类", "内容概述", "内容摘要", "信息格式", "语种", "作者", "编辑",
    "责任编辑", "责编", "审核", "发布人", "印发日期", *_MOMENT_LABELS,
)  # fmt: skip
_WIDGETS = (
    "浏览次数", "浏览量", "浏览", "点击数", "点击率", "点击量", "点击", "访问次数", "访问量",
    "阅读次数", "阅读量", "阅读", "字体", "字号", "字体大小", "打印", "分享", "分享到",
)  # fmt: skip
_NAMES = LABELS | _MORE_LABELS | {label: label for label in (*_OWN_NAME, *_WIDGETS)}
_BYLINE = frozenset(
    (*_WIDGETS, "来源", "发布日期", "作者", "编辑", "责任编辑", "责编", "审核", "发布人")
)
_TELLING = frozenset(("索引号", "发文机关", "发文字号", "成文日期", "发布日期", "有效性"))
_LABEL = "|".join(r"\s*".join(label) for label in sorted(_NAMES, key=len, reverse=True))
_OPENING = re.compile(rf"[【\[]?\s*({_LABEL})\s*[】\]]?\s*[:：]")
_PAIR = re.compile(rf"{_OPENING.pattern}\s*(.*?)\s*(?=(?:(?<=\s)|[|｜]\s*){_OPENING.pattern}|$)")
_MOMENT = r"[12]\d{3}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_LEADING_MOMENT = re.compile(rf"({_MOMENT})[\s|｜]*(?={_OPENING.pattern})")
_ANY_LABEL = re.compile(r"[^\s:：。，]{2,4}(?:\s*[^\s:：。，]{1,6})?\s*[:：]")
_PAUSE = re.compile(r"[，。；]")

Pairs = list[tuple[str, str]]


def take_fields(lines: Sequence[Line]) -> tuple[dict[str, str], list[Line]]:
    """The metadata, and the lines that are none.

    A run of label and value lines is metadata when it has two different labels, one of them such as
    only metadata has; a single one (来源, 发布日期) only above the first sentence of the page.
    """
    fields: dict[str, str] = {}
    rest: list[Line] = []
    above = True
    i = 0
    while i < len(lines):
        pairs, end = _run(lines, i)
        if pairs and _is_metadata(pairs, above):
            for label, value in pairs:
                if value and label not in _WIDGETS:
                    fields.setdefault(label, value)
        else:
            end = max(end, i + 1)
            rest += lines[i:end]
            above = above and not any(is_sentence(line) for line in lines[i:end])
        i = end
    for label in _MOMENT_LABELS:
        if label in fields:
            fields.setdefault("发布日期", fields.pop(label))
    return fields, rest


def is_byline(line: Line) -> bool:
    """A line of nothing but what a site says of its own work: 来源：… 浏览次数：…"""
    pairs = _line_pairs(line)
    return bool(pairs) and all(label in _BYLINE for label, _ in pairs)


def _is_metadata(pairs: Pairs, above: bool) -> bool:
    labels = {label for label, value in pairs if value}
    if above:
        return bool(labels & (_TELLING | {"来源"}))
    return len(labels) > 1 and bool(labels & _TELLING)


def is_sentence(line: Line) -> bool:
    """A line that can only be running text, not a menu, a label or a signature."""
    if line.linked >= 0.5:
        return False
    pauses = [pause.start() for pause in _PAUSE.finditer(line.text)]
    return bool(pauses) and (pauses[-1] >= 30 or pauses[0] < len(line.text) - 10)


def _run(lines: Sequence[Line], start: int) -> tuple[Pairs, int]:
    """The label and value pairs that begin at `start`, and where they end."""
    pairs: Pairs = []
    i = start
    while i < len(lines):
        found = _line_pairs(lines[i])
        if not found and pairs and i + 1 < len(lines) and _line_pairs(lines[i + 1]):
            found = _unknown_pair(lines[i])
        if not found:
            break
        i += 1
        if not found[-1][1] and _value_follows(lines, i):
            found[-1] = (found[-1][0], lines[i].text)
            i += 1
        pairs += found
    return pairs, i


def _line_pairs(line: Line) -> Pairs:
    if line.block.row:
        return _row_pairs(line.text.split(CELL))
    text = line.text
    moment = _LEADING_MOMENT.match(text)
    pairs = [("发布日期", moment[1])] if moment else []
    text = text[moment.end() :] if moment else text
    if len(text) > 600 or not _OPENING.match(text):
        return []
    return pairs + [(_name(label), value) for label, value, _ in _PAIR.findall(text)]


def _row_pairs(cells: Sequence[str]) -> Pairs:
    """Pairs of cells 索引号 | …, or cells that hold 索引号：… each; nothing where the row differs."""
    pairs: Pairs = []
    rest = iter([cells[0], *(cell for before, cell in pairwise(cells) if cell != before)])
    for cell in filter(None, rest):
        opening = _OPENING.match(cell)
        if opening and opening.end() < len(cell):
            pairs.append((_name(opening[1]), cell[opening.end() :].strip()))
            continue
        value = next(rest, "")
        if not _is_label(cell, known=not pairs) or _is_label(value, known=True):
            return []
        pairs.append((_name(cell), value))
    return pairs


def _is_label(cell: str, known: bool) -> bool:
    bare = re.sub(r"[\s:：【】\[\]]", "", cell)
    return bare in _NAMES or (not known and 2 <= len(bare) <= 8)


def _unknown_pair(line: Line) -> Pairs:
    opening = _ANY_LABEL.match(line.text)
    if line.block.row or not opening or len(line.text) > 80:
        return []
    return [(_name(line.text[: opening.end()]), line.text[opening.end() :].strip())]


def _name(label: str) -> str:
    bare = re.sub(r"[\s:：【】\[\]]", "", label)
    return _NAMES.get(bare, bare)


def _value_follows(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` is the value of the label on the line before it: dt and dd, or a box of two."""
    if i >= len(lines) or lines[i].block.row or _OPENING.match(lines[i].text):
        return False
    label, value = lines[i - 1].element, lines[i].element
    if label.tag == "dt":
        return value.tag == "dd"
    box = label.getparent()
    if box is None or box not in value.iterancestors():
        return False
    after = lines[i + 1] if i + 1 < len(lines) else None
    return (
        after is None
        or bool(_OPENING.match(after.text))
        or box not in after.element.iterancestors()
    )

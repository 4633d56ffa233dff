"""Changes as Chinese text for a clerk: headed parts, one line for each change."""

import re
from collections.abc import Sequence
from itertools import pairwise

from documents.comparing.aligning import align
from documents.comparing.changes import (
    Changes,
    DutyChange,
    FieldChange,
    FigureChange,
    Kind,
    SectionChange,
)

LONGEST = 120
"""Characters of a quoted text; a longer one is shortened with …."""
_CONTEXT = 12
_GAP = 10
"""Characters too few to be left out."""
_TASK = 40
_DEPTH = 2
_SAME = "两个版本的内容相同。"


def as_text(changes: Changes) -> str:
    """What changed under the headings 版头, 章节, 职责 and 数字, each with how many changes it has.

    One line for each change, in order: what, 原「…」, 现「…」. A heading without changes is left out.
    """
    parts = (
        ("版头", [_field(change) for change in changes.masthead]),
        ("章节", [_section(change) for change in changes.sections]),
        ("职责", [_duty(change) for change in changes.duties]),
        ("数字", [_figure(change) for change in changes.figures]),
    )
    told = ["\n".join([f"{name}（{len(lines)}处）", *lines]) for name, lines in parts if lines]
    return "\n\n".join(told) or _SAME


def _field(change: FieldChange) -> str:
    return f"- {change.name}：{_told(change.before, change.after)}"


def _told(before: str | None, after: str | None) -> str:
    """原「…」，现「…」, with 无 for what a version does not say."""
    return f"原{_quoted(before)}，现{_quoted(after)}"


def _quoted(text: str | None) -> str:
    return f"「{_short(text)}」" if text else "无"


def _section(change: SectionChange) -> str:
    where = " › ".join(_short(each, _TASK) for each in change.heading[-_DEPTH:]) or "正文开头"
    if change.kind is Kind.ALTERED:
        before, after = _differing(_line(change.before), _line(change.after))
        return f"- 修改 {where}：{_told(before, after)}"
    return f"- {change.kind} {where}：{_quoted(change.before or change.after)}"


def _duty(change: DutyChange) -> str:
    party = f"（{change.party}）" if change.party else ""
    head = f"- {change.kind} {change.role}{party}：「{_short(change.task, _TASK)}」"
    if change.kind is not Kind.ALTERED:
        holders = (
            f"现{'、'.join(change.after)}" if change.after else f"原{'、'.join(change.before)}"
        )
        deadline = change.deadline_before or change.deadline_after
        return f"{head}；{holders}{f'；时限{deadline}' if deadline else ''}"
    told = [head]
    if change.before != change.after:
        told.append(f"原{'、'.join(change.before)}，现{'、'.join(change.after)}")
    if change.deadline_before != change.deadline_after:
        told.append(f"时限原{change.deadline_before or '无'}，现{change.deadline_after or '无'}")
    return "；".join(told)


def _figure(change: FigureChange) -> str:
    start = change.sentence_after.find(change.after)
    place = (start, start + len(change.after))
    around = _line(_shown(change.sentence_after, [place]))
    return f"- 原{_line(change.before)}，现{_line(change.after)}：{_quoted(around)}"


def _differing(before: str, after: str) -> tuple[str, str]:
    """Of two texts what differs, with some characters around it; … stands for what is the same."""
    same = align(before, after)
    bounds = [(-1, -1), *same, (len(before), len(after))]
    holes = [
        ((i + 1, k), (j + 1, m)) for (i, j), (k, m) in pairwise(bounds) if (k - i, m - j) != (1, 1)
    ]
    return _shown(before, [hole for hole, _ in holes]), _shown(after, [hole for _, hole in holes])


def _shown(text: str, places: Sequence[tuple[int, int]]) -> str:
    shown: list[tuple[int, int]] = []
    for start, end in places:
        begin, stop = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
        if shown and begin <= shown[-1][1] + _GAP:
            begin = shown.pop()[0]
        shown.append((begin, stop))
    if shown and shown[0][0] <= _GAP:
        shown[0] = (0, shown[0][1])
    if shown and len(text) - shown[-1][1] <= _GAP:
        shown[-1] = (shown[-1][0], len(text))
    pieces = "…".join(text[begin:stop] for begin, stop in shown)
    head = "…" if shown and shown[0][0] else ""
    tail = "…" if shown and shown[-1][1] < len(text) else ""
    return f"{head}{pieces}{tail}"


def _short(text: str, longest: int = LONGEST) -> str:
    words = _line(text)
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

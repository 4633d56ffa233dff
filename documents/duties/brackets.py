"""Find the bracketed stretches of a line, in one pass."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

ITEM = re.compile(
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)]|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,3}、|(?<![\d.])\d{1,3}[.．、])"
    r"\s*(?=[\u4e00-\u9fff“])"
)
"""What begins the next item where the lines of a page were run together."""

_PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "﹝": "﹞", "［": "］"}
_CLOSERS = {"）": "（(", ")": "（(", "〕": "〔", "]": "[", "】": "【", "﹞": "﹝", "］": "［"}
_BRACKET = re.compile(f"[{re.escape(''.join((*_PAIRS, *_CLOSERS)))}]")
_LONGEST = 600


def bracketed(line: str) -> Iterator[tuple[int, int]]:
    """Offsets of the outermost brackets, marks included; widths may be mixed: （…).

    One that is never closed runs to the next 。, item or line's end, if that is near.
    """
    pairs, unclosed = _pairs(line)
    items = [item.start() for item in ITEM.finditer(line)] if unclosed else []
    open_ends = [(begin, _open_end(line, begin, items)) for begin in unclosed]
    covered = 0
    for begin, end in sorted([*pairs, *open_ends]):
        if begin >= covered and 0 < end - begin <= _LONGEST + 1:
            yield begin, end
            covered = end


def _open_end(line: str, begin: int, items: Sequence[int]) -> int:
    """Where one that is never closed ends; where it begins if that is too far away."""
    stop = min(len(line), begin + _LONGEST // 2)
    item = bisect_right(items, begin)
    limit = min(items[item], stop) if item < len(items) else stop
    end = line.find("。", begin, limit)
    if end < 0:
        return limit if limit < stop or stop == len(line) else begin
    return end


def _pairs(line: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The brackets that are closed, nested ones too, and where one opens that never is."""
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    waiting: Counter[str] = Counter()
    unclosed: list[int] = []
    for bracket in _BRACKET.finditer(line):
        i, character = bracket.start(), bracket[0]
        if character in _PAIRS:
            stack.append(i)
            waiting[character] += 1
        elif any(waiting[opener] for opener in _CLOSERS[character]):
            while line[stack[-1]] not in _CLOSERS[character]:
                unclosed.append(_popped(line, stack, waiting))
            pairs.append((_popped(line, stack, waiting), i + 1))
    return pairs, sorted([*unclosed, *stack])


def _popped(line: str, stack: list[int], waiting: Counter[str]) -> int:
    begin = stack.pop()
    waiting[line[begin]] -= 1
    return begin

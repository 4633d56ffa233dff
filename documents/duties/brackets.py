"""Find the bracketed stretches of a line, in one pass."""

from collections.abc import Iterator

_PAIRS = {"（": "）", "(": ")", "〔": "〕", "[": "]", "【": "】", "﹝": "﹞", "［": "］"}
_CLOSERS = {"）": "（(", ")": "（(", "〕": "〔", "]": "[", "】": "【", "﹞": "﹝", "］": "［"}
_LONGEST = 600


def bracketed(line: str) -> Iterator[tuple[int, int]]:
    """Offsets of the outermost brackets, marks included; widths may be mixed: （…).

    One that is never closed runs to the line's end if nothing but its own text follows it.
    """
    stack: list[int] = []
    for i, character in enumerate(line):
        if character in _PAIRS:
            stack.append(i)
        elif character in _CLOSERS and stack:
            if line[stack[-1]] not in _CLOSERS[character]:
                continue
            begin = stack.pop()
            if not stack and i - begin <= _LONGEST:
                yield begin, i + 1
    if stack and len(line) - stack[0] <= _LONGEST // 2:
        yield stack[0], len(line)

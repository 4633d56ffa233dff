"""The items that an answer lists, so that 第二项 can be asked about."""

import re

_BEGINS = r"(?:^|(?<=[\s；;。：:，,]))"
_NUMERAL = r"[一二三四五六七八九十]{1,3}"
_MARKERS = (
    re.compile(rf"{_BEGINS}[（(]({_NUMERAL}|\d{{1,2}})[)）]"),
    re.compile(rf"{_BEGINS}(\d{{1,2}})[.．、](?!\d)"),
    re.compile(rf"{_BEGINS}({_NUMERAL})、"),
    re.compile(r"([①-⑳])"),
    re.compile(rf"{_BEGINS}({_NUMERAL})是"),
)
_OWN_NUMBER = re.compile(
    r"^\s*(?:[（(][^（()）]{1,3}[)）]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)"
)
_LONGEST_ITEM = 80
_MARK = re.compile(r"\[\d{1,3}\]")


def listed_in(answer: str) -> list[str]:
    """The items an answer lists: numbered, one to a line, or parted by ；or 、; what each is about."""
    text = _MARK.sub("", answer)
    lines = [line for line in text.split("\n") if line.strip() and not line.rstrip().endswith("：")]
    ways = [_numbered(text, marker, at_line=True) for marker in _MARKERS]
    found = max(ways, key=len)
    if len(found) < 2:
        found = lines
    if len(found) < 2:
        found = max((_numbered(text, marker) for marker in _MARKERS), key=len)
    if len(found) < 2:
        found = _parted(text) or ([text] if "——" in text else [])
    return [head for item in found if (head := _head(item))]


def number(text: str) -> int:
    """二十一, 21 and ㉑ as numbers; 0 for what is none."""
    if text.isdigit() and text.isascii():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    digits = {character: i for i, character in enumerate("零一二三四五六七八九")} | {"两": 2}
    tens, ten, ones = text.rpartition("十")
    value = digits.get(ones, 0)
    return value + 10 * digits.get(tens or "一", 1) if ten else value


def _numbered(text: str, marker: re.Pattern[str], *, at_line: bool = False) -> list[str]:
    """The stretches after 1. 2. 3., which must begin with one and miss none."""
    found: list[re.Match[str]] = []
    for match in marker.finditer(text):
        begins = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if number(match[1]) == len(found) + 1 and (begins or not at_line):
            found.append(match)
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [text[m.end() : end].partition("\n")[0] for m, end in zip(found, ends, strict=False)]


def _parted(text: str) -> list[str]:
    """A；B；C, or the short names of A、B、C."""
    clauses = [part for part in re.split(r"[；;]", text.rstrip("。；; \n")) if part.strip()]
    if len(clauses) > 1:
        return clauses
    runs = re.findall(r"[^，。：:；\n、—]{2,24}(?:、[^，。：:；\n、—]{2,24})+", text)
    return re.split("、", max(runs, key=len)) if runs else []


def _head(item: str) -> str:
    """What an item is about: before ——, after 标题：, without number; its first clause."""
    head = _OWN_NUMBER.sub("", item).split("——")[0].strip(" 。；;，,\n")
    head = re.sub(r"（[^（）]*）$", "", head)
    head = after if "：" in head and len(after := head.rpartition("：")[2]) > 3 else head
    clause = re.split(r"[，,。；;]", head)[0]
    return (clause if len(clause) > 3 else head)[:_LONGEST_ITEM]

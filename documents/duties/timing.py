"""Find the words that set a deadline (时限): 完成时限：2023年6月底前, （…，年底前完成）, 于8月底前报送."""

import re

_NAME = r"(?:完成|落实|办结|整改|工作|推进|实施|责任)?(?:时限|时间|期限|时间节点|进度安排|时点)(?:要求)?"
LABEL = re.compile(rf"{_NAME}\s*[:：]\s*[（(]?(?P<when>[^；;，。（()）\n]{{2,30}})")
LINE = re.compile(
    rf"[•·\-—*\s　]*[（(]?{_NAME}\s*[:：]\s*(?P<when>[^；;。（()）\n]{{2,40}})[）)]?[。；\s　]*"
)
"""A line that is only a deadline; it may say 2020年1月底前，以后每年持续实施."""
OPEN = re.compile(rf"{_NAME}\s*[:：]\s*$")
"""完成时限： at a line's end: the deadline stands on the next line."""
_LOOSE = re.compile(
    r"(?:[12]\d{3}年)?(?:\d{1,2}月)?(?:\d{1,2}日|上旬|中旬|下旬|底|末)?(?:之?前)(?:完成)?|[12]\d{3}年(?:全年|底|\d{1,2}月底?)(?:完成)?"
    r"|(?:长期|持续|常态化|分阶段)(?:坚持|推进|实施|开展)?|年底前(?:完成)?|全年(?:推进|实施)?"
)
_DAY = re.compile(rf"(?:{_LOOSE.pattern}|\d{{1,2}}月(?:底|\d{{1,2}}日)?)[。；\s　]*")
_IN_PROSE = re.compile(
    r"(?:(?:每年|(?:20\d{2}|今|明|当)年)(?:\d{1,2}月)?(?:\d{1,2}日|上旬|中旬|下旬|底|末)?(?:之前|以前|前)"
    r"|(?<![\d年])\d{1,2}月(?:\d{1,2}日|上旬|中旬|下旬|底|末)?(?:之前|以前|前)|(?<![\d每])年(?:底|末)(?:之前|以前|前)"
    r"|(?:20\d{2}|今)年(?:年)?[内底末](?![前部])|(?<![\d一二两三四五六七八九十近数几多半每])年内)"
)


def strip_labelled(text: str) -> tuple[str, str | None]:
    """A text without its 完成时限：…, and that deadline."""
    found = LABEL.search(text)
    if not found:
        return text, None
    rest = re.sub(r"[（(][）)]", "", text[: found.start()] + text[found.end() :])
    return rest, found["when"].strip()


def is_deadline(text: str) -> bool:
    """Whether a text is only a deadline: 2023年6月底前, 长期坚持."""
    return _LOOSE.fullmatch(text) is not None


def loose_deadline(text: str) -> str | None:
    """A deadline that stands between marks without a label: （市商务局负责，2023年6月底前）."""
    pieces = re.split(r"[，,；;。（）()]", text)
    return next((piece for piece in pieces if piece and is_deadline(piece)), None)


def day_line(line: str) -> str | None:
    """A line that is only a day or a month: what 完成时限： on the line before it announced."""
    return line.strip(" 　。；") if _DAY.fullmatch(line.strip(" 　")) else None


def prose_deadline(text: str) -> str | None:
    """The last deadline that running words set: 于2023年8月底前, 年内; a standing 长期 is none."""
    days = list(_IN_PROSE.finditer(text))
    return days[-1][0] if days else None

"""Cut a task's words out of a notice: what stands between an assignment and the one before it."""

import re

from documents.duties.brackets import ITEM

LONGEST = 590
SHORTEST = 8
_AROUND = " 　\t\n。；;，,"
_LEFTOVER = re.compile(
    r"(?:数据|资料|资金|信息)来源[:：]|(?:责任|牵头|配合|参与|落实|承办|主办|协办)(?:单位|部门|科室|处室)[:：]|(?:完成|落实)?(?:时限|期限)[:：]|联系人[:：]"
)
"""What a label before the task says of the one before."""
_NEXT = re.compile(rf"\n|第[一二三四五六七八九十百]{{1,4}}[章节条]|{ITEM.pattern}")
_SALUTED = re.compile(r"(?:人民政府|单位|部门|机构|委|局|厅|办|公司|中心|院|会)[^。；]{0,20}[:：]$")
_SENT = re.compile(
    r"(?:[印转下]发给你们|请(?:认真|严格|结合实际)*(?:遵照|贯彻|组织|抓好)?.{0,6}(?:执行|实施|落实))[。.]?$"
)
_DATE_OR_NUMBER = re.compile(
    r"[（(]?[\d一二〇零○Ｏ三四五六七八九十]{4}\s*年.{1,12}日[）)]?|\S{1,24}[〔\[（(]\s*[12]\d{3}\s*[〕\]）)]\s*第?\s*\d+\s*号"
)
_REMARK = re.compile(r"[（(].{2,20}[）)]$")
_OPENING_LINES = 25
_LONGEST_HEAD = 60


def body_start(text: str, title: str) -> tuple[int, int]:
    """Where a notice begins behind title, addressees and 现将…印发给你们, and where its first item does."""
    start = end = 0
    for i, line in enumerate(text.split("\n")):
        end += len(line) + 1
        words = line.strip()
        if i >= _OPENING_LINES:
            break
        follows = start == end - len(line) - 1
        if _SALUTED.search(words) or _SENT.search(words) or (follows and _is_head(words, title)):
            start = end
    item = ITEM.search(text, start, start + LONGEST * 3)
    start = min(start, len(text))
    return start, item.start() if item else start


def _is_head(line: str, title: str) -> bool:
    """A title, a number, a date or a remark: a short line that is no sentence and no heading."""
    if not line or line in title or _DATE_OR_NUMBER.fullmatch(line):
        return True
    short = len(line) <= _LONGEST_HEAD and not re.search(r"[。；：]", line)
    return bool(_REMARK.match(line)) or (short and not ITEM.match(line) and "关于" in line)


def task_text(text: str, begin: int, end: int) -> str:
    """The words of a task, 590 characters at most, without what is left of the assignment before."""
    begin = min(begin, end)
    if end - begin > LONGEST:
        begin = max(begin, text.rfind("\n", end - LONGEST, end) + 1)
    if end - begin > LONGEST:
        cut = text.find("。", end - LONGEST, end - SHORTEST)
        begin = cut + 1 if cut >= 0 else end - LONGEST
    words = text[begin:end].lstrip(f"{_AROUND}）)】〕]").rstrip(f"{_AROUND}•·*—-（(【〔[")
    return _without_leftover(words)


def _without_leftover(words: str) -> str:
    left = _LEFTOVER.match(words)
    following = _NEXT.search(words, left.end()) if left else None
    if not following:
        return words
    return words[following.start() :].lstrip(_AROUND)

"""Read a notice's masthead from its page table, red head, sign-off and byline (GB/T 9704-2012)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from documents.dates import find_date, is_date_line
from documents.notice import Masthead

_HEAD = 30
"""Lines in which a title, a number and the addressees stand."""
_LONGEST_TITLE = 200
_LONGEST_GIVEN = 1000
"""Characters of a title that the page gives: the names of thirty bodies may stand in it."""
_NUMBER = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z（）()]{1,24}?[〔\[【﹝［（(?]\s*(?:19|20)\d{2}\s*[〕\]】﹞］）)?]\s*第?\s*\d{1,5}\s*号)"
)
_DECREE = re.compile(r"(中华人民共和国国务院)令(?:\s*第\s*(\d+)\s*号)?")
_MINISTRY_DECREE = re.compile(r"([\u4e00-\u9fff]{2,20})令\s*第\s*(\d+)\s*号")
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff（）()、 ]{2,60}(?:政府|办公厅|办公室|委员会|管委会|管理委员会|局|厅|部|委|办|院|署|会|组|行|中心"
    r"|检察院|法院|军委|总工会|联合会|公司|集团|大学|学院|社|站|处|科|队|指挥部|领导小组|联席会议|街道|乡|镇)"
)
_TITLE_VERB = re.compile(r"关于|转发|印发|批转|发布|对(?=.*(?:答复|复函))")
_TITLE_END = re.compile(
    r"(?:通知|意见|办法|方案|规定|决定|公告|通告|通报|批复|复函|函|答复|报告|请示|纪要|要点|措施|细则|规划|计划|条例|清单|机制|指南"
    r"|规则|制度|议案|命令|令|公报|决议|若干政策|工作安排|任务分工|行动)(?:（.{1,20}）|\(.{1,20}\))?$"
)
_ADDRESSEES = re.compile(r"[^。；！？]{2,300}[：:]$")
_ADDRESSEE_WORD = re.compile(
    r"各|部门|单位|政府|委员|局|厅|部|办|院|公司|同志|代表|机构|中心|总队|领导小组"
)
_TRAILING_DATE = re.compile(
    r"\s*[（(]\s*(?:19|20)\d{2}\s*(?:年[^（）()]{2,12}日?|-\d{1,2}-\d{1,2})[^（）()]{0,6}[）)]\s*$"
)
_SIGNED_LINE = re.compile(
    r"([^，。；：:！？|｜]{4,60}?)\s+((?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
)
_BYLINE_SOURCE = re.compile(r"(?:信息|稿件|文章)?来\s*源\s*[:：]\s*([^\s|丨｜]{2,40})")
_MOST_SIGNERS = 12
_RED_HEAD = re.compile(r"(.{2,40}?)\s*文\s*件$")


@dataclass(frozen=True)
class _SignOff:
    issuer: str | None
    day: date


def read_masthead(fields: Mapping[str, str], title: str | None, lines: Sequence[str]) -> Masthead:
    """The masthead of a notice whose paragraphs are `lines`; `fields` win over what the lines say.

    `title` is what the container calls the page. A title is always given: the first line at worst.
    """
    number_at = _number_line(lines)
    name = _title(fields, title, lines, number_at)
    sign_offs = _sign_offs(lines)
    issuer = _first(fields.get("发文机关"), _issuer_in_title(name), _decree_issuer(lines))
    signed = _matching(sign_offs, issuer)
    issuer = _first(issuer, signed.issuer if signed else None, _red_head(lines), _head_body(lines))
    byline = next((line for line in lines[:8] if _BYLINE_SOURCE.search(line)), "")
    return Masthead(
        title=name,
        issuer=issuer,
        document_number=_first(fields.get("发文字号"), _number(lines, number_at)),
        index_number=fields.get("索引号"),
        category=fields.get("分类"),
        addressees=_addressees(lines),
        issued_on=_issued_on(fields, signed, lines, number_at),
        published_on=find_date(fields.get("发布日期", "")) or find_date(byline),
        origin=_first(fields.get("来源"), _captured(_BYLINE_SOURCE, byline)),
    )


def _first(*candidates: str | None) -> str | None:
    return next((c for c in candidates if c), None)


def _captured(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1].strip() if match else None


def _compact(text: str) -> str:
    """Without the spaces that page layout puts between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text).strip()


def _spaced(text: str) -> str:
    """The same, but with the spaces that part whole words: 签约18个项目 总投资86亿元.

    After 关于 a title is one phrase, and a space in it is where the page broke the line.
    """
    before_about, about, rest = text.partition("关于")
    if about:
        return f"{_spaced(before_about)}{about}{_compact(rest)}"
    words = text.split()
    joined = words[0] if words else ""
    for before, word in pairwise(words):
        parted = min(len(before), len(word)) > 2 and not before.endswith(("关于", "印发", "的"))
        joined += f" {word}" if parted else word
    return joined


def _bodies(text: str) -> str:
    """国务院办公厅　中央军委办公厅 → 国务院办公厅、中央军委办公厅."""
    names = text.split()
    if len(names) > 1 and all(_is_body(name) for name in names):
        return "、".join(names)
    return _compact(text)


def _is_body(text: str) -> bool:
    return _BODY_NAME.fullmatch(text) is not None or text == "国务院"


def _number_line(lines: Sequence[str]) -> int | None:
    """The line that is a document number; a number inside a sentence names another notice."""
    for i, line in enumerate(lines[:_HEAD]):
        text = _unsigned(line)
        if _NUMBER.fullmatch(text) or _MINISTRY_DECREE.fullmatch(text) or _DECREE.fullmatch(text):
            return i
    return None


def _unsigned(line: str) -> str:
    return re.sub(r"\s*签发人.*", "", _compact(line)).strip()


def _number(lines: Sequence[str], at: int | None) -> str | None:
    if at is None:
        return None
    text = _unsigned(lines[at])
    if _DECREE.match(text):
        # the State Council's own site writes 中华人民共和国国务院令第707号 as 国令第707号
        order = re.search(r"第\s*\d+\s*号", "".join(lines[at : at + 2]))
        return "国令" + re.sub(r"\s", "", order[0]) if order else None
    return re.sub(r"\s", "", text)


def _decree_issuer(lines: Sequence[str]) -> str | None:
    return next(("国务院" for line in lines[:5] if _DECREE.match(_compact(line))), None)


def _title(
    fields: Mapping[str, str], given: str | None, lines: Sequence[str], number_at: int | None
) -> str:
    if fields.get("标题"):
        return _spaced(fields["标题"][:_LONGEST_GIVEN])
    if given:
        return _spaced(_TRAILING_DATE.sub("", given[:_LONGEST_GIVEN]))
    return _TRAILING_DATE.sub("", _title_lines(lines, number_at))


def _title_lines(lines: Sequence[str], number_at: int | None) -> str:
    """The title in the text: the lines before the number, or after it under a red head."""
    if not lines:
        return ""
    above = [line for line in lines[: number_at or 0] if not _RED_HEAD.fullmatch(_compact(line))]
    begin = number_at + 1 if number_at is not None and not _looks_titled(above) else 0
    begin += _is_body(_compact(lines[begin])) and _is_whole_title(lines[begin + 1 : begin + 2])
    parts: list[str] = []
    for line in lines[begin : begin + 6]:
        if _RED_HEAD.fullmatch(_compact(line)) and not parts:
            continue
        if parts and (line.startswith(parts[0]) or _ends_title(parts, line)):
            break
        parts.append(line)
    title = _without_number(_spaced("".join(parts) or lines[0]))
    if len(title) > _LONGEST_TITLE:
        return re.split(r"[ 。！？；]", title)[0][:_LONGEST_TITLE]
    return title


def _is_whole_title(lines: Sequence[str]) -> bool:
    """关于…的通知 after a line with bodies goes on with their title; 某某会议纪要 is one by itself."""
    return any(
        _TITLE_END.search(_compact(line)) and not _TITLE_VERB.match(_compact(line))
        for line in lines
    )


def _without_number(title: str) -> str:
    number = _NUMBER.match(title)
    rest = title[number.end() :].strip() if number else ""
    return rest if _looks_titled([rest]) else title


def _looks_titled(lines: Sequence[str]) -> bool:
    text = _compact("".join(lines))
    return 0 < len(text) <= _LONGEST_TITLE and (
        _TITLE_VERB.search(text) is not None
        or bool(_TITLE_END.search(_TRAILING_DATE.sub("", text)))
    )


def _ends_title(parts: Sequence[str], following: str) -> bool:
    text = _TRAILING_DATE.sub("", "".join(parts))
    return (
        _TITLE_END.search(_compact(text)) is not None
        or _TRAILING_DATE.search(parts[-1]) is not None
        or (
            not text.startswith(("关于", "印发"))
            and "关于" not in text
            and not _TITLE_END.search(_compact(text + following))
        )
        or re.search(r"[。：:；]$", following) is not None
        or _NUMBER.fullmatch(_compact(following)) is not None
        or is_date_line(following)
    )


def _issuer_in_title(title: str) -> str | None:
    """国务院办公厅 in 国务院办公厅转发国家地震局关于…的通知."""
    verb = _TITLE_VERB.search(title[:_LONGEST_TITLE])
    name = title[: verb.start()].strip() if verb else ""
    return _bodies(name) if _is_body(name) or name.endswith("国务院") else None


def _red_head(lines: Sequence[str]) -> str | None:
    for line in lines[:4]:
        match = _RED_HEAD.fullmatch(_compact(line))
        if match and _BODY_NAME.fullmatch(match[1]):
            return match[1]
    return None


def _head_body(lines: Sequence[str]) -> str | None:
    """The body that stands alone at the top, as above the number of a 函 or 纪要."""
    head = lines[0] if lines else ""
    return _bodies(head) if all(_is_body(name) for name in head.split()) and head else None


def _sign_offs(lines: Sequence[str]) -> list[_SignOff]:
    """Every 'body, then a line that is only a date', in order."""
    found = []
    for i, line in enumerate(lines):
        one_line = _SIGNED_LINE.fullmatch(line)
        if one_line and (day := find_date(one_line[2])):
            found.append(_SignOff(_bodies(one_line[1]), day))
        elif i > 0 and is_date_line(line) and (day := find_date(line)):
            found.append(_SignOff(_signers(lines, i), day))
    return found


def _signers(lines: Sequence[str], date_at: int) -> str | None:
    """The names above a sign-off date: 国务院办公厅　中央军委办公厅, or one name a line."""
    names: list[str] = []
    for line in reversed(lines[max(0, date_at - _MOST_SIGNERS) : date_at]):
        parts = line.split()
        spaced = all(len(part) == 1 for part in parts)
        parts = ["".join(parts)] if spaced else parts
        if not parts or not all(_is_body(part) for part in parts):
            break
        names[:0] = parts
    return "、".join(names) or None


def _matching(sign_offs: Sequence[_SignOff], issuer: str | None) -> _SignOff | None:
    """The sign-off by the issuer; without one, the first that names a body, or the first."""
    if issuer:
        for sign_off in sign_offs:
            if sign_off.issuer and (sign_off.issuer in issuer or issuer in sign_off.issuer):
                return sign_off
    return next((s for s in sign_offs if s.issuer), sign_offs[0] if sign_offs else None)


def _issued_on(
    fields: Mapping[str, str], signed: _SignOff | None, lines: Sequence[str], number_at: int | None
) -> date | None:
    stated = find_date(fields.get("成文日期", ""))
    if stated or signed:
        return stated or (signed.day if signed else None)
    head = lines[: (number_at or 0) + 3]
    return next(
        (day for line in head if (m := _TRAILING_DATE.search(line)) and (day := find_date(m[0]))),
        None,
    )


def _addressees(lines: Sequence[str]) -> str | None:
    """主送机关: the line before the text proper that ends with a colon and names bodies."""
    for line in lines[:12]:
        text = line.strip()
        if (
            _ADDRESSEES.fullmatch(text)
            and _ADDRESSEE_WORD.search(text)
            and not re.search("如下|关于", text)
        ):
            return _compact(text[:-1])
        if text.endswith("。") and len(text) > 20:
            return None
    return None

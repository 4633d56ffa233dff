"""Make a follow-up question whole with what was said before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """一轮对话: `role` is user or assistant."""

    role: str
    content: str


_AND = re.compile(
    r"^(?:那么?|还有|以及|而|至于)?\s*(?:在|对于)?(?P<other>[\w（）()]{2,20}?)(?:那边|这边|方面|的)?\s*呢\s*[？?]?$"
)
_PRONOUN = re.compile(
    r"(?:上述|上面(?:的|说的)?|前面(?:的|说的)?|刚才(?:的|说的)?|这一?[个份项条]|那一?[个份项条]|该|此|本)"
    r"(?P<noun>实施方案|工作方案|行动方案|方案|通知|意见|办法|规定|条例|文件|公文|项目|活动|会议|制度|机制|政策|平台|工作|任务|措施|协议|园区|基金|资金)"
)
_BARE_PRONOUN = re.compile(r"^(?:其中的?|(?:那么?)?(?:它|其|他们|这|那)(?=[的有是在要由什何多哪]))")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:自治区|自治州|度假区|开发区|高新区|新区|地区|省|市|区|县|旗|州|镇|乡|盟)"
)
_PARTY_HINT = re.compile(r"(?:省|市|区|县|州|旗|镇|乡|盟|度假区|开发区|方)$")
_MATTER = re.compile(
    r"电话|联系|时间|日期|期限|时限|合作|资金|经费|条件|材料|流程|地点|地址|项目|任务|标准|金额|比例|要求|内容"
)
"""Words of what may be asked next about the same thing; a place has none of them."""
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_ROLE = re.compile(r"(?:牵头|配合|责任|落实|协办|主办|承办)(?:单位|部门)")
_FRAGMENT = re.compile(r"^(?:那么?|还有|以及|另外)?[，,]?(?P<rest>.{0,12})$")
_NAME_CHARACTERS = r"[\w“”‘’（）()·\-—]"


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out filled in from the history; unchanged if it is whole."""
    asked = next((t.content for t in reversed(history) if t.role == "user"), None)
    if asked is None:
        return question
    text = question.strip()
    if other := _AND.match(text):
        return _exchanged(asked, other["other"])
    if pronoun := _PRONOUN.search(text):
        name = _last_named(pronoun["noun"], history)
        return text.replace(pronoun[0], name) if name else f"{_topic(asked)}{text}"
    rest = _left_over(text)
    return f"{_topic(asked)}，{rest}" if rest is not None else question


def _left_over(text: str) -> str | None:
    """What a question adds to the topic before, where it names none itself."""
    if bare := _BARE_PRONOUN.match(text):
        return text[bare.end() :]
    fragment = _FRAGMENT.match(text)
    return fragment["rest"] if fragment and _is_elliptic(fragment["rest"]) else None


def _exchanged(asked: str, other: str) -> str:
    """The last question about another place, year, role or matter: 那莲花山呢."""
    role, year = _ROLE.search(other), _YEAR.fullmatch(other)
    if role and _ROLE.search(asked):
        return _ROLE.sub(role[0], asked, count=1)
    if year and _YEAR.search(asked):
        return _YEAR.sub(year[0], asked, count=1)
    place = _PLACE.match(asked) or _PLACE.search(asked)
    is_place = _PARTY_HINT.search(other) or not (role or year or _MATTER.search(other))
    if place and is_place and other not in asked:
        return asked.replace(place[0], other, 1)
    return f"{_topic(asked)}，{other}？"


def _last_named(noun: str, history: Sequence[Turn]) -> str | None:
    """The last thing said that is called by the noun: 《…方案》, or the words that end with it."""
    quoted = re.compile(rf"《[^《》]*{noun}[^《》]*》")
    plain = re.compile(rf"{_NAME_CHARACTERS}{{2,40}}?{noun}")
    for turn in reversed(history):
        found = quoted.findall(turn.content) or plain.findall(turn.content)
        if found:
            return str(found[-1])
    return None


def _topic(asked: str) -> str:
    return re.sub(
        r"(?:是什么|是多少|有哪些|是哪些|是哪个|多少|什么时候|什么|哪些|哪个|吗|呢)?[？?。]*$",
        "",
        asked,
    )


def _is_elliptic(rest: str) -> bool:
    """Only the words of asking, and nothing that is asked about."""
    return bool(
        re.fullmatch(
            r"(?:是|在|由|有|要|需要|大概|具体|一共|总共)*(?:什么时候|何时|多久|多少钱?|多少|几个|哪里|哪些|哪个部门|哪个单位|谁|谁负责|谁牵头|为什么|怎么办|如何)?"
            r"(?:完成|截止|开始|负责|牵头|配合|落实|办理|实施|单位|部门|电话|联系人|联系电话|期限|时限)?(?:是)?(?:什么时候|多少|谁|什么|哪些|哪里)?[呢吗？?]*",
            rest,
        )
    )

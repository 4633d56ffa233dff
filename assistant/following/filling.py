"""Tell what a follow-up leaves out, and fill it in from the question before."""

import re
from collections.abc import Sequence

from assistant.following.exchanging import asks_tasks, exchanged, is_place, with_place, with_role
from assistant.following.places import Places, names_place, partner
from assistant.following.referring import subject, with_item, with_names
from assistant.following.topics import (
    Exchange,
    asks,
    exchange,
    joined,
    masked,
    names_nothing,
    own_words,
    quotations,
    without_lead,
)
from assistant.following.wording import DUTY_VERBS, FIELDS, ROLES, THINGS

_AGAIN = re.compile(
    r"(?:那|那么|请|麻烦)?(?:"
    r"还有(?:没有)?(?:其他|其它|别|什么)?的?(?:吗|么|呢|哪些|什么|没有)?(?:内容|部分)?"
    r"|(?:其他|其它|别|剩下|其余)的?(?:还有)?(?:呢|有哪些|有吗|是什么|是哪些)?|除此之外(?:呢|还有(?:吗|哪些|什么)?)|除了(?:这些|这个|这几个).{0,6}"
    r"|(?:就|只有)(?:这些|这个|这几个)(?:吗|么|了吗)?|没(?:有)?(?:别的)?了吗|继续|接着说|然后呢|更多|还有更多(?:吗|的)?"
    r"|(?:能|可以|请|你)?(?:不能)?(?:再|重新?|重复)?(?:说|讲|答|回答|重复)一[遍次下](?:吗|吧|好吗)?|重复一遍"
    r"|(?:能|可以|请|你)?(?:不能)?(?:再|说|讲|更|回答)*(?:得)?(?:详细|具体|清楚|全面|完整|仔细)(?:地)?(?:一?[点些]|一下|说说|讲讲|说明|介绍)?(?:一下)?(?:吗|吧|好吗|呢)?"
    r"|展开(?:说说|讲讲|说|讲)?|(?:什么|啥)意思|没(?:看|听|弄)?(?:懂|明白|清楚)|换(?:个|一种)(?:说法|方式).{0,4}|总结一下|简单(?:点|说说?|一点)"
    r"|真的吗|确定吗|是吗|对吗"
    r")[？?。！!～~\s]*"
)
_COURTESY = re.compile(
    r"谢|再见|辛苦|收到|明白了|知道了|了解了|好的[。！!]?$|不用了|算了|没事|^你[好是能会叫]|^您[好是]|在吗"
)
_OTHER = re.compile(
    r"^(?P<other>.+?)(?P<side>那边|这边|那儿|那里)?(?:方面|的话|的情况|情况)?的?(?P<ne>呢)?[？?。！!\s]*$",
    re.DOTALL,
)
_OPENS = re.compile(
    r"^(?:[哦嗯好的，, ]{0,6})(?:那么?(?![些里儿年天]|个(?![体税人]))|还有|换成|改成|如果是|要是|至于|以及)"
)
_PARTNER = re.compile(r"(?:对方|另一?外?一?[方边]|对面|结对(?:方|的)?)")
_ROLE_ASKED = re.compile(
    rf"(?P<role>{DUTY_VERBS})的?(?:单位|部门)?(?:又|都|还)?(?:是|有)(?:谁|哪些|哪个|哪几个)?(?:单位|部门)?(?:呢)?[？?。\s]*"
)
_NAMED = re.compile(rf"(?:{ROLES}|{DUTY_VERBS}|{FIELDS}|{THINGS})(?:的|方)?[？?\s]*$")
_CASE = re.compile(r"^(?:没|未|不|如果|要是|逾期|超过|万一)")
_SHORT_ASK = re.compile(
    rf"[的里]?(?:是|由|有|要|需要|大概|具体|又)*(?:谁|哪|什么时候|何时|多少|怎么|如何|{ROLES}|{DUTY_VERBS}|{FIELDS})"
)
_WIDE = re.compile(r"(?:任务|项目|工作|措施|职责|活动|政策|什么)[？?。\s]*$")
_TIME = re.compile(
    r"(?:19|20)\d{2}年度?|[去今明前]年|第[一二三四五六七八九十百\d]{1,4}(?:次|届|批|期|阶段|轮|条|季度)"
)
_NOTHING = re.compile(r"(?:是|有)?(?:多少|什么|哪些|哪个|谁|几个?|怎么样|如何)?的?[呢吗？?。\s]*")
_LONGEST_OTHER, _LONGEST_BARE = 24, 9


def follow(text: str, said: Sequence[Exchange], places: Places) -> str:
    """The question made whole; the question itself if it leaves nothing out. `said` is not empty."""
    last, bare = said[-1], without_lead(text)
    if _AGAIN.fullmatch(text):
        return last.asked
    if is_courtesy(text):
        return text
    found = with_item(bare, said) or with_names(bare, said)
    if found is None and asks_tasks(last.asked) and (role := _ROLE_ASKED.fullmatch(bare)):
        found = with_role(last, role["role"])
    if found is None and (other := other_in(text)):
        found = _of_another(other, said, places)
    return found or _filled(text, said, places) or text


def is_courtesy(text: str) -> bool:
    """谢谢, 好的, 你好: nothing is asked."""
    return _COURTESY.search(text) is not None


def other_in(text: str) -> tuple[str, bool] | None:
    """What 那…呢 names, and whether 那边 makes it a place; None where more is said than a name."""
    found = _OTHER.match(without_lead(text))
    if not found or asks(found["other"]):
        return None
    name = found["other"].strip(" ，,")
    if len(name) > _LONGEST_OTHER and quotations(name) != [(0, len(name))]:
        return None
    alone = names_place(name) or _TIME.fullmatch(name)
    named = found["ne"] or alone or (_OPENS.match(text) and len(name) <= _LONGEST_BARE)
    return (name, bool(found["side"])) if name and named else None


def _of_another(other: tuple[str, bool], said: Sequence[Exchange], places: Places) -> str:
    """The question asked, about what 那…呢 names; again where it names nothing (那这个呢)."""
    last, (name, is_side) = said[-1], other
    if _PARTNER.fullmatch(name):
        return _of_partner(said, places)
    if not own_words(name):
        return exchanged(last, name, places) if _NAMED.search(name) else last.asked
    if is_side:
        return with_place(last.asked, name, places)
    if _CASE.match(name):
        return f"{last.about}，{name}怎么办？"
    return exchanged(last, name, places)


def _of_partner(said: Sequence[Exchange], places: Places) -> str:
    """The question asked of the other party, if the conversation or a title cited names both."""
    asked = said[-1].asked
    recent = [text for past in said[:-4:-1] for text in (*past.titles, past.answer, past.asked)]
    named = [asked[slice(*span)] for span in places.mentions(asked)]
    other = next((found for name in named if (found := partner(name, recent))), None)
    return with_place(asked, other, places) if other else asked


def _filled(text: str, said: Sequence[Exchange], places: Places) -> str | None:
    """What was asked about, and then the words that only ask; None where a question names its own."""
    last, rest = said[-1], without_lead(text)
    if not asks(rest) and not _NAMED.search(rest):
        return None
    place = _place_asked(text, last, places)
    times = [match[0] for match in _TIME.finditer(masked(rest))]
    for part in (*([place] if place else []), *times):
        rest = rest.replace(part, "", 1).lstrip("的")
    if not names_nothing(rest):
        return None
    again = (place or times) and _NOTHING.fullmatch(rest)
    about = last.asked if again else subject(rest, said)
    about = with_place(about, place, places) if place else about
    for time in times:
        about = exchanged(exchange(about), time, places)
    return about if again else joined(about, rest)


def _place_asked(text: str, last: Exchange, places: Places) -> str | None:
    """白鹿县 in 白鹿县由谁负责; not in 白鹿县有哪些任务, which is whole unless 那 goes before."""
    opened, rest = _OPENS.match(text), without_lead(text)
    named, own = places.mentions(rest), own_words(rest)
    place = None
    if named and (opened or not _WIDE.search(rest)):
        place = rest[named[0][0] : named[-1][1]]
    elif opened and len(own) == 1 and is_place(own[0], last, places):
        place = own[0]
    return place if place and _SHORT_ASK.match(rest.replace(place, "", 1)) else None

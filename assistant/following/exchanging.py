"""The last question about something else: 那青禾呢, 2022年呢, 配合单位呢, 电话呢, 那医疗合作呢."""

import re
from itertools import pairwise

from assistant.following.places import Places, is_pair, kind_of, same_place
from assistant.following.topics import (
    Exchange,
    exchange,
    is_whole,
    masked,
    own_words,
    quotations,
    segments,
)
from assistant.following.wording import (
    ASKING,
    BODIES,
    DUTY_VERBS,
    FIELD_WORDS,
    FIELDS,
    QUESTION,
    ROLES,
    THINGS,
)

_YEAR = re.compile(r"(?:(?:19|20)\d{2}年度?|[去今明前]年)")
_ALIKE = (
    re.compile(r"\d{1,2}月(?:份|底|\d{1,2}[日号])?"),
    re.compile(r"[上下]半年|第?[一二三四]季度"),
    *(
        re.compile(rf"第[一二三四五六七八九十百\d]{{1,4}}{unit}")
        for unit in "次 届 批 期 阶段 轮 条 款 章 节 项 个 类 版".split()  # noqa: SIM905
    ),
)
"""What may stand in for its like: 第五次 for 第四次."""
_EDITION = re.compile(
    r"(?:(?:19|20)\d{2}年(?:印发|发布|出台)?的?|[新老旧原](?:来)?的?|现行的?|修订[前后]的?)(?:实施)?(?:方案|办法|规定|计划|意见|通知|要点|条例)"
)
_ROLE = re.compile(rf"{ROLES}|{DUTY_VERBS}(?:的|方)?$")
_VERB = re.compile(rf"{DUTY_VERBS}|责任")
_TASKS = re.compile(rf"{DUTY_VERBS}(?:的)?(?:是|着|了)?(?:什么|哪些|哪几项|哪一?项)")
_BODY = re.compile(
    r"(?:局|委|委员会|(?<![主承协])办|办公室|厅|(?<![干内全外东西南北中局总大])部|中心|公司|集团|政府|管委会|供销社|工商联"
    r"|妇联|协会)$"
)
_MATTER = re.compile(
    r"合作|协作|建设|物流|旅游|文化|文旅|教育|医疗|卫生|产业|农业|工业|科技|人才|交流|培训|招商|环境|环保|金融|就业|养老|服务|发展|保护"
    r"|治理|改革|创新|安全|监管|体育|交通|能源|商贸|贸易|产销|销售|农产品|企业|园区|项目|资金|干部|挂职|教师|学生|宣传|活动|扶贫"
    r"|振兴|农村|住房|社保|医保|生态|水利|林业|畜牧|食品|药品|电商|数字|信息|数据|政务|营商|审批|信用|补贴|补助|奖励|机制|保障|平台"
)
"""Words of what bodies work on; a place's name has none of them."""
_EFFORT = re.compile(r"推进|推动|加强|深化|扩大|加快|完善|做好|开展|提升|促进|强化|健全|优化")
"""Verbs of headings, kept when the next one is named without: 推进教育协作, 那就业协作呢."""
_SHARED = re.compile(r"合作|协作|交流")
_MONEY = re.compile(r"(?:经费|资金|预算|钱)$")
_THING_ENDS = re.compile(
    r"[站库馆厂楼路桥票券线车费会所室店网园场业品物率证卡人员者户量值额期类长]$"
)
_FIELD = re.compile(rf"(?:{FIELDS}|{THINGS})$")
_MANY = re.compile(r"(?:材料|条件|措施|任务|项目|政策|要求|内容|活动|流程|程序|方式|单位|部门)$")


def exchanged(last: Exchange, other: str, places: Places) -> str:
    """The last question about another year, place, role, field or matter; `other` is not empty."""
    asked = last.asked
    if _EDITION.fullmatch(other):
        return f"{other}规定{asked}"
    for alike in (_YEAR, *_ALIKE):
        if found := alike.match(other):
            asked = with_alike(asked, alike, found[0])
            other = other[found.end() :].lstrip("的")
    named = places.mentions(other)
    end = named[-1][1] if named and named[0][0] == 0 else 0
    if not end and is_place(other, last, places):
        end = len(other)
    if end:
        asked = with_place(asked, other[:end], places)
        other = other[end:].lstrip("的").removesuffix("的")
    if not other or other in asked:
        return asked
    return _with_matter(last if asked == last.asked else exchange(asked), other, places)


def with_place(asked: str, place: str, places: Places) -> str:
    """The question asked of another party; of one of two that it names, of that one alone."""
    named = places.mentions(asked)
    same = {span for span in named if same_place(place, asked[slice(*span)])}
    pairs = {
        span for one in pairwise(named) if is_pair(asked[one[0][1] : one[1][0]]) for span in one
    }
    free = [span for span in named if span not in pairs]
    if same and same <= pairs and not free and not _is_title(asked, named[-1][1]):
        return asked[: named[0][0]] + place + asked[named[-1][1] :]
    if same & set(free) or (same and not pairs - same):
        return asked
    if free:
        return _replaced(asked, _likest(free, asked, place), place)
    if not named and place not in asked:
        return _in_front(asked, place)
    return _before_asking(asked, place)


def with_role(last: Exchange, role: str) -> str:
    """配合单位 for 牵头单位, 配合 for 牵头; a question that asked for no role is asked for this one."""
    verb, body = _VERB.search(role), re.search(BODIES, role)
    noun = role if body else f"{verb[0] if verb else ''}单位"
    asked, blotted = last.asked, masked(last.asked)
    if held := re.search(ROLES, blotted):
        return _replaced(asked, held.span(), noun)
    if verb and (tasks := _TASKS.search(blotted)):
        return _replaced(asked, tasks.span(), _VERB.sub(verb[0], tasks[0], count=1))
    return f"{last.about}的{noun}有哪些？"


def asks_tasks(asked: str) -> bool:
    """市商务局牵头哪些任务."""
    return _TASKS.search(masked(asked)) is not None


def with_field(last: Exchange, field: str) -> str:
    """Another fact of the same thing: 电话, 申报条件, 经费."""
    about = last.about
    if _MONEY.search(field):
        return f"{about}的{field}{'是多少' if '多少' in last.asked else '怎么安排'}？"
    if word := _asked_with(field):
        return f"{about}的{field}{'在' if word == '哪里' else '是'}{word}？"
    return f"{about}的{field}{'有哪些' if _MANY.search(field) else '是什么'}？"


def is_place(name: str, last: Exchange, places: Places) -> bool:
    """Whether a name that may be a place's or a matter's is a place's.

    Where no library is at hand: a short name that is no matter, asked after a matter.
    """
    if name in places.spoken:
        return True
    if places.knows:
        return len(name) > 1 and places.knows(name)
    kin = any(name[-2:] == last.asked[a:b][-2:] for a, b in segments(last.asked))
    matter = _MATTER.search(name) or _THING_ENDS.search(name) or _BODY.search(name) or kin
    asked = places.mentions(last.asked) or _MATTER.search(masked(last.asked))
    return not matter and 2 <= len(name) <= 5 and is_whole(name) and bool(asked)


def with_alike(asked: str, alike: re.Pattern[str], other: str) -> str:
    """The year for the year; without one in the question, it is put in."""
    held = alike.search(masked(asked))
    if held:
        return asked[: held.start()] + other + asked[held.end() :]
    return _in_front(asked, other) if alike is _YEAR else _before_asking(asked, other)


def _with_matter(last: Exchange, other: str, places: Places) -> str:
    asked = last.asked
    if quotations(other) == [(0, len(other))] and (title := _title_like(asked, other)):
        return _replaced(asked, title, other)
    if _ROLE.fullmatch(other):
        return with_role(last, other)
    span = _matter(last, other, places) if own_words(other) else None
    if span and (not _is_field(other) or asked[slice(*span)][-2:] == other[-2:]):
        return _of_matter(asked, span, other)
    if _BODY.search(other):
        return f"{last.about}，{other}负责什么？"
    return with_field(last, other)


def _of_matter(asked: str, span: tuple[int, int], other: str) -> str:
    """The matter exchanged; 挂职干部生活补助标准 is a question of its own."""
    word, matter = _asked_with(other), asked[slice(*span)]
    if word and not _asked_with(matter):
        return f"{other}{'在' if word == '哪里' else '是'}{word}？"
    return _replaced(asked, span, other + _kept(matter, other))


def _asked_with(field: str) -> str | None:
    """多少 for 电话 and 生活补助标准, 什么时候 for 完成时限."""
    found = (ask for ask, words in FIELD_WORDS.items() if field.endswith(tuple(words.split())))
    return next(found, None)


def _is_field(other: str) -> bool:
    """生活补助 is a fact of something, 拓宽销售渠道 is a matter."""
    found = _FIELD.search(other)
    return found is not None and sum(map(len, own_words(other))) <= 2


def _title_like(asked: str, other: str) -> tuple[int, int] | None:
    """Where 《…》 or “…” stands in the question, whichever the other is."""
    return next((span for span in quotations(asked) if asked[span[0]] == other[0]), None)


def _kept(matter: str, other: str) -> str:
    """What goes without saying: 医疗合作 after 文化旅游合作, 民生类项目 after 产业类项目."""
    tail = matter[matter.rfind(other[-1]) + 1 :] if other[-1] in matter else ""
    if 0 < len(tail) <= 4 and not own_words(tail):
        return tail
    kept = _SHARED.search(matter[-2:])
    bare = len(other) < 4 and not _SHARED.search(other) and not _BODY.search(other)
    return kept[0] if kept and bare else ""


def _matter(last: Exchange, other: str, places: Places) -> tuple[int, int] | None:
    """Where the question names its matter, parties left out; a body stands in for a body only."""
    asked = last.asked
    whole = [(0, len(last.about))] if asked.startswith(last.about) else segments(asked)
    spans = [_without_place(asked, span, places) for span in whole]
    if _BODY.search(other):
        spans = [span for span in spans if _BODY.search(asked[slice(*span)])]
    elif not _EFFORT.match(other):
        spans = [(a + m.end() if (m := _EFFORT.match(asked[a:b])) else a, b) for a, b in spans]
    return max(spans, key=lambda span: span[1] - span[0], default=None)


def _without_place(asked: str, span: tuple[int, int], places: Places) -> tuple[int, int]:
    """文化旅游合作 in 2022年北屏区负责文化旅游合作; all of it where it is but a place."""
    start, end = span
    for _, stop in [*(m.span() for m in _YEAR.finditer(asked)), *places.mentions(asked)]:
        if start < stop < end:
            start = stop
    part = asked[start:end]
    duty = re.match(rf"[的里]?(?:{DUTY_VERBS})?", part)
    tail = re.search(rf"(?:{DUTY_VERBS}(?:的(?:任务|工作|事项|项目))?)?$", part)
    return start + (duty.end() if duty else 0), start + (tail.start() if tail else len(part))


def _likest(spans: list[tuple[int, int]], asked: str, place: str) -> tuple[int, int]:
    """The first that is of the same kind (区 for 区), or the first with those that adjoin it."""
    alike = [span for span in spans if kind_of(asked[slice(*span)]) == kind_of(place)]
    if alike:
        return alike[0]
    start, end = spans[0]
    for following in spans[1:]:
        end = following[1] if following[0] == end else end
    return start, end


def _is_title(asked: str, end: int) -> bool:
    """Whether the two parties are part of a notice's name: 北屏区与青禾度假区对口合作实施方案."""
    return (
        re.match(r"[\u4e00-\u9fff]{0,12}?(?:方案|计划|办法|协议|通知|意见|要点)", asked[end:])
        is not None
    )


def _replaced(asked: str, span: tuple[int, int], other: str) -> str:
    return asked[: span[0]] + other + asked[span[1] :]


def _in_front(asked: str, words: str) -> str:
    """Before what the question is about, behind 根据《…》，."""
    start = min((start for start, _ in segments(asked)), default=0)
    return asked[:start] + words + asked[start:]


def _before_asking(asked: str, words: str) -> str:
    """Before the words of asking: …实施方案里青禾由哪个部门负责."""
    found = re.search(ASKING, masked(asked)) or re.search(QUESTION, masked(asked))
    return _replaced(asked, (found.start(), found.start()), words) if found else f"{asked}{words}"

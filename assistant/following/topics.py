"""What a question is about, told apart from the words that only ask for something about it."""

import re
from dataclasses import dataclass

from assistant.following.wording import (
    ASKING,
    DUTY_VERBS,
    FIELDS,
    GENERIC,
    LEAD,
    PROCEDURES,
    QUESTION,
    ROLES,
    SINGLE,
    THINGS,
)

_MASK = "\ue000"
_QUOTES = {"《": "》", "“": "”", "「": "」", '"': '"'}
_DEEPEST = 8
"""Quotations within each other that are told apart."""
_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,12}[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*第?\s*\d{1,5}\s*号"
)
_GENERIC = re.compile(GENERIC)
_RUN = re.compile(r"[^\W_]+|\ue000+")
_LOOSE = re.compile(r"^[的是在由]+|[的是在由有了要办交领报开]+$")
_LEAD = re.compile(rf"^{LEAD}+")
_SOURCE = re.compile(r"^(?:根据|按照?|依据)[^，,]*[，,]")
_ASKING = re.compile(ASKING)
_FIELD = re.compile(rf"的(?:{GENERIC})++(?=[？?。！!\s]*$)")
_TASKS = re.compile(
    rf"(?P<does>{DUTY_VERBS})(?:的)?(?:是|着|了)?(?:什么|哪些|哪几项|哪一?项)(?P<what>工作|任务|事项|项目)?"
    r"[？?。]*$"
)
_THING = re.compile(rf"{THINGS}|的")
_COMPOUND = re.compile(rf"{THINGS}{{3}}")
_VERB_ASKED = re.compile(
    r"(?:每[\u4e00-\u9fff])?(?:是|要|能|可以|会|应该|由|向|从|在|到|去|又|都)*(?:"
    r"(?:谁|什么时候|何时|哪里|哪儿|多久|哪个部门|哪个单位|哪些单位)(?:来|能|可以|才能|会|要|去|开始|正式)?试?[\u4e00-\u9fff]{2}"
    rf"|(?:怎么|如何|怎样)(?:来|去)?{PROCEDURES}|(?:实际|已经|累计|预计|最终)?[\u4e00-\u9fff]{{2}}了多少|能?[坐住装容纳供种产解决带动]{{1,2}}多少[\u4e00-\u9fff]{{0,2}}"
    r")(?:的|了|完)?[呢吗？?。\s]*"
)
_SUBJECTLESS = re.compile(
    r"(?:也|还|都|又)?(?:有(?:没有|哪些|什么|多少|几)?|是不是|是否|是|在|由|能|可不可以|可以|需不需要|需要|要|会|应该|多久|向|找|去|到)"
)
_VERB_LAST = re.compile(
    r"(?<=何时|时候|哪里|怎么|如何|怎样|多久|由谁)(?:来|能|才能|可以|会)?[\u4e00-\u9fff]{2}的?[？?。\s]*$"
)
_FIELD_ASKED = re.compile(
    rf"(?P<field>{FIELDS}|{THINGS}|{ROLES})(?=[是有呢在多怎如由为]|什么|哪|[？?]|$)"
)
_DUTY = re.compile(r"负责|牵头|配合")
_BEFORE = re.compile(
    r"(?:[\s，,、。；;：:？?！!的是]|在(?![线校建职])|关于|对于|对(?![口接外标策象]))+"
)
_AFTER = re.compile(
    r"(?:[\s，,、。；;：:？?！!的了是在由为被将]|方面|不?(?:能|可以|得|应该?|应当)|必须|需要|不[少低]于|不超过|不多于)+$"
)
_HELPER = re.compile(r"(?:局|委|办|厅|处|院|中心|公司|集团|委员会|政府|管委会)$")


@dataclass(frozen=True)
class Exchange:
    """A past question made whole and what it is about, its answer and the titles that it cites."""

    asked: str
    about: str
    answer: str = ""
    titles: tuple[str, ...] = ()


def exchange(whole: str, before: Exchange | None = None) -> Exchange:
    """A whole question as it is remembered; asked of the same thing, it is about the same."""
    if before and whole.startswith(before.about) and names_nothing(whole[len(before.about) :]):
        return Exchange(whole, before.about)
    return Exchange(whole, topic(whole) or whole.rstrip("？?。 "))


def masked(text: str) -> str:
    """The text with titles, quotations and document numbers blotted out, every place as it was."""
    blotted = text
    for start, end in quotations(text):
        blotted = blotted[:start] + _MASK * (end - start) + blotted[end:]
    return _NUMBER.sub(lambda match: _MASK * len(match[0]), blotted)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where 《…》 and “…” stand, the outermost of nested ones; a mark without its partner is none."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in re.finditer('[《》“”「」"]', text):
        partners = [i for i in opened if _QUOTES[text[i]] == match[0]]
        if partners:
            start = partners[-1]
            del opened[opened.index(start) :]
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, match.end()))
        elif match[0] in _QUOTES:
            opened = [*opened[1 - _DEEPEST :], match.start()]
    return found


def without_lead(text: str) -> str:
    """请问, 那, 还有 say nothing; the question begins after them."""
    return _LEAD.sub("", text)


def own_words(text: str) -> list[str]:
    """What is left of a question without the words that may be said of anything."""
    runs = _RUN.findall(_GENERIC.sub(" ", masked(text)))
    return [_LOOSE.sub("", run) for run in runs if not all(c in SINGLE for c in run)]


def is_whole(text: str) -> bool:
    """Whether a question names something of its own, be it in common words (项目进展情况)."""
    return sum(map(len, own_words(text))) > 1 or _COMPOUND.search(text) is not None


def names_nothing(text: str) -> bool:
    """Whether a question leaves out what it is about: 电话是多少, 由谁筹备, 需要盖章吗."""
    few = sum(map(len, own_words(text))) <= 2
    return (
        not is_whole(text)
        or _VERB_ASKED.fullmatch(text) is not None
        or (few and _SUBJECTLESS.match(text) is not None)
    )


def asks(text: str) -> bool:
    """Whether a word of asking stands in the text, a mere 呢 aside."""
    return re.search(QUESTION, masked(text).replace("呢", "")) is not None


def begins_generic(text: str) -> bool:
    """Whether the next word may be said of anything; so too at the end and before a mark."""
    return not re.match(r"[\u4e00-\u9fff]", text) or bool(_GENERIC.match(text)) or text[0] in SINGLE


def segments(asked: str) -> list[tuple[int, int]]:
    """Where a question names what it is about: the stretches between its words of asking."""
    blotted = masked(asked)
    begin = match.end() if (match := _SOURCE.match(blotted)) else 0
    begin += match.end() if (match := _LEAD.match(blotted[begin:])) else 0
    found = []
    for match in [*_ASKING.finditer(blotted, begin), None]:
        found.append(_trimmed(blotted, begin, match.start() if match else len(blotted)))
        begin = match.end() if match else begin
    return [(a, b) for a, b in found if own_words(blotted[a:b]) or _THING.search(blotted[a:b])]


def topic(asked: str) -> str:
    """What a question is about: 文化旅游合作 of 哪个部门负责文化旅游合作; with 根据《…》 if it says so."""
    blotted = masked(asked)
    if tasks := _TASKS.search(blotted):
        return f"{without_lead(asked[: tasks.start()])}{tasks['does']}的{tasks['what'] or '任务'}"
    source = match[0] if (match := _SOURCE.match(asked)) else ""
    verb = _VERB_LAST.search(blotted)
    parts = [asked[start:end] for start, end in segments(asked) if not verb or start < verb.start()]
    if len(parts) > 1 and "配合" in asked and _HELPER.search(parts[-1]):
        parts.pop()
    return source + "".join(_without_duty(part) for part in parts)


def joined(about: str, rest: str) -> str:
    """What is asked, said of something: 冷链物流建设的电话是多少, 冷链物流建设什么时候完成."""
    field = _FIELD_ASKED.match(rest)
    if field and about.endswith(field["field"]):
        return f"{about}{rest[field.end('field') :]}"
    return f"{about}的{rest}" if field else f"{about}{rest}"


def _without_duty(part: str) -> str:
    """北屏区负责文化旅游合作 is about 北屏区文化旅游合作."""
    return part if quotations(part) else _DUTY.sub("", part)


def _trimmed(blotted: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without particles at its edges, and without a field named last (…的文号)."""
    field = _FIELD.search(blotted, start, end)
    end = field.start() if field and field.start() > start else end
    start = match.end() if (match := _BEFORE.match(blotted, start, end)) else start
    after = _AFTER.search(blotted, start, end)
    return start, after.start() if after else end

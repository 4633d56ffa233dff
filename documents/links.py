"""Read what a notice says of other notices: it repeals, replaces or amends them, or rests on them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from documents.naming import SELF, Mention, Named, bare_number, named_in
from documents.notice import Bond, Link, Masthead
from documents.repeals import LONGEST_SENTENCE, named_of_title, repeal_day, repeals
from documents.sentences import sentence_spans
from documents.squeezed import Squeezed

_AMENDING_TITLE = re.compile(r"关于(?:修改|修订|修正|调整)(?=[^，]{0,8}《)")
_NO_DEED = re.compile(r"征求|意见稿|解读|说明|草案|请示|建议|答复|审议")
_DRAFT = re.compile(r"征求意见|草案|送审稿|讨论稿|草稿|公开征集")
_REPLACED = re.compile(
    rf"(?:{SELF}[^。；《》]{{0,10}}|以)(?:代替|取代|替代)(?:原)?[^《》。；]{{0,20}}$"
)
_REPLACED_BY = re.compile(
    rf"^[^《》。；]{{0,20}}(?:由|被|改由){SELF}[^《》。；]{{0,4}}(?:代替|取代|替代)"
)
_PREVAILS = re.compile(rf"^(?P<how>[^《》。；]{{0,60}})以{SELF}(?:规定|内容)?为准")
_CONFLICT = re.compile(r"不一致|不符|抵触|冲突|不同|矛盾")
_AMENDED = re.compile(
    r"^(?P<how>[^《》。；]{0,50}?)(?:作(?:出|了)?(?:如下|以下|部分)?(?:修改|修订|修正|调整)|进行了?(?:如下|以下|部分|全面)?(?:修改|修订|修正|完善)|(?:修改|调整|修正|变更)为)"
)
_AMENDING = re.compile(r"(?:对|将|把|决定)(?:原)?(?:[^《》，。；]{0,30}的)?$")
_BASIS = re.compile(
    r"(?:根据|依据|按照|依照|遵照|为(?:了)?(?:深入|全面|认真|进一步|切实|坚决|扎实|更好)*(?:贯彻|落实|执行|推进|实施)+)"
    r"(?P<between>[^。；《》]{0,40})$"
)
_PLANNED = re.compile(r"(?:如果?|若|建议|拟|是否|应当?|可以?|适时|及时|提请|考虑)[^，《》]{0,12}$")
_OPENING = 1500
"""Characters in which a notice says what it rests on."""


def read_links(masthead: Masthead, text: str) -> tuple[Link, ...]:
    """Links in the order of the text, each notice once for each kind."""
    squeezed = Squeezed(text)
    title = Squeezed(masthead.title).text
    found = [*_bases(squeezed.text)]
    if not _DRAFT.search(title):
        deeds = "" if _NO_DEED.search(title) else title
        found += [*repeals(deeds, squeezed.text), *_changes(deeds, squeezed.text)]
    links: dict[tuple[Bond, str | None, str | None], Link] = {}
    for each in sorted(found, key=lambda f: (f.start, f.named.start)):
        key = (each.kind, each.named.title, each.named.document_number)
        links.setdefault(key, _link(each, squeezed))
    return tuple(links.values())


def _link(found: Mention, squeezed: Squeezed) -> Link:
    start, end = squeezed.place(found.start, found.end)
    words, named = squeezed.text[found.start : found.end], found.named
    return Link(
        kind=found.kind,
        title=named.title,
        document_number=bare_number(named.document_number) if named.document_number else None,
        start=start,
        end=end,
        since=repeal_day(words) if found.kind is Bond.REPEALS else None,
    )


# --- what it replaces and amends ---------------------------------------------------------------------


def _changes(title: str, text: str) -> Iterator[Mention]:
    if deed := _AMENDING_TITLE.search(title):
        yield from named_of_title(title, deed.end(), text, Bond.AMENDS)
    for start, stop in sentence_spans(text):
        if stop - start <= LONGEST_SENTENCE:
            yield from _in_sentence(text, start, start + len(text[start:stop].rstrip()))


def _in_sentence(text: str, start: int, end: int) -> Iterator[Mention]:
    for named, following in pairwise([*named_in(text, start, end), None]):
        if named is None:
            continue
        after = text[named.end : following.start if following else end]
        if kind := _bond(text[start : named.start], after):
            yield Mention(kind, named, start, end)


def _bond(before: str, after: str) -> Bond | None:
    """What the words around one name say, repeals aside."""
    if _REPLACED.search(before) or _REPLACED_BY.search(after):
        return Bond.REPLACES
    if prevails := _PREVAILS.search(after):
        return Bond.AMENDS if _CONFLICT.search(prevails["how"]) else Bond.REPLACES
    if (
        _AMENDING.search(before)
        and not _PLANNED.search(before)
        and (amended := _AMENDED.search(after))
    ):
        is_done = "了" in amended[0] or "作" in amended[0] or "为" in amended[0][-1:]
        return Bond.AMENDS if is_done else None
    return None


# --- what it rests on --------------------------------------------------------------------------------


def _bases(text: str) -> Iterator[Mention]:
    """根据《甲》（文号）、《乙》…, in the opening words."""
    opening = text[:_OPENING]
    for start, end in sentence_spans(opening):
        run: Named | None = None
        begin = start
        for named in named_in(text, start, end):
            basis = _BASIS.search(text[start : named.start])
            if basis:
                begin = start + basis.start()
            elif run is None or not _is_joined(text[run.end : named.start]):
                run = None
                continue
            run = named
            yield Mention(Bond.RESTS_ON, named, begin, named.end)


def _is_joined(between: str) -> bool:
    return re.fullmatch(r"[、，和及与以]{0,2}[^《》。；，]{0,20}", between) is not None

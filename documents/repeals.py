"""Read which notices a notice repeals (废止): in a sentence, in its title, or in a list."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from documents.dates import DATE, find_date
from documents.naming import NUMBER, SELF, Mention, Named, named_in
from documents.notice import CELL, Bond
from documents.sentences import sentence_spans

_VERB = (
    r"(?:废止|停止执行|不再执行|停止施行|停止实施|停止使用|终止执行|不再施行|不再适用|自行失效|失效|作废)"
    r"(?!后|前|的|之|期间|时(?!废)|程序|工作|情况|建议|意见|或|、|与|和|日期)"
)
_WHEN = (
    rf"(?:(?:自|从|于|在)(?:{DATE}|{SELF}(?:施行|印发|发布|公布|实施|生效)|印发|发布|公布|施行|即|同|该)"
    r"之?日?起?，?|届时|到期后?)"
)
_HOW = r"(?:现|均|也|将|已|同时|即行|即时|即日起|自行|相应|一并|一律|随之|予以|正式|全部|自动|宣布|决定|经研究|依法|明令|[，、])"
_THOSE = r"(?:等?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})?(?:个|件|部|份|项)?(?:规范性)?(?:文件|规定|办法|通知|公文|规章|文)?)"
_AND_ITS = r"(?:[及和等](?:其|有关|相关|配套)+(?:的)?(?:文件|规定|政策|解释|通知)?)"
_GAP = re.compile(rf"(?:的通知|一文)?(?:{_AND_ITS}|{_THOSE})(?:{_HOW}|{_WHEN})*$")
_PART = re.compile(
    r"(?:中|的|有关|相关|关于)?[^《》。；]{0,60}?(?:第[一二三四五六七八九十百零\d]+[条款项]|条款|规定|内容|段落|附件\d*|部分|要求)"
    rf"(?:{_HOW}|{_WHEN})*$"
)
_AND = re.compile(
    r"(?:等)?[、，]?(?:和|及|与|以及|并|或)?(?:[^《》，。；：]{0,30}?(?:印发|发布|公布|下发|制定|颁布|批准|修订|通过)的)?(?:原|《)?$"
)
_IF = re.compile(
    r"(?:如果?|若|一旦|倘若|假如|待|等到|建议|拟|是否|应当?|可以?|适时|及时|提请|考虑)[^，《》]{0,12}$"
)
_DECIDED = re.compile(
    r"(?:决定|现|予以|同时|一并|即行|宣布|日起[，]?|(?:研究|同意|批准)[，]?)(?:废止|停止执行|失效)(?:了)?[^《》。；：，]{0,40}$"
)
_LISTED = re.compile(
    r"(?:下列|以下|如下|附件所列)[^。；《》]{0,40}(?:废止|失效|停止执行)|(?:废止|失效|停止执行)[^。；《》]{0,30}(?:下列|以下|如下|目录|清单)"
)
_NO_NAME = re.compile(
    rf"(?:^|(?<=[，。；、起\n]))原(?:有的|来的)?(?P<title>[\u4e00-\u9fff]{{4,40}}?(?:办法|规定|细则|方案|条例|意见|通知|制度|规则|规程|章程|预案))(?:（[^（）]*?(?P<number>{NUMBER})[^（）]*）)?"
    rf"|(?P<bare>{NUMBER})(?:文件?|通知)?"
)
_TITLE = re.compile(r"关于(?:宣布)?(?:废止|停止执行)(?=《|[^，]*《)")
_SINCE = re.compile(rf"(?:自|从|于)(?P<day>{DATE})起?(?:{_HOW})*{_VERB}")
LONGEST_SENTENCE = 4000
"""Characters; a longer one is a page without marks, and no one reads it as one."""
_LONGEST_INTRO = 300


def repeals(title: str, text: str) -> Iterator[Mention]:
    """What a notice of this title and text, both squeezed, repeals; a part that goes is 修订."""
    if deed := _TITLE.search(title):
        yield from named_of_title(title, deed.end(), text, Bond.REPEALS)
    for start, stop in sentence_spans(text):
        if stop - start <= LONGEST_SENTENCE and re.search(_VERB, text[start:stop]):
            yield from _in_sentence(text, start, start + len(text[start:stop].rstrip()))
    yield from _in_lists(text)


def repeal_day(words: str) -> date | None:
    """2027年1月1日 of 自2027年1月1日起废止."""
    since = _SINCE.search(words)
    return find_date(since["day"]) if since else None


def named_of_title(title: str, start: int, text: str, kind: Bond) -> Iterator[Mention]:
    """The notices that a title names from an offset on, where the text has the same words."""
    for named in named_in(title, start):
        at = text.find(title[named.start : named.end])
        if at >= 0:
            yield Mention(kind, named, at, at + named.end - named.start)


def _in_sentence(text: str, start: int, end: int) -> Iterator[Mention]:
    """《甲》、《乙》（文号）同时废止, 决定废止《甲》, 原…办法同时废止."""
    names = list(named_in(text, start, end))
    for verb in re.finditer(_VERB, text[start:end]):
        at = start + verb.start()
        before = [named for named in names if named.end <= at]
        if before and (kind := _repeal(text[before[-1].end : at])):
            for named in _run(text, before, start):
                yield Mention(kind, named, start, end)
        elif not before:
            yield from _unnamed(text, start, at, end)
        after = [named for named in names if named.start >= at]
        if after and _DECIDED.search(text[start : after[0].start]):
            for named in after:
                yield Mention(Bond.REPEALS, named, start, end)


def _repeal(gap: str) -> Bond | None:
    """By the words between a name and 废止; a part that goes amends the rest."""
    if _GAP.fullmatch(gap):
        return Bond.REPEALS
    return Bond.AMENDS if _PART.fullmatch(gap) else None


def _run(text: str, names: Sequence[Named], start: int) -> Iterator[Named]:
    """The last name and those joined to it; none where the sentence only supposes."""
    run = [names[-1]]
    for named in reversed(names[:-1]):
        if not _AND.fullmatch(text[named.end : run[-1].start]):
            break
        run.append(named)
    if not _IF.search(text[start : run[-1].start]):
        yield from reversed(run)


def _unnamed(text: str, start: int, at: int, end: int) -> Iterator[Mention]:
    """A notice named without 《》: by its number, or as the one before (原)."""
    for match in _NO_NAME.finditer(text, start, at):
        if _GAP.fullmatch(text[match.end() : at]) and not _IF.search(text[start : match.start()]):
            number = match["bare"] or match["number"]
            named = Named(match["title"], number, match.start(), match.end())
            yield Mention(Bond.REPEALS, named, start, end)


def _in_lists(text: str) -> Iterator[Mention]:
    """The lines under 下列文件予以废止：, as long as each names a notice."""
    for intro in re.finditer(r"^[^\n]*$", text, re.MULTILINE):
        listed = _LISTED.search(intro[0])
        if not listed or len(intro[0]) > _LONGEST_INTRO:
            continue
        if "继续有效" in intro[0] or _IF.search(intro[0][: listed.start()]):
            continue
        line = intro.end() + 1
        while line < len(text):
            stop = text.find("\n", line)
            stop = len(text) if stop < 0 else stop
            named = _first_named(text, line, stop)
            is_head = line == intro.end() + 1 and CELL in text[line:stop]
            if named is None and not is_head:
                break
            if named:
                yield Mention(Bond.REPEALS, named, line, stop)
            line = stop + 1


def _first_named(text: str, start: int, end: int) -> Named | None:
    """The notice that a line of a list or a row of a table is about."""
    number = re.search(NUMBER, text[start:end])
    for named in named_in(text, start, end):
        return Named(named.title, number[0] if number else None, named.start, named.end)
    cells = text[start:end].split(CELL)
    if len(cells) > 1 and number:
        title = max((cell for cell in cells if number[0] not in cell), key=len, default="")
        return Named(title or None, number[0], start, end)
    return None

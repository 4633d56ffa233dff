"""Find the tags and labels of a line that allot: （市商务局负责）, 责任单位：市商务局."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.duties import timing
from documents.duties.brackets import ITEM, bracketed
from documents.duties.names import TOGETHER, is_body, split_names
from documents.duties.wording import LABEL, Wording, read_wording

_SAME = re.compile(r"(?:责任|牵头|配合|落实)(?:单位|部门)\s*[:：]?\s*同上")
_FEW = 12
_LONGEST_NUMBER = 5
_SENTENCE = re.compile(r"[^。]+。?|。")
_AT_END = re.compile(r"[。；;，,\s]*$|[。；;]")
_PERSON = re.compile(r"(?:[、：]|(?:主任|局长|组长|科长|处长)\s*)[\u4e00-\u9fff]{2,3}$")
_CALLED = re.compile(r"[，,、]\s*[\u4e00-\u9fff]{2,4}\s*[，,、：:]\s*[\d\-—、]{7,26}")
"""，林听雨，5550101: whom to call, behind a department."""
_ASSIGNS = re.compile(
    r"负责|牵头|配合|落实|承办|主办|协办|参与|协同|协助|单位|部门|处|科|局|委|厅|办|会|府|组|中心"
)
_BLANKET = re.compile(
    r"(?:以[上下]|各项)[^，。；]{0,14}?(?:均|都|需|须|由|中|包含|包括)|不再(?:一一)?列出"
)
_CONTAINS = re.compile(r"^[。\s]*以[上下][^，。；]{0,14}?(?:包含|包括|含有)")
_NEEDS = re.compile(
    r"^[。\s]*以[上下](?:各项|所有|措施|任务|工作|事项)*(?:均|都)?(?:需|须|由|请|要)由?"
)
_NOTE = re.compile(
    r"[（(][^（()）]*(?:下同|逗号前|不再(?:一一)?列出)[^（()）]*[）)]|括号[中内里][^，。]*[，。]|[。，]?逗号前[^。]*|[，。；](?:列|排)[^，。；]{1,12}牵头(?:单位|部门)?|[。，]?(?:以)?下同"
)
_BEFORE_LABEL = re.compile(
    r"[•·\-—*\s]*(?:[（(]?\d{1,3}[)）.．、]|[一二三四五六七八九十]{1,3}、)?\s*"
)
_OPENERS, _CLOSERS = "（(〔[【﹝［", "）)〕]】﹞］"


@dataclass(frozen=True)
class Statement:
    """What allots, with its place in the line.

    `labels`: labels, which may go on with others on the next line. `own`: it says for which tasks by
    itself (以下均需…落实), so that it is its own task.
    """

    start: int
    end: int
    wording: Wording
    labels: bool = False
    own: bool = False


def statements(line: str, last: Wording | None) -> Iterator[Statement]:
    """The tags and labels of a line, in order; `last` is what 同上 means."""
    if last and (same := _SAME.search(line)):
        yield Statement(same.start(), same.end(), last)
        return
    spans = list(bracketed(line))
    runs = _runs(line, _masked(line, spans))
    run = next(runs, None)
    for start, end in spans:
        while run and run.end <= start:
            yield run
            run = next(runs, None)
        if not run or start < run.start:
            yield from _tags(line, start, end)
    yield from [run] if run else []
    yield from runs


def _masked(line: str, spans: Iterable[tuple[int, int]]) -> str:
    """The line with the words in brackets replaced; numbers like （一） stay."""
    characters = list(line)
    for start, end in spans:
        if end - start > _LONGEST_NUMBER:
            characters[start:end] = "＿" * (end - start)
    return "".join(characters)


def _runs(line: str, masked: str) -> Iterator[Statement]:
    """责任单位：市发展改革委、市财政局 without brackets, where a line or a sentence begins.

    牵头单位：甲局。配合单位：乙局。 is one statement; 建园。责任单位：甲局。办学。责任单位：乙局。 is two.
    """
    mark = _BEFORE_LABEL.match(line)
    first = mark.end() if mark else 0
    start, end = -1, -1
    for begin, stop in _pieces(masked):
        labels = LABEL.finditer(masked, begin, stop)
        label = next((m for m in labels if m.start() == first or _ends(line, m)), None)
        if label and (label.start() > begin or begin != end):
            yield from _run(line, start, end)
            start, end = label.start(), stop
        elif label or (begin == end and timing.LABEL.match(masked, begin)):
            end = stop
    yield from _run(line, start, end)


def _pieces(masked: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line; an item that was run together with the one before it begins another."""
    for sentence in _SENTENCE.finditer(masked):
        begin = sentence.start()
        for item in ITEM.finditer(masked, begin + 1, sentence.end()):
            yield begin, item.start()
            begin = item.start()
        yield begin, sentence.end()


def _ends(line: str, label: re.Match[str]) -> bool:
    """Whether a sentence ends before a label."""
    before = line[max(0, label.start() - _FEW) : label.start()].rstrip()
    return before[-1:] in set("。；;！？ ")


def _run(line: str, start: int, end: int) -> Iterator[Statement]:
    if start < end and (wording := read_wording(_NOTE.sub("", line[start:end]))):
        yield Statement(start, start + len(line[start:end].rstrip()), wording, labels=True)


def _tags(line: str, start: int, end: int) -> Iterator[Statement]:
    """A bracket that allots, and the sentences of it that allot to all tasks at once."""
    inner = line[start + 1 : end]
    if _count(inner, _CLOSERS) > _count(inner, _OPENERS):
        inner = inner[:-1]
    if len(inner) < 3 or not _ASSIGNS.search(inner):
        return
    kept = inner
    blankets = []
    for sentence in _SENTENCE.finditer(inner):
        if _BLANKET.search(sentence[0]) and (wording := _blanket(sentence[0])):
            kept = kept.replace(sentence[0], "")
            begin = start + 1 + sentence.start()
            blankets.append(Statement(begin, begin + len(sentence[0]), wording, own=True))
    if wording := _tag(line, start, end, _NOTE.sub("", kept)):
        yield Statement(start, end, wording, labels=start == 0)
    yield from blankets


def _blanket(sentence: str) -> Wording | None:
    """以下均需各区政府落实，不再列出; 以下责任单位中均包含各区政府."""
    contains = _CONTAINS.match(sentence)
    words = sentence[contains.end() :] if contains else _NEEDS.sub("", sentence)
    wording = read_wording(re.split(r"，|。", words)[0], bare=contains is not None)
    names = [n for a in wording.allotments for n in a.departments] if wording else []
    return wording if all(is_body(name) for name in names) else None


def _count(text: str, characters: str) -> int:
    return sum(character in characters for character in text)


def _tag(line: str, start: int, end: int, inner: str) -> Wording | None:
    """What a bracket allots: with a label or a role's word, or bare names at a sentence's end."""
    wording = read_wording(inner)
    if wording is None and _closes_sentence(line, start, end):
        names = _CALLED.sub("", inner)
        wording = read_wording(names, bare=True) if _only_names(names) else None
    return wording


def _closes_sentence(line: str, start: int, end: int) -> bool:
    """Whether a bracket stands at a sentence's end, and not behind the person that it is about."""
    before = line[max(0, start - _FEW) : start].rstrip()
    if _PERSON.search(before):
        return False
    if not before or before[-1] in "。；;！？”’：":
        return _AT_END.match(line, end) is not None or before[-1:] == "。"
    return not line[end : end + _FEW].strip("。；; ")


def _only_names(inner: str) -> bool:
    """Names and nothing else; 甲局会同乙局 too."""
    names = split_names(TOGETHER.sub("、", inner))
    return bool(names) and all(is_body(name) for name in names)

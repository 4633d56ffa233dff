"""People that a text names, and whose telephone numbers it gives. Pure, given a lexicon."""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.grounding.facts import Fact, Sort
from assistant.grounding.names import SURNAMES, Lexicon

_NAME = rf"([{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
_OFFICE = "同志|先生|女士|主任|书记|秘书长|教授|副?[省市县区厅局处科部院校司组]长"
_DONE_TO = "诫勉|撤职|警告|记过|降级|开除|处分|出席|参加|主持|介绍|表示|讲话|率队|带队"
_TITLED = re.compile(
    rf"(?:任命|免去|聘任|推荐|选举){_NAME}(?=为|的|同志|任)|(?:{_OFFICE}){_NAME}(?={_DONE_TO})|"
    rf"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[由和与及长任])){_NAME}(?={_OFFICE}|主持|兼任|担任)"
    rf"|(?:{_OFFICE}|联系人)[:是为]?{_NAME}(?=[^\u4e00-\u9fff]|$|担任|兼任|主持)"
)
_NUMBER = re.compile(r"(?<!\d)(?:\(?0\d{2,3}[)-]?\d{7,8}|1[3-9]\d{9}|\d{7,8})(?!\d)")


def people(words: str, lexicon: Lexicon, known: Iterable[str] = ()) -> Iterator[Fact]:
    """People by their titles, words that begin as names do and no dictionary has; and those known."""
    names = {*known, *(next(filter(None, match.groups())) for match in _TITLED.finditer(words))}
    for token in lexicon.tokens(words):
        if 2 <= len(token) <= 3 and token[0] in SURNAMES and not lexicon.knows(token):
            names.add(token)
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(re.escape(name), words):
            yield Fact(Sort.PERSON, (name,), *match.span())


def wrong_number(said: str, sources: Sequence[str], lexicon: Lexicon) -> str:
    """The first telephone number that the sources give for somebody else."""
    named = {fact.value[0] for fact in people(said, lexicon)}
    for number, words in _numbers(said):
        owners = {name for name in named if name in words}
        theirs = [its for source in sources for same, its in _numbers(source) if same == number]
        if theirs and not any(owner in its for owner in owners or {""} for its in theirs):
            return number
    return ""


def _numbers(words: str) -> Iterator[tuple[str, str]]:
    """Each number with the words between the one before it and itself."""
    last = 0
    for match in _NUMBER.finditer(words):
        yield re.sub(r"\D", "", match[0]), words[last : match.start()]
        last = match.end()

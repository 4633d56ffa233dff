"""Apply what a notice says once for all its assignments: 列第一位者为牵头单位, 逗号前为牵头单位."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from documents.duties.names import split_names
from documents.duties.wording import DUTY, LABEL, LEAD
from documents.notice import Duty

_FIRST_LEADS = re.compile(
    r"(?:列|排)(?:在)?(?:名)?(?:第一|首)(?:位|个)?(?:的|者)?(?:单位|部门)?(?:为|是|作为)?牵头|第一个?(?:责任)?(?:单位|部门)(?:为|是)牵头"
)
_GROUP_LEADS = re.compile(r"逗号之?前面?的?(?:单位|部门)?(?:均|都)?(?:为|是)(?:牵头|主办)")
_BRACKET_LEADS = re.compile(r"括号[中内里]的?(?:单位|部门)?(?:均|都)?(?:为|是)(?:牵头|主办)")
_OPENERS, _CLOSERS = "（(〔[【﹝［", "）)〕]】﹞］"


def states_first_leads(text: str) -> bool:
    """列第一位者为牵头单位: a rule for the whole notice."""
    return _FIRST_LEADS.search(text) is not None


def apply_notes(duties: Sequence[Duty], text: str) -> list[Duty]:
    """The duties with the roles that the notice's own rules give them."""
    rules: list[Callable[[Duty], int]] = []
    if states_first_leads(text):
        rules.append(_first)
    if _GROUP_LEADS.search(text):
        rules.append(_first_group)
    if _BRACKET_LEADS.search(text):
        rules.append(_bracket)
    if not rules:
        return list(duties)
    led = {(duty.start, duty.end) for duty in duties if duty.role == LEAD}
    return [
        part
        for duty in duties
        for part in _parted(
            duty, 0 if (duty.start, duty.end) in led else max(rule(duty) for rule in rules)
        )
    ]


def _parted(duty: Duty, leading: int) -> Iterator[Duty]:
    """The duty cut behind the departments that lead."""
    if duty.role != DUTY or not leading:
        yield duty
        return
    yield replace(duty, role=LEAD, departments=duty.departments[:leading])
    if len(duty.departments) > leading:
        yield replace(duty, departments=duty.departments[leading:])


def _first(duty: Duty) -> int:
    return 1 if len(duty.departments) > 1 else 0


def _first_group(duty: Duty) -> int:
    """How many departments stand before the first comma of a tag, if any stand behind it."""
    if duty.quote[0] not in _OPENERS:
        return 0
    inner = duty.quote[1:].rstrip(_CLOSERS)
    label = LABEL.match(inner)
    value = inner[label.end() :] if label else inner
    names = split_names(value[: _comma(value)])
    same = duty.departments[: len(names)] == names
    return len(names) if same and len(names) < len(duty.departments) else 0


def _comma(value: str) -> int:
    """Where the first comma outside brackets stands."""
    depth = 0
    for i, character in enumerate(value):
        depth += (character in _OPENERS) - (character in _CLOSERS)
        if character in "，," and depth <= 0:
            return i
    return len(value)


def _bracket(duty: Duty) -> int:
    """All of a bracket without a role's word: （运用促进处，电话）."""
    bare = duty.quote[0] in _OPENERS and not re.search(r"负责|落实|单位|部门", duty.quote)
    return len(duty.departments) if bare else 0

"""Who does what in two versions of a notice: the duties that differ, task by task."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from documents.comparing.changes import DutyChange, Kind
from documents.comparing.matching import Matching
from documents.comparing.pairing import Counterparts
from documents.comparing.parts import Part, key_of
from documents.duties import find_duties
from documents.notice import Duty, Notice

_ALIKE = 0.6
"""Share of its words that makes a rewritten task the same one."""
_Holding = tuple[str, str | None]
"""Role and party."""
_Task = tuple[str, _Holding]


def duty_changes(old: Notice, new: Notice, parts: Counterparts) -> tuple[DutyChange, ...]:
    """The duties that one version lacks, or whose departments or deadline differ, in order.

    Duties are the same task's where role and party are the same, and the task's words, numbering
    aside, are the same or much the same or the only ones of what is one and the same section. A
    task that was only rewritten is not reported.
    """
    ours, theirs = find_duties(old), find_duties(new)
    return tuple(_changes(ours, theirs, _found(ours, theirs, parts)))


def _found(old: Sequence[Duty], new: Sequence[Duty], parts: Counterparts) -> dict[int, int]:
    matching = Matching(len(old), len(new))
    ours, theirs = _tasks(old), _tasks(new)
    matching.by(_wholes(ours, old), _wholes(theirs, new))
    matching.by(ours, theirs)
    others = _by_holding(theirs)
    for holding, texts in _by_holding(ours).items():
        matching.by_likeness(texts, others.get(holding, {}), _ALIKE)
    counterparts = dict(parts.pairs)
    matching.by(
        [_in_part(duty, parts.old, counterparts) for duty in old],
        [_in_part(duty, parts.new) for duty in new],
        once=True,
    )
    return matching.found


def _tasks(duties: Sequence[Duty]) -> list[_Task]:
    return [(key_of(duty.task), _holding(duty)) for duty in duties]


def _wholes(tasks: Sequence[_Task], duties: Sequence[Duty]) -> list[Hashable]:
    """What makes two duties entirely the same."""
    both = zip(tasks, duties, strict=True)
    return [(task, duty.departments, duty.deadline) for task, duty in both]


def _by_holding(tasks: Sequence[_Task]) -> defaultdict[_Holding, dict[int, str]]:
    groups: defaultdict[_Holding, dict[int, str]] = defaultdict(dict)
    for i, (words, holding) in enumerate(tasks):
        groups[holding][i] = words
    return groups


def _in_part(
    duty: Duty, parts: Sequence[Part], renamed: Mapping[int, int] | None = None
) -> tuple[int, _Holding] | None:
    """What makes a duty the only one: the newer version's part, role and party."""
    i = bisect_right(parts, duty.start, key=lambda part: part.lines[0].start) - 1
    i = i if renamed is None else renamed.get(i, -1)
    return (i, _holding(duty)) if i >= 0 else None


def _holding(duty: Duty) -> _Holding:
    return duty.role, duty.party


def _changes(
    old: Sequence[Duty], new: Sequence[Duty], found: dict[int, int]
) -> Iterator[DutyChange]:
    """In order of the newer version; a duty that is gone follows the one that it followed."""
    gone: defaultdict[int, list[Duty]] = defaultdict(list)
    at = -1
    for i, duty in enumerate(old):
        at = found.get(i, at)
        if i not in found:
            gone[at].append(duty)
    before = {j: old[i] for i, j in found.items()}
    yield from (_change(Kind.REMOVED, each, each, None) for each in gone[-1])
    for j, duty in enumerate(new):
        yield from _between(before.get(j), duty)
        yield from (_change(Kind.REMOVED, each, each, None) for each in gone[j])


def _between(before: Duty | None, after: Duty) -> Iterator[DutyChange]:
    if before is None:
        yield _change(Kind.ADDED, after, None, after)
    elif (before.departments, before.deadline) != (after.departments, after.deadline):
        yield _change(Kind.ALTERED, after, before, after)


def _change(kind: Kind, named: Duty, before: Duty | None, after: Duty | None) -> DutyChange:
    return DutyChange(
        kind=kind,
        task=named.task,
        role=named.role,
        party=named.party,
        before=before.departments if before else (),
        after=after.departments if after else (),
        deadline_before=before.deadline if before else None,
        deadline_after=after.deadline if after else None,
    )

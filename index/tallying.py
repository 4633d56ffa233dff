"""Order the rows of the register, and count them: who carries how much, and what is due when."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from index.hit import DutyRecord

_DEPARTMENTS, _MONTHS, _CHOICES = 20, 120, 200


class Order(StrEnum):
    """What rows may be ordered by; of a notice they stay in the order of its text."""

    NOTICE = "notice"
    TASK = "task"
    PARTY = "party"
    ROLE = "role"
    DEPARTMENT = "department"
    DUE = "due"


@dataclass(frozen=True)
class Load:
    """How many assignments of each role a department has."""

    department: str
    roles: dict[str, int]


@dataclass(frozen=True)
class Tally:
    """Counts over rows of the register.

    `departments` are the busiest, `months` ("2024-12") those in which something is due, in order;
    `parties` and `roles` what a filter may ask for.
    """

    total: int
    notices: int
    undated: int
    departments: tuple[Load, ...]
    more_departments: int
    months: tuple[tuple[str, int], ...]
    parties: tuple[str, ...]
    roles: tuple[str, ...]


def ordered(
    records: Sequence[DutyRecord], order: Order, *, descending: bool = False
) -> list[DutyRecord]:
    """By one column; rows without a value come last either way."""
    if order is Order.NOTICE:
        return list(reversed(records)) if descending else list(records)
    read = _VALUES[order]
    having = [record for record in records if read(record)]
    lacking = [record for record in records if not read(record)]
    return sorted(having, key=read, reverse=descending) + lacking


def tally(records: Sequence[DutyRecord]) -> Tally:
    """Count them."""
    given = Counter((name, each.duty.role) for each in records for name in each.duty.departments)
    loads: dict[str, dict[str, int]] = {}
    for (department, role), count in given.items():
        loads.setdefault(department, {})[role] = count
    busiest = sorted(loads.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    months: Counter[str] = Counter()
    for due, count in Counter(each.due for each in records).items():
        if due is not None:
            months[f"{due:%Y-%m}"] += count
    return Tally(
        total=len(records),
        notices=len({record.notice.id for record in records}),
        undated=len(records) - months.total(),
        departments=tuple(Load(name, roles) for name, roles in busiest[:_DEPARTMENTS]),
        more_departments=max(0, len(busiest) - _DEPARTMENTS),
        months=tuple(sorted(months.items())[-_MONTHS:]),
        parties=_most_common(record.duty.party for record in records),
        roles=_most_common(record.duty.role for record in records),
    )


def _most_common(values: Iterable[str | None]) -> tuple[str, ...]:
    counted = Counter(value for value in values if value)
    return tuple(value for value, _ in counted.most_common(_CHOICES))


def _due(record: DutyRecord) -> date | None:
    return record.due


_VALUES: dict[Order, Callable[[DutyRecord], Any]] = {
    Order.TASK: lambda record: record.duty.task,
    Order.PARTY: lambda record: record.duty.party,
    Order.ROLE: lambda record: record.duty.role,
    Order.DEPARTMENT: lambda record: "、".join(record.duty.departments),
    Order.DUE: _due,
}

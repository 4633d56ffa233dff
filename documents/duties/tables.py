"""Read 任务分工表: each row of a table whose head names tasks and departments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.duties.names import split_names
from documents.duties.wording import DUTY, LEAD, SUPPORT, Allotment, read_wording

_TASK = re.compile(r"任务|事项|措施|内容|举措|工作|项目名称|要求|指标")
_HOLDER = re.compile(
    r"(?:牵头|责任|配合|落实|承办|主办|协办|参与|实施|主管|负责).{0,6}(?:单位|部门|科室|处室|机构|人|主体)?|(?:单位|部门)$"
)
_WHEN = re.compile(r"时限|时间|期限|进度|节点")
_SKIP = re.compile(r"序号|编号|备注")
_WIDEST_HEAD = 14


@dataclass(frozen=True)
class Head:
    """The columns of a table that allots tasks, by index."""

    tasks: tuple[int, ...]
    holders: tuple[tuple[int, str], ...]
    when: int | None


def read_head(cells: Sequence[str]) -> Head | None:
    """None where the row is not the head of a table that allots tasks."""
    if any(len(cell) > _WIDEST_HEAD for cell in cells):
        return None
    holders = tuple((i, _role(cell)) for i, cell in enumerate(cells) if _HOLDER.search(cell))
    taken = {i for i, _ in holders}
    when = next((i for i, cell in enumerate(cells) if i not in taken and _WHEN.search(cell)), None)
    tasks = tuple(
        i
        for i, cell in enumerate(cells)
        if i not in taken and i != when and _TASK.search(cell) and not _SKIP.search(cell)
    )
    return Head(tasks, holders, when) if holders and tasks else None


def read_row(
    head: Head, cells: Sequence[str]
) -> tuple[str, tuple[Allotment, ...], str | None] | None:
    """(task, allotments, deadline) of a data row; None where it allots nothing."""
    if len(cells) <= max(i for i, _ in head.holders):
        return None
    if len(set(cells)) == 1:
        return None  # 园区建设类: a row merged across the table that names a group of rows
    parts = dict.fromkeys(cells[i] for i in head.tasks if i < len(cells) and cells[i])
    found = tuple(_allotments(head, cells))
    if not parts or not found:
        return None
    when = cells[head.when] if head.when is not None and head.when < len(cells) else ""
    return "，".join(parts), found, when or None


def _allotments(head: Head, cells: Sequence[str]) -> Iterator[Allotment]:
    for i, role in head.holders:
        wording = read_wording(cells[i])
        if wording:
            yield from wording.allotments
        elif names := split_names(cells[i].replace(" ", "、")):
            yield Allotment(role, names)


def _role(name: str) -> str:
    if re.search(r"牵头|主办", name):
        return LEAD
    return SUPPORT if re.search(r"配合|协办|参与|协助", name) else DUTY

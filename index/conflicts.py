"""Find tasks that notices of one place allot differently."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.duties.aliases import stem
from documents.outline import marker
from index.hit import CURRENT, DutyRecord, NoticeRecord
from index.schema import key

_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|度假区|开发区|新区|省|市|区|县|州|旗|盟)"
)
_VERB = re.compile(
    r"^(?:(?:进一步|全面|大力|积极|持续|深入|着力|切实|加快|不断)*(?:推进|推动|加强|提升|深化|扩大|拓展|强化|优化|完善|健全|促进|支持|做强|做好|抓好|开展))+"
)
"""加强旅游合作 and 深化旅游合作 are one task."""
_SHORTEST_TASK = 4
_LONGEST_TASK = 60


@dataclass(frozen=True)
class Conflict:
    """A task and its assignments in several notices, what is in force and newest first."""

    task: str
    records: tuple[DutyRecord, ...]


def conflicts(records: Sequence[DutyRecord]) -> list[Conflict]:
    """Tasks that are headed alike in several notices of one place but given to other departments.

    Names are compared by what they stand for: 发改委 and 发展改革委 are no conflict. Two assignments
    of one notice never are; `records` come newest first, as the register gives them.
    """
    groups: dict[tuple[str, str, str], list[DutyRecord]] = {}
    for record in records:
        task = bare_task(task_name(record))
        if len(task) >= _SHORTEST_TASK:
            place = _place(record.notice)
            groups.setdefault((place, task, record.duty.party or ""), []).append(record)
    return [
        Conflict(task_name(group[0]), tuple(current_first(group)))
        for group in groups.values()
        if disagree(group)
    ]


def disagree(records: Sequence[DutyRecord]) -> bool:
    """Whether several notices name other departments, or give them other roles."""
    allotted: dict[str, set[tuple[str, str]]] = {}
    for record in records:
        held = allotted.setdefault(record.notice.id, set())
        held |= {(record.duty.role, stem(name) or name) for name in record.duty.departments}
    return len({frozenset(held) for held in allotted.values()}) > 1


def current_first(records: Sequence[DutyRecord]) -> list[DutyRecord]:
    """What is in force before what is not; otherwise the order stays."""
    return sorted(records, key=lambda record: record.notice.status != CURRENT)


def bare_task(name: str) -> str:
    """旅游合作 for （二）加强旅游合作: what is compared, without numbering, verb and marks."""
    numbering = marker(name)
    return key(_VERB.sub("", name[numbering.end() :].strip() if numbering else name))


def task_name(record: DutyRecord) -> str:
    """The task as its heading or its first sentence calls it, without the numbering."""
    duty = record.duty
    words = duty.headings[-1] if duty.headings else duty.task.split("。", 1)[0]
    numbering = marker(words)
    return words[numbering.end() :].strip() if numbering else words[:_LONGEST_TASK]


def _place(notice: NoticeRecord) -> str:
    """甘肃省 for 甘肃省人民政府办公厅; without a place, the issuer or the title itself."""
    found = _PLACE.match(notice.issuer or "") or _PLACE.match(notice.title)
    return found[0] if found else notice.issuer or notice.title

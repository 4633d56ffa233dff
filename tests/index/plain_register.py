"""The register in the plain way: every look reads all rows of the database and judges each."""

from datetime import date

from sqlalchemy import ColumnElement, Engine, or_, select

from documents.duties.aliases import same_department
from documents.notice import Duty
from index import schema
from index.catalogue import NEWEST, RECORD
from index.hit import DutyRecord, NoticeRecord
from index.register import DutyQuery
from index.words import Words, normalise

_N, _V, _D = schema.notices.c, schema.versions.c, schema.duties.c


def plain_find(engine: Engine, words: Words, query: DutyQuery) -> list[DutyRecord]:
    """What `Register.find` is to find, in the same order."""
    columns = (
        _D.task, _D.role, _D.departments, _D.quote, _D.start, _D.end, _D.headings, _D.party,
        _D.deadline, _D.deadline_at,
    )  # fmt: skip
    asking = (
        select(*columns, *RECORD)
        .join_from(schema.notices, schema.versions, _N.current_version == _V.id)
        .join(schema.duties, _D.version_id == _V.id)
        .where(*_conditions(query))
        .order_by(*NEWEST, _D.ordinal)
    )
    with engine.connect() as connection:
        found = [_record(tuple(row)) for row in connection.execute(asking)]
    records = [record for record in found if _meets(record, query)]
    return _about(query.task, records, words) if query.task else records


def _conditions(query: DutyQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.party:
        found.append(_D.party.icontains(query.party, autoescape=True))
    if query.notice:
        named = [_N.id == query.notice, _N.source == query.notice]
        if wanted := schema.key(query.notice):
            named += [_V.title_key.contains(wanted), _V.number_key.contains(wanted)]
        found.append(or_(*named))
    if query.role:
        found.append(_D.role == query.role)
    return found


def _record(row: tuple[object, ...]) -> DutyRecord:
    task, role, departments, quote, start, end, headings, party, deadline, place, *record = row
    words = (task, role, tuple(departments), quote, start, end, tuple(headings), party, deadline)
    return DutyRecord(NoticeRecord(*record), Duty(*words, tuple(place) if place else None))


def _meets(record: DutyRecord, query: DutyQuery) -> bool:
    duty, notice, wanted = record.duty, record.notice, query.department
    if wanted and not any(wanted in n or same_department(wanted, n) for n in duty.departments):
        return False
    where = " ".join([duty.party or "", notice.issuer or "", notice.title, *duty.departments])
    if query.place and query.place.lower() not in where.lower():
        return False
    if not (query.due_from or query.due_to):
        return True
    first, last = query.due_from or date.min, query.due_to or date.max
    return record.due is not None and first <= record.due <= last


def _about(task: str, records: list[DutyRecord], words: Words) -> list[DutyRecord]:
    wanted = [w for w in words.content_words(task) if len(w) > 1] or [normalise(task.strip())]
    said = [normalise(" ".join((*r.duty.headings, r.duty.task))) for r in records]
    held = [sum(word in text for word in wanted) for text in said]
    most = max(held, default=0)
    if most * 2 <= len(wanted):
        return []
    return [record for record, count in zip(records, held, strict=True) if count == most]

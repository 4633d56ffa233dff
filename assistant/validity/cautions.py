"""Mark what an answer takes from notices that no longer hold."""

from collections.abc import Sequence

from assistant.answer import Statement
from assistant.validity.places import clause
from assistant.validity.standing import limits, successor_of, taken_by
from index.catalogue import Catalogue
from index.hit import CURRENT, NoticeRecord

_LONGEST_ANSWER = 390


def cautioned(statements: Sequence[Statement], catalogue: Catalogue) -> list[Statement]:
    """The statements, and after the last that rests on a notice out of force: （注意：该公文已被《…》废止）."""
    last = {span.notice: i for i, said in enumerate(statements) for span in said.spans}
    room = _LONGEST_ANSWER - sum(len(said.text) for said in statements)
    marked: list[Statement] = []
    for i, said in enumerate(statements):
        marked.append(said)
        for record in (record for record, at in last.items() if at == i):
            if _holds(record) or _tells(said, record):
                continue
            found = _caution(record, catalogue)
            marked.append(found if len(found.text) < room else _briefly(record.status))
            room -= len(marked[-1].text)
    return marked


def _holds(record: NoticeRecord) -> bool:
    return not record.status or record.status == CURRENT


def _tells(said: Statement, record: NoticeRecord) -> bool:
    return any(words in said.text for words in (record.status, "已被《", "已过有效期"))


def _caution(record: NoticeRecord, catalogue: Catalogue) -> Statement:
    if successor := successor_of(record, catalogue):
        taken = taken_by(record, successor, catalogue)
        words = taken.text.removeprefix(f"《{record.title}》").rstrip("。")
        return Statement(f"（注意：该公文{words}）", taken.spans)
    notice = catalogue.notice(record.id)
    words, place = limits(notice) if notice else (record.status, None)
    spans = (clause(notice, place)[1],) if notice and place else ()
    return Statement(f"（注意：该公文{words}）", spans)


def _briefly(status: str) -> Statement:
    return Statement(f"（注意：该公文{status}）")

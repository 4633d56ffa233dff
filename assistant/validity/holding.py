"""Leave earlier editions aside where the one that holds was found, unless they are asked about."""

import re
from collections.abc import Sequence

from assistant.understanding import Question
from index.hit import Hit, NoticeRecord
from index.lineage import lineage, number_key
from index.schema import key

_EARLIER = re.compile(r"[原旧老]|以前|之前|过去|此前|当时|当年|历史|废止|失效|修订前|修改前")


def holding(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those of editions whose successor was found too: it says the same things anew.

    All of them where the question speaks of what was before; an edition stays that it names by its
    number or its own title, or whose year it gives. What another text repealed stays, marked.
    """
    if _EARLIER.search(question.text):
        return list(hits)
    found = {hit.notice.id for hit in hits}
    return [
        hit
        for hit in hits
        if (by := hit.notice.superseded_by) is None
        or by.notice_id not in found
        or lineage(hit.notice.title) != lineage(by.title)
        or _is_named(hit.notice, by.title, question)
    ]


def _is_named(notice: NoticeRecord, successor: str, question: Question) -> bool:
    numbers = {number_key(number) for number in question.document_numbers}
    own_title = key(notice.title) != key(successor)
    return (
        number_key(notice.document_number or "") in numbers
        or (own_title and any(key(title) == key(notice.title) for title in question.titles))
        or (notice.version_on is not None and str(notice.version_on.year) in question.years)
    )

"""Which of two sides a question asks about."""

import re
from collections.abc import Collection

from assistant.understanding import Question

_TOGETHER = re.compile(r"两边|双方|分别|各自|两地|两市|两区|两县|各方")
_KIND = re.compile(r"(?:自治区|自治州|度假区|开发区|高新区|新区|园区|省|市|区|县|州|旗|盟|镇|乡)$")


def asks_about_both(question: Question) -> bool:
    """两边分别由谁…"""
    return _TOGETHER.search(question.text) is not None


def party_asked(question: Question, parties: Collection[str]) -> str | None:
    """The party whose mention stands nearest to the asking words; None where none is named.

    静海区 is also found as 静海: 销售莲花山农副产品这件事静海区找谁 asks 静海.
    """
    if asks_about_both(question):
        return None
    distances = {
        party: abs(place - question.asked_at)
        for party in parties
        if (place := _nearest(question, party)) is not None
    }
    return min(distances, key=lambda party: distances[party], default=None)


def short_name(place: str) -> str:
    """静海 for 静海区; the name itself where too little would be left."""
    short = _KIND.sub("", place)
    return short if len(short) > 1 else place


def _nearest(question: Question, party: str) -> int | None:
    places = [m.start() for m in re.finditer(re.escape(short_name(party)), question.text)]
    return min(places, key=lambda place: abs(place - question.asked_at), default=None)

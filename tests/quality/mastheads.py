"""How many mastheads are read right, against the gold of ../shared."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

from documents.dates import find_date
from documents.notice import Masthead
from documents.reading import read_notice
from tests.shared import SHARED

_TEXT_FIELDS = {"document_number": "doc_no", "issuer": "issuer", "title": "title"}


def state_council() -> dict[str, float]:
    """Share of pages right, by field.

    The gold's index numbers were taken from the site's tables, which these pages no longer hold, and
    some of its dates are the last date mentioned (2047年6月30日). So an index number counts as right
    where the page has it and it is read, or the page lacks it and none is invented; a date is
    compared only where the gold date stands alone on a line of the page, as a sign-off does.
    """
    data = SHARED / "data/state_council_2018"
    tally: Counter[str] = Counter()
    for gold in _rows(data / "meta.jsonl"):
        path = data / "documents" / f"{gold['id']}.html"
        notice = read_notice(path)
        for field, name in _TEXT_FIELDS.items():
            _count(tally, field, _same(getattr(notice.masthead, field), gold[name]))
        page = path.read_text(encoding="utf-8")
        expected = gold["index_no"] if gold["index_no"] in page else None
        _count(tally, "index_number", notice.masthead.index_number == expected)
        lines = [find_date(line) for line in notice.text.splitlines() if len(line) < 20]
        day = find_date(gold["date"])
        if day and day in lines:
            _count(tally, "date", notice.masthead.issued_on == day)
        _count(tally, "date as in gold", _gold_date(notice.masthead) == gold["date"])
    return _shares(tally)


def notices_2023() -> dict[str, float]:
    """Share of the document numbers that the questions ask for that are read right."""
    data = SHARED / "data/notices_2023"
    tally: Counter[str] = Counter()
    for question in _rows(data / "questions.jsonl"):
        if question["type"] == "doc_number":
            notice = read_notice(data / "documents" / f"{question['relevant'][0]}.txt")
            right = _same(notice.masthead.document_number, question["answers"][0])
            _count(tally, "document_number", right)
    return _shares(tally)


def _rows(path: Path) -> list[dict]:  # type: ignore[type-arg]
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _count(tally: Counter[str], name: str, right: bool) -> None:
    tally[name] += right
    tally[f"{name}/n"] += 1


def _shares(tally: Counter[str]) -> dict[str, float]:
    return {name: tally[name] / tally[f"{name}/n"] for name in tally if not name.endswith("/n")}


def _same(read: str | None, gold: str) -> bool:
    return _plain(read or "") == _plain(gold)


def _plain(text: str) -> str:
    return re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text))


def _gold_date(masthead: Masthead) -> str:
    day = masthead.issued_on
    return f"{day.year}年{day.month}月{day.day}日" if day else ""

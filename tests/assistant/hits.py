"""Passages and notices made by hand, for tests that need no index."""

from collections.abc import Mapping

from index.hit import Hit, NoticeRecord

BLANK = dict.fromkeys(NoticeRecord.__dataclass_fields__)


def record(title: str = "关于冷链建设的通知", **fields: object) -> NoticeRecord:
    """A notice's record with some fields."""
    known = {"id": "0" * 16, "version_id": "v", "root": "/", "source": "a.txt", "status": "现行"}
    return NoticeRecord(**{**BLANK, **known, "title": title, **fields})  # type: ignore[arg-type]


def hit(
    text: str,
    *headings: str,
    passage: str = "v:0",
    start: int = 0,
    notice: NoticeRecord | None = None,
    score: float = 1.0,
    found_by: Mapping[str, int] | None = None,
    similarity: float | None = None,
) -> Hit:
    """A passage that a search found; by the keywords alone unless said otherwise."""
    return Hit(
        passage_id=passage,
        notice=notice or record(),
        headings=headings,
        text=text,
        start=start,
        end=start + len(text),
        page=None,
        score=score,
        found_by=dict(found_by or {"keywords": 1}),
        similarity=similarity,
    )

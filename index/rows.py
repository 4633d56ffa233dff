"""What a notice becomes in the registry's tables, one mapping of column to value for each row."""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256

from documents.notice import Duty, Link, Masthead, Notice, Passage, Term
from index.hit import CURRENT
from index.lineage import lineage, number_key
from index.schema import key

Row = dict[str, object]


def text_digest(notice: Notice) -> str:
    """What notices with the same words have in common: SHA-256 over title and text."""
    return sha256(f"{notice.masthead.title}\n{notice.text}".encode()).hexdigest()


def keys_of(masthead: Masthead, term: Term) -> Row:
    """A version's names and validity; what others do to it is not known yet."""
    return {
        "title_key": key(masthead.title),
        "number_key": number_key(masthead.document_number or "") or None,
        "lineage": lineage(masthead.title),
        "version_on": term.version_on or masthead.issued_on or masthead.published_on,
        "effective_from": term.effective_from,
        "expires_on": term.expires_on,
        "label": term.label,
        "status": CURRENT,
    }


def link_rows(version_id: str, links: Sequence[Link]) -> list[Row]:
    """What a version says of others, with the keys that these are looked up by."""
    return [
        {
            **asdict(link),
            "version_id": version_id,
            "ordinal": i,
            "kind": link.kind.value,
            "title_key": key(link.title or ""),
            "lineage": lineage(link.title or ""),
            "number_key": number_key(link.document_number or "") or None,
        }
        for i, link in enumerate(links)
    ]


def duty_rows(version_id: str, duties: Sequence[Duty]) -> list[Row]:
    """A version's assignments."""
    return [
        {"version_id": version_id, "ordinal": i, **asdict(duty)} for i, duty in enumerate(duties)
    ]


def passage_rows(
    version_id: str, passages: Sequence[Passage], vector_hashes: Sequence[str]
) -> list[Row]:
    """A version's passages, each with the hash of its vector."""
    return [
        {
            "id": f"{version_id}:{passage.ordinal}",
            "version_id": version_id,
            "ordinal": passage.ordinal,
            "start": passage.start,
            "end": passage.end,
            "headings": list(passage.headings),
            "page": passage.page,
            "text": passage.text,
            "vector": vector_hash,
        }
        for passage, vector_hash in zip(passages, vector_hashes, strict=True)
    ]

"""Read the registry for people: notices by page, by id, by filter, and the passages of a search."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, String, cast, false, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from documents.notice import Bond, Link, Section
from index import linking, schema
from index.audiences import VISIBLE, audience_at, limited_folders, seen_by
from index.filtering import conditions_of
from index.hit import Filters, LinkRecord, NoticeRecord
from index.lineage import lineage, number_key
from index.settling import STATUS, today
from index.sight import WHOLE, Sight
from index.transacting import failure, transaction

_N, _V, _P = schema.notices.c, schema.versions.c, schema.passages.c
_L, _S = schema.links.c, schema.sources.c
_OTHER, _NOW = schema.notices.alias("other"), schema.versions.alias("now")
_successor = select(_OTHER.c.audience).where(_OTHER.c.id == _V.successor_id)
RECORD = (
    _N.id, _V.id.label("version_id"), _N.root, _N.source, _V.title, _V.issuer, _V.document_number,
    _V.index_number, _V.category, _V.addressees, _V.issued_on, _V.published_on, _V.origin, STATUS,
    _V.version_on, _V.effective_from, _V.expires_on,
    _V.successor_id, _V.successor_title, _V.successor_number, _N.audience,
    _successor.scalar_subquery().label("successor_audience"),
)  # fmt: skip
_PASSAGE = (_P.id, _P.ordinal, _P.headings, _P.text, _P.start, _P.end, _P.page, *RECORD)
NEWEST = (func.coalesce(_V.issued_on, _V.published_on).desc().nulls_last(), _N.source, _N.id)
_SHORTEST_TITLE = 4
_FACETS = 200
_BATCH = 1000
"""Ids in one query; SQLite takes at most 32,766."""


@dataclass(frozen=True)
class NoticeText:
    """A notice with its words and outline. `pages` are the offsets at which pages begin."""

    record: NoticeRecord
    text: str
    outline: tuple[Section, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True)
class VersionRecord:
    """One version in a notice's history."""

    id: str
    number: int
    state: str
    fingerprint: str
    indexed_at: datetime


@dataclass(frozen=True)
class FoundPassage:
    """A current passage and its notice."""

    id: str
    ordinal: int
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None
    notice: NoticeRecord


@dataclass(frozen=True)
class Facets:
    """Values that current notices have, each with how many have it."""

    issuers: tuple[tuple[str, int], ...]
    categories: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]


class Catalogue:
    """What is current and may be seen, and nothing else: staged versions are never seen here."""

    def __init__(
        self, engine: Engine, today: Callable[[], date] = today, sight: Sight = WHOLE
    ) -> None:
        self._engine = engine
        self._today = today
        self.sight = sight

    def seen_by(self, sight: Sight) -> "Catalogue":
        """The same notices as another reader sees them."""
        return Catalogue(self._engine, self._today, sight)

    def notices(
        self, *, limit: int, offset: int = 0, containing: str = "", filters: Filters | None = None
    ) -> tuple[list[NoticeRecord], int]:
        """A page of notices, newest first, and how many there are in all."""
        conditions = conditions_of(filters or Filters())
        if containing:
            conditions.append(
                or_(
                    _V.title.icontains(containing, autoescape=True),
                    _V.document_number.icontains(containing, autoescape=True),
                    _V.issuer.icontains(containing, autoescape=True),
                    _N.source.icontains(containing, autoescape=True),
                )
            )
        query = _current(*RECORD).where(*conditions)
        rows = self._rows(query.order_by(*NEWEST).limit(limit).offset(offset))
        total = self._rows(select(func.count()).select_from(query.subquery()))[0][0]
        return [self._record(row) for row in rows], total

    def titled(self, title: str) -> list[NoticeRecord]:
        """Notices whose title is, contains or ends the given one, marks aside; newest first."""
        wanted = schema.key(title)
        if len(wanted) < _SHORTEST_TITLE:
            return []
        query = _current(*RECORD).where(_V.title_key.contains(wanted, autoescape=True))
        records = self._records(query.order_by(*NEWEST))
        same = [record for record in records if schema.key(record.title) == wanted]
        return same or records

    def numbered(self, document_number: str) -> list[NoticeRecord]:
        """Notices with this document number, brackets and widths aside."""
        query = _current(*RECORD).where(_V.number_key == number_key(document_number))
        return self._records(query.order_by(*NEWEST))

    def facets(self) -> Facets:
        """What a filter may ask for, the most frequent first."""
        year = func.substr(cast(func.coalesce(_V.issued_on, _V.published_on), String), 1, 4)
        return Facets(*(self._counted(column) for column in (_V.issuer, _V.category, year)))

    def _counted(self, column: ColumnElement[Any]) -> tuple[tuple[str, int], ...]:
        count = func.count()
        query = _current(column, count).where(column.is_not(None)).group_by(column)
        rows = self._rows(query.order_by(count.desc(), column).limit(_FACETS))
        return tuple((str(value), number) for value, number in rows)

    def notice(self, notice_id: str) -> NoticeText | None:
        """A current notice, or None."""
        rows = self._rows(
            _current(*RECORD, _V.text, _V.outline, _V.pages).where(_N.id == notice_id)
        )
        return self._notice_text(rows[0]) if rows else None

    def versions(self, notice_id: str) -> list[VersionRecord]:
        """The history of a notice, newest first."""
        columns = (_V.id, _V.number, _V.state, _V.fingerprint, _V.indexed_at)
        query = _ever(*columns).where(_N.id == notice_id, *self._still_seen())
        return [VersionRecord(*row) for row in self._rows(query.order_by(_V.number.desc()))]

    def version(self, version_id: str) -> NoticeText | None:
        """A notice as a version of it, shown or former, has it; None for an unknown one."""
        query = _ever(*RECORD, _V.text, _V.outline, _V.pages)
        rows = self._rows(query.where(_V.id == version_id, *self._still_seen()))
        return self._notice_text(rows[0]) if rows else None

    def _still_seen(self) -> list[ColumnElement[bool]]:
        """What was for everybody once is not, where its words now stand in a notice that is hidden."""
        if self.sight.is_whole:
            return []
        elsewhere = (
            select(_OTHER.c.id)
            .join(_NOW, _OTHER.c.current_version == _NOW.c.id)
            .where(_NOW.c.text_digest == _V.text_digest)
        )
        seen = elsewhere.where(_OTHER.c.audience.in_(sorted(self.sight.audiences or ())))
        return [or_(_V.state == schema.LIVE, seen.exists(), ~elsewhere.exists())]

    def recorded(self, words: str) -> list[NoticeRecord]:
        """Notices as last shown, withdrawn ones too, by id, document number, file or words of a title.

        What fits the first of these is given, the newest first.
        """
        versions = schema.versions.alias()
        is_its = (versions.c.notice_id == _N.id) & (versions.c.state != schema.STAGED)
        last = select(func.max(versions.c.number)).where(is_its).scalar_subquery()
        query = _ever(*RECORD).where(_V.number == last).order_by(*NEWEST)
        below = _S.source.endswith(f"/{words}", autoescape=True)
        files = select(_S.notice_id).where((_S.source == words) | below)
        number, title = number_key(words), schema.key(words)
        conditions = [_N.id == words]
        conditions += [_V.number_key == number] if number else []
        conditions += [or_(_N.source == words, _N.id.in_(files))]
        conditions += [_V.title_key.contains(title, autoescape=True)] if title else []
        found = (self._records(query.where(condition)) for condition in conditions)
        return next(filter(None, found), [])

    def sources(self, notice_id: str) -> list[str]:
        """Every file that holds a notice, each by its path below its library's root."""
        query = select(_S.root, _S.source).join_from(
            schema.sources, schema.notices, _S.notice_id == _N.id
        )
        query = query.where(_N.id == notice_id, _S.state != schema.WITHDRAWN, VISIBLE)
        with transaction(self._engine, "读取") as connection:
            folders = limited_folders(connection)
        rows = self._rows(query.order_by(_S.root, _S.source))
        return [
            source for root, source in rows if self.sight.sees(audience_at(folders, root, source))
        ]

    def editions(self, title: str) -> list[NoticeRecord]:
        """All editions of the text of rules that a title names, the newest first."""
        wanted = lineage(title)
        query = _current(*RECORD).where(_V.lineage == wanted) if wanted else None
        newest = (_V.version_on.desc().nulls_last(), *NEWEST)
        return self._records(query.order_by(*newest)) if query is not None else []

    def links(self, notice_id: str) -> list[LinkRecord]:
        """What a current notice says of others, in the order of its text, and which ones these are."""
        return linking.links(self._rows, notice_id)

    def referring(self, notice_id: str) -> list[tuple[NoticeRecord, Link]]:
        """The current notices that name this one, the newest first, each with the words that do."""
        found = linking.referring(self._rows, notice_id)
        query = _current(*RECORD).where(_N.id.in_({own_id for own_id, _ in found}))
        records = self._records(query.order_by(*NEWEST))
        return [(each, link) for each in records for own_id, link in found if own_id == each.id]

    def repeals_of(self, title: str = "", number: str = "") -> list[tuple[NoticeRecord, Link]]:
        """Who repeals or replaces the notice so named, whether the index holds it or not."""
        keys = ((_L.title_key, schema.key(title)), (_L.lineage, lineage(title)))
        named = [column == key for column, key in keys if key]
        if number:
            named = [_L.number_key == number_key(number)]
        columns = (_L.title, _L.document_number, _L.start, _L.end, _L.kind, _L.since, *RECORD)
        query = _current(*columns).join(schema.links, _L.version_id == _V.id)
        taking = _L.kind.in_([Bond.REPEALS.value, Bond.REPLACES.value])
        rows = self._rows(query.where(taking, or_(false(), *named)).order_by(*NEWEST, _L.ordinal))
        return [
            (self._record(record), Link(Bond(kind), title, number, start, end, since))
            for title, number, start, end, kind, since, *record in rows
        ]

    def versions_matching(self, filters: Filters) -> list[str]:
        """Ids of the current versions that meet the filters."""
        return [row[0] for row in self._rows(_current(_V.id).where(*conditions_of(filters)))]

    def passages(self, ids: Sequence[str]) -> dict[str, FoundPassage]:
        """The passages among `ids` that are current."""
        query = _current(*_PASSAGE).join(schema.passages, _P.version_id == _V.id)
        batches = (ids[i : i + _BATCH] for i in range(0, len(ids), _BATCH))
        return {
            row[0]: self._found(row)
            for part in batches
            for row in self._rows(query.where(_P.id.in_(part)))
        }

    def passages_of(self, notice_id: str) -> list[FoundPassage]:
        """All passages of a current notice, in order."""
        query = _current(*_PASSAGE).join(schema.passages, _P.version_id == _V.id)
        rows = self._rows(query.where(_N.id == notice_id).order_by(_P.ordinal))
        return [self._found(row) for row in rows]

    def last_flip(self) -> str | None:
        """Changes whenever a new version takes the place of another."""
        facts = schema.facts.c
        rows = self._rows(select(facts.value).where(facts.name == schema.LAST_FLIP))
        return rows[0][0] if rows else None

    def _rows(self, query: Select[Any]) -> list[tuple[Any, ...]]:
        try:
            with self._engine.connect() as connection:
                known = {"today": self._today(), **seen_by(self.sight)}
                rows = connection.execute(query, known)
                return [tuple(row) for row in rows]
        except SQLAlchemyError as error:
            raise failure(error, "读取") from error

    def _records(self, query: Select[Any]) -> list[NoticeRecord]:
        return [self._record(row) for row in self._rows(query)]

    def _record(self, row: Sequence[Any]) -> NoticeRecord:
        return self.sight.shown(NoticeRecord(*row))

    def _notice_text(self, row: tuple[Any, ...]) -> NoticeText:
        *record, text, outline, pages = row
        sections = tuple(Section(**section) for section in outline)
        return NoticeText(self._record(record), text, sections, tuple(pages))

    def _found(self, row: tuple[Any, ...]) -> FoundPassage:
        pid, ordinal, headings, text, start, end, page, *record = row
        return FoundPassage(
            pid, ordinal, tuple(headings), text, start, end, page, self._record(record)
        )


def _current(*columns: ColumnElement[Any]) -> Select[Any]:
    shown = select(*columns).join_from(schema.notices, schema.versions, _N.current_version == _V.id)
    return shown.where(VISIBLE)


def _ever(*columns: ColumnElement[Any]) -> Select[Any]:
    """Every version that is or was shown."""
    versions = select(*columns).join_from(schema.notices, schema.versions, _N.id == _V.notice_id)
    return versions.where(_V.state != schema.STAGED, VISIBLE)

"""The versions of a notice (历次版本), and what one changed of another."""

from collections.abc import Sequence
from dataclasses import fields

from documents.comparing import Changes, compare
from documents.notice import Masthead, Notice
from index.catalogue import Catalogue, NoticeText, VersionRecord
from index.errors import NoticeGoneError


def changes_between(catalogue: Catalogue, before: str, after: str) -> Changes:
    """What a version, by its id, changed of another one. Raises NoticeGoneError."""
    old, new = (_notice(_found(catalogue, version_id)) for version_id in (before, after))
    return compare(old, new)


def chosen(
    versions: Sequence[VersionRecord], before: str | None, after: str | None
) -> tuple[VersionRecord, VersionRecord]:
    """The two to compare: those named, or the newest and the one before. Raises NoticeGoneError.

    `versions` are a notice's, newest first.
    """
    place = _place(versions, after) if after else 0
    if before is None and place + 1 >= len(versions):
        raise NoticeGoneError("这一版之前没有别的版本，没有可比较的改动。")
    return versions[_place(versions, before) if before else place + 1], versions[place]


def _place(versions: Sequence[VersionRecord], version_id: str) -> int:
    places = (i for i, version in enumerate(versions) if version.id == version_id)
    if (place := next(places, None)) is None:
        raise NoticeGoneError(f"这份公文没有版本 {version_id}。请从它的版本列表里选择。")
    return place


def _found(catalogue: Catalogue, version_id: str) -> NoticeText:
    found = catalogue.version(version_id)
    if found is None:
        raise NoticeGoneError(f"没有版本 {version_id}。请从公文的版本列表里选择。")
    return found


def _notice(stored: NoticeText) -> Notice:
    masthead = Masthead(**{f.name: getattr(stored.record, f.name) for f in fields(Masthead)})
    return Notice(masthead, stored.text, stored.outline, stored.pages)

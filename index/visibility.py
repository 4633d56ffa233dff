"""可见范围: folders whose notices are for some groups only."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from functools import partial

from sqlalchemy import Connection, Engine, and_, delete, select, update

from index import schema
from index.audiences import Limited, audience_at, limited_folders
from index.errors import NoticeGoneError
from index.sight import EVERYBODY, WHOLE, Sight, audience_of, groups_of
from index.transacting import transaction
from index.upserting import put

_N, _S, _F = schema.notices.c, schema.sources.c, schema.folders.c
"""The reading of a file that has to be read again to know which notice it is."""


class Visibility:
    """Says which folders are for whom, and what a reader sees. All methods raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine)

    def folders(self) -> list[Limited]:
        """Every folder that is for some groups, or for everybody within such a one."""
        with self._begin("可见范围读取") as connection:
            return sorted(limited_folders(connection), key=lambda each: each.path)

    def sight(self, groups: Collection[str]) -> Sight:
        """What a reader of these groups sees."""
        with self._begin("可见范围读取") as connection:
            audiences = {each.audience for each in limited_folders(connection)}
        if not audiences - {EVERYBODY}:
            return WHOLE
        seen = {each for each in audiences if set(groups_of(each)) & set(groups)}
        return Sight(frozenset({EVERYBODY, *seen}))

    def audiences(self, files: Iterable[tuple[str, str]]) -> list[str]:
        """Who sees each of some files (root, source), readable or not."""
        with self._begin("可见范围读取") as connection:
            folders = limited_folders(connection)
        return [audience_at(folders, root, source) for root, source in files]

    def limit(self, root: str, folder: str, groups: Collection[str]) -> Limited:
        """From now on a folder is for these groups only, or without any for everybody.

        Raises BadGroupError.
        """
        limited = Limited(root, folder, audience_of(groups))
        with self._begin("可见范围保存") as connection:
            known = select(_F.audience).where(_F.root == root, _F.folder == folder)
            if connection.scalar(known) != limited.audience:
                _begin_flip(connection)
                at = {"root": root, "folder": folder}
                put(connection, schema.folders, at, {"audience": limited.audience})
                _apply(connection)
        return limited

    def free(self, root: str, folder: str) -> None:
        """A folder is for whom the one above it is. Raises NoticeGoneError."""
        at = and_(_F.root == root, _F.folder == folder)
        with self._begin("可见范围保存") as connection:
            _begin_flip(connection)
            if not connection.execute(delete(schema.folders).where(at)).rowcount:
                raise NoticeGoneError(
                    "这个文件夹没有设过可见范围。请用 duikou groups list 查看已有的设置。"
                )
            _apply(connection)


def _begin_flip(connection: Connection) -> None:
    """What is shown changes; who else changes it waits."""
    schema.set_fact(connection, schema.LAST_FLIP, uuid.uuid4().hex)


def _apply(connection: Connection) -> None:
    """Have every notice be for those for whom its folder is.

    Copies that are for others now are read again, and become notices of their own.
    """
    folders = limited_folders(connection)
    of_notice: dict[str, str] = {}
    rows = connection.execute(select(_N.id, _N.root, _N.source, _N.audience)).all()
    for nid, root, source, audience in rows:
        of_notice[nid] = audience_at(folders, root, source)
        if of_notice[nid] != audience:
            changed = update(schema.notices).where(_N.id == nid)
            connection.execute(changed.values(audience=of_notice[nid]))
    _part(connection, folders, of_notice)


def _part(connection: Connection, folders: Sequence[Limited], of_notice: dict[str, str]) -> None:
    for root, source, nid in connection.execute(select(_S.root, _S.source, _S.notice_id)).all():
        if audience_at(folders, root, source) != of_notice[nid]:
            file = update(schema.sources).where(_S.root == root, _S.source == source)
            connection.execute(file.values(reading=schema.UNREAD))

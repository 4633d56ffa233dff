"""By which folder a file is seen by whom, and the condition that keeps a query to what is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Connection, Text, bindparam, or_, select

from index import schema
from index.sight import EVERYBODY, Sight

_F = schema.folders.c
VISIBLE = or_(
    bindparam("sees_all", type_=Boolean),
    schema.notices.c.audience.in_(bindparam("audiences", type_=Text, expanding=True)),
)
"""That a notice is seen; a query that is not told by whom fails."""


def seen_by(sight: Sight) -> dict[str, Any]:
    """The parameters of VISIBLE."""
    return {"sees_all": sight.is_whole, "audiences": sorted(sight.audiences or ())}


@dataclass(frozen=True)
class Limited:
    """A folder of a root, "" for all of it, and who sees what lies below."""

    root: str
    folder: str
    audience: str

    @property
    def path(self) -> str:
        """Its place in the file system, with a slash at the end."""
        return f"{self.root.rstrip('/')}/{self.folder}/".replace("//", "/")

    def holds(self, root: str, source: str) -> bool:
        """Whether a file lies below it, whichever root the file came by."""
        return f"{root.rstrip('/')}/{source}".startswith(self.path)


def limited_folders(connection: Connection) -> list[Limited]:
    """Every folder that is not for everybody as a matter of course, the deepest first."""
    rows = connection.execute(select(_F.root, _F.folder, _F.audience))
    return sorted((Limited(*row) for row in rows), key=lambda each: (-len(each.path), each.path))


def audience_at(folders: Sequence[Limited], root: str, source: str) -> str:
    """Who sees the notice of a file: what the deepest folder says that is named."""
    found = (each.audience for each in folders if each.holds(root, source))
    return next(found, EVERYBODY)

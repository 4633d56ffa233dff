"""可见范围: who may see a notice, and what a reader sees of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.errors import BadGroupError
from index.hit import NoticeRecord

EVERYBODY = ""
"""The audience of a notice without groups."""
_GROUP = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_-]{0,39}")
_MOST = 10


def audience_of(groups: Iterable[str]) -> str:
    """What the store calls those who see the notices of some groups. Raises BadGroupError."""
    named = sorted({name.strip() for name in groups} - {""})
    for name in named:
        if not _GROUP.fullmatch(name):
            raise BadGroupError(
                f"{name[:40]!r} 不能作可见组的名称。请用 1 至 40 个汉字、字母、数字、下划线或连字符，如 人事处。"
            )
    if len(named) > _MOST:
        raise BadGroupError(f"可见组太多（上限 {_MOST} 个）。请减少，或另设一个包含他们的组。")
    return ",".join(named)


def groups_of(audience: str) -> tuple[str, ...]:
    """The groups of an audience, none for everybody."""
    return tuple(filter(None, audience.split(",")))


@dataclass(frozen=True)
class Sight:
    """What a reader may see: notices of these audiences, all notices where `audiences` is None."""

    audiences: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return self.audiences is None

    def sees(self, audience: str) -> bool:
        """Whether a notice of that audience is shown."""
        return self.audiences is None or audience in self.audiences

    def shown(self, record: NoticeRecord) -> NoticeRecord:
        """A record that is seen, without the name of a notice that is not.

        That a notice holds no longer is true for all; which one took its force is for those who see
        that one.
        """
        hidden = record.successor_audience
        if hidden is None or self.sees(hidden):
            return record
        return replace(record, successor_id=None, successor_title=None, successor_number=None)


WHOLE = Sight()

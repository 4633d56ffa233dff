"""How many questions were asked on a day, by whom."""

from datetime import date
from functools import partial

from sqlalchemy import Engine, delete, select

from index import schema
from index.transacting import transaction
from index.upserting import INSERT

_U = schema.usage.c


class Usage:
    """The counts of a registry. All methods raise StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._begin = partial(transaction, engine)

    def count(self, owner: str, day: date, most: int | None = None) -> bool:
        """Note one more question, unless `most` were asked on the day; whether it was noted.

        One statement, so that questions asked at the same moment never exceed `most` together.
        """
        with self._begin("提问计数") as connection:
            made = INSERT[connection.dialect.name](schema.usage).values(
                owner=owner, day=day, questions=1
            )
            noted = made.on_conflict_do_update(
                index_elements=["owner", "day"],
                set_={"questions": _U.questions + 1},
                where=None if most is None else _U.questions < most,
            ).returning(_U.questions)
            return connection.execute(noted).first() is not None

    def asked_on(self, day: date) -> dict[str, int]:
        """Owner → questions of the day, of those who asked any."""
        with self._begin("提问计数读取") as connection:
            rows = connection.execute(select(_U.owner, _U.questions).where(_U.day == day))
            return {row.owner: row.questions for row in rows}

    def forget_before(self, day: date) -> None:
        """Drop the counts of the days before one."""
        with self._begin("用量清理") as connection:
            connection.execute(delete(schema.usage).where(_U.day < day))

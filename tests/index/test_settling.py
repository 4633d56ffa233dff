"""Standing after each flip is what judging every current version together gives."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, Select, select

from documents.links import read_links
from documents.notice import Bond, Masthead
from documents.validity import read_term
from index import schema
from index.registry import Registry, StagedFile
from index.settling import CLAIM, KNOWN, claim_of
from index.validity import Known, standings
from tests.index.stores import staged

_V = schema.versions.c
_SUBJECTS = ("茶叶", "冷链", "蜂蜜")
_YEARS = (2019, 2021, 2024)
_FORMS = (
    "松林市{}管理办法",
    "松林市人民政府关于做好{}工作的通知",
    "关于做好{}工作的通知",
    "{}工作要点",
    "{}工作安排（已废止）",
)
_ENDS = (
    *["本通知自印发之日起施行。"] * 5,
    "《{}工作要点》同时废止。",
    "《松林市{}管理办法》同时废止。",
    "《关于做好{}工作的通知》同时废止。",
    "松政发〔2021〕{}号文件同时废止。",
    "将《松林市{}管理办法》第三条修改为：由商务局负责。",
)


def made_up(chance: random.Random, place: int) -> StagedFile:
    """A notice that may repeal, amend or succeed another."""
    subject, year = chance.choice(_SUBJECTS), chance.choice(_YEARS)
    issuer = chance.choice(("松林市人民政府", "松林市商务局", None))
    number = f"松政发〔{year}〕{chance.randrange(4)}号"
    title = chance.choice(_FORMS).format(subject)
    masthead = Masthead(title, issuer, number, issued_on=date(year, 3, 1 + place % 28))
    end = chance.choice(_ENDS).format(chance.choice((*_SUBJECTS, "1", "2")))
    made = staged(masthead, f"一、任务\n由商务局牵头（{place}）。\n{end}", source=f"{place}.txt")
    text = made.notice.text
    return replace(made, term=read_term(masthead, text), links=read_links(masthead, text))


def told(engine: Engine) -> dict[str, tuple[object, ...]]:
    """The standing on record of each version that is shown."""
    columns = (_V.id, _V.status, _V.superseded_from, _V.successor_id)
    with engine.connect() as connection:
        return {row[0]: tuple(row[1:]) for row in connection.execute(_shown(*columns))}


def judged(engine: Engine) -> dict[str, tuple[object, ...]]:
    """The same from all of them and all that they say of each other."""
    taking = _shown(*CLAIM).join(schema.links, schema.links.c.version_id == _V.id)
    taking = taking.where(schema.links.c.kind != Bond.RESTS_ON.value)
    with engine.connect() as connection:
        known = [Known(*row) for row in connection.execute(_shown(*KNOWN))]
        found = standings(known, [claim_of(row) for row in connection.execute(taking)])
    return {
        version_id: (standing.status, standing.since, standing.by and standing.by.notice_id)
        for version_id, standing in found.items()
    }


def _shown(*columns: Any) -> Select[Any]:
    notices = schema.notices
    return select(*columns).join_from(notices, schema.versions, notices.c.current_version == _V.id)


@pytest.mark.parametrize("seed", range(6))
def test_standing_is_the_same_as_when_all_are_judged(engine: Engine, seed: int) -> None:
    chance, registry = random.Random(seed), Registry(engine)
    for turn in range(30):
        if turn % 5 == 4:
            registry.remove("/公文库", [f"{place}.txt" for place in chance.sample(range(40), 6)])
        else:
            arrivals = []
            for place in chance.sample(range(40), 4):
                arrivals.append(registry.stage(made_up(chance, place), arrivals))
            registry.make_current(arrivals)
        assert told(engine) == judged(engine)
    assert len({status for status, *_ in told(engine).values()}) > 1

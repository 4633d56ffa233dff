"""Assignments are kept in memory, and never for longer than they are shown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from documents.notice import Term
from index import assigned
from index.assigned import Assigned
from index.hit import CURRENT, EXPIRED
from index.opening import open_engine
from index.registry import Registry, StagedFile
from tests.large_register import PER_NOTICE, notices

ROWS = 100


@pytest.fixture
def registry(engine: Engine) -> Registry:
    """With five notices of twenty duties each."""
    registry = Registry(engine)
    show(registry, *notices(ROWS))
    return registry


@pytest.fixture
def read_duties(engine: Engine) -> list[int]:
    """How many versions each query for duties asked about."""
    asked: list[int] = []

    def heard(_c: object, _cursor: object, statement: str, parameters: tuple[str, ...], *_: object):
        if "FROM duties" in statement:
            asked.append(len(parameters))

    event.listen(engine, "before_cursor_execute", heard)
    return asked


def show(registry: Registry, *files: StagedFile) -> None:
    registry.make_current([registry.stage(file) for file in files])


def anew(file: StagedFile, task: str) -> StagedFile:
    """Another version of a file, with one duty that says this."""
    notice = replace(file.notice, text=f"{file.notice.text}{task}")
    return replace(
        file, fingerprint=task, notice=notice, duties=[replace(file.duties[0], task=task)]
    )


def tasks(rows: Assigned) -> list[str]:
    return [row.record.duty.task for row in rows.rows()]


def test_second_look_reads_no_duty(registry: Registry, engine: Engine, read_duties: list) -> None:
    rows = Assigned(engine)
    first = rows.rows()
    assert len(first) == ROWS
    assert rows.rows() == first
    assert read_duties == [ROWS // PER_NOTICE]


def test_new_version_is_seen_at_once_and_only_it_is_read(
    registry: Registry, engine: Engine, read_duties: list[int]
) -> None:
    rows = Assigned(engine)
    before = tasks(rows)
    file = next(notices(ROWS))
    show(registry, anew(file, "新的任务"))
    after = tasks(rows)
    assert after.count("新的任务") == 1
    assert len(after) == ROWS - PER_NOTICE + 1
    assert set(after) - {"新的任务"} < set(before)
    assert read_duties == [ROWS // PER_NOTICE, 1]


def test_what_another_program_withdraws_is_gone_at_once(
    registry: Registry, engine: Engine, tmp_path: Path
) -> None:
    rows = Assigned(engine)
    assert len(rows.rows()) == ROWS
    other = open_engine(f"sqlite:///{tmp_path / 'registry.db'}")
    Registry(other).forget("/公文库")
    other.dispose()
    assert rows.rows() == ()


def test_file_that_moved_is_named_by_its_new_place(registry: Registry, engine: Engine) -> None:
    rows = Assigned(engine)
    rows.rows()
    file = next(notices(ROWS))
    show(registry, replace(file, source="搬到这里.txt"))
    registry.remove("/公文库", [file.source])
    sources = {row.record.notice.source for row in rows.rows()}
    assert "搬到这里.txt" in sources
    assert file.source not in sources


def test_notice_runs_out_with_the_day(engine: Engine) -> None:
    file = next(notices(PER_NOTICE))
    show(Registry(engine), replace(file, term=Term(expires_on=date(2031, 5, 1))))
    day = date(2031, 5, 1)
    rows = Assigned(engine, lambda: day)
    assert {row.record.notice.status for row in rows.rows()} == {CURRENT}
    day = date(2031, 5, 2)
    assert {row.record.notice.status for row in rows.rows()} == {EXPIRED}


def test_too_large_a_register_is_read_each_time(
    registry: Registry, engine: Engine, read_duties: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigned, "MOST_KEPT", ROWS - 1)
    rows = Assigned(engine)
    assert [len(rows.rows()), len(rows.rows())] == [ROWS, ROWS]
    assert read_duties == [ROWS // PER_NOTICE] * 2


def test_many_at_once_share_one_reading(
    registry: Registry, engine: Engine, read_duties: list[int]
) -> None:
    rows = Assigned(engine)
    with ThreadPoolExecutor(8) as threads:
        found = [each.result() for each in [threads.submit(rows.rows) for _ in range(32)]]
    assert {len(each) for each in found} == {ROWS}
    assert read_duties == [ROWS // PER_NOTICE]


def test_notice_that_is_replaced_during_a_reading_is_not_missing(
    registry: Registry, engine: Engine
) -> None:
    file = next(notices(ROWS))
    versions = iter(["新的任务"])

    def replaced(_c: object, _cursor: object, statement: str, *_: object) -> None:
        """As a refresh does it: what was shown before is swept as soon as it is not."""
        task = next(versions, None) if "FROM duties" in statement else None
        if task:
            show(registry, anew(file, task))
            for version_id, _ in registry.unfinished():
                registry.sweep(version_id)

    event.listen(engine, "before_cursor_execute", replaced)
    rows = Assigned(engine)
    first = [row.record.notice.source for row in rows.rows()]
    assert first.count(file.source) == PER_NOTICE
    assert tasks(rows).count("新的任务") == 1


def test_of_notices_is_in_the_order_of_the_whole(registry: Registry, engine: Engine) -> None:
    rows = Assigned(engine)
    ids = [row.record.notice.id for row in rows.rows()][:: PER_NOTICE * 2]
    wanted = [row.record for row in rows.rows() if row.record.notice.id in ids]
    assert rows.of_notices(ids) == wanted
    assert rows.of_notices([]) == []

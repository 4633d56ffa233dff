"""A folder of 10,000 files: unchanged it costs nothing, and what happens to one of them is seen."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from index.jobs import Kind, State
from index.keeping import Keeper, keeping_up
from index.refreshing import Refresher
from tests.index.stores import Stores, open_stores, write
from tests.resilience.clients import wait_until
from tests.resilience.folders import FILES, fill, name_of

_SOON_S = 60.0
_TRUSTED_S = 2.1
"""A file is believed to be unchanged once it is so old."""
pytestmark = pytest.mark.resilience


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """All files indexed, with a first look behind them that found them as they were."""
    with open_stores(tmp_path_factory.mktemp("many")) as opened:
        fill(opened.library)
        report = opened.refresher.refresh(opened.library)
        assert (report.added, report.failures) == (FILES, ())
        time.sleep(_TRUSTED_S)
        opened.refresher.refresh(opened.library)
        yield opened


@pytest.fixture
def keeper(stores: Stores) -> Keeper:
    return Keeper(stores.jobs, stores.worker, stores.tools)


@contextmanager
def kept_up(stores: Stores, keeper: Keeper) -> Iterator[None]:
    """While open, events alone tell what changes, after the look that every start begins with."""
    with keeping_up(keeper, stores.worker, [stores.library], 3600):
        time.sleep(1.0)
        yield


def test_unchanged_folder_is_checked_without_reading_or_embedding_anything(stores: Stores) -> None:
    before = len(stores.embeddings.embedded)
    checker = Refresher(stores.sources, stores.tools.replacer, _must_not_be_read)
    assert checker.look(stores.library).to_read == []
    report = checker.refresh(stores.library)
    assert (report.unchanged, report.embedded, report.failures) == (FILES, 0, ())
    assert len(stores.embeddings.embedded) == before


def test_look_at_an_unchanged_folder_asks_for_nothing(stores: Stores, keeper: Keeper) -> None:
    keeper.changed(stores.library, None)
    assert stores.jobs.page(states=[State.WAITING])[1] == 0


def test_new_notice_among_them_is_found_by_its_event(stores: Stores, keeper: Keeper) -> None:
    with kept_up(stores, keeper):
        _takes_in_one(stores, "杨梅采摘", lambda: None)


def test_new_notice_among_them_is_found_by_a_look_where_no_events_come(
    stores: Stores, keeper: Keeper
) -> None:
    with keeping_up(keeper, stores.worker, [], 3600):
        _takes_in_one(stores, "枇杷嫁接", lambda: keeper.changed(stores.library, None))


def test_changed_and_removed_notices_among_them_are_seen(stores: Stores, keeper: Keeper) -> None:
    changed, removed = name_of(FILES // 2), name_of(FILES // 3)
    with kept_up(stores, keeper):
        write(stores.library, changed, "蓝莓分拣由林业局牵头。")
        (stores.library / f"{removed}.txt").unlink()
        _wait_until_found(stores, "蓝莓分拣由林业局牵头。")
        wait_until(lambda: _shown(stores, removed) == [], "the removed is gone", _SOON_S)
    assert _shown(stores, changed) == [f"{changed}.txt"]
    assert stores.refresher.look(stores.library).removed == []


def _takes_in_one(stores: Stores, subject: str, tell: Callable[[], None]) -> None:
    """One file more is searchable, and nothing else was read for it."""
    before, known = len(stores.embeddings.embedded), stores.jobs.page()[1]
    sentence = f"{subject}由林业局牵头。"
    file = write(stores.library, f"{7:03}/{subject}", sentence)
    tell()
    _wait_until_found(stores, sentence)
    jobs = stores.jobs.page()[0][:-known] if known else stores.jobs.page()[0]
    assert {(job.kind, *job.details["sources"]) for job in jobs} == {
        (Kind.FILES, f"007/{file.name}")
    }
    assert all(sentence in text for text in stores.embeddings.embedded[before:])
    file.unlink()
    stores.refresher.refresh_some(stores.library, [f"007/{file.name}"])


def _wait_until_found(stores: Stores, sentence: str) -> None:
    def is_found() -> bool:
        return any(sentence in text for text in stores.found(sentence, 3))

    wait_until(is_found, f"{sentence} is found", _SOON_S)


def _shown(stores: Stores, name: str) -> list[str]:
    """The files that show a notice of a name."""
    records, _ = stores.catalogue.notices(limit=5, containing=Path(name).name)
    return [record.source for record in records]


def _must_not_be_read(path: Path) -> NoReturn:
    raise AssertionError(f"{path} was read")

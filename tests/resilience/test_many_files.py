"""A folder of 10,000 files: unchanged it costs nothing, and what happens to one of them is seen."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from index.job import Kind, State
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
    with kept_up(stores, keeper), only_one_is_embedded(stores, name_of(FILES)) as sentence:
        _put_in(stores, FILES, sentence)


def test_new_notice_among_them_is_found_by_a_look_where_no_events_come(
    stores: Stores, keeper: Keeper
) -> None:
    with (
        keeping_up(keeper, stores.worker, [], 3600),
        only_one_is_embedded(stores, name_of(FILES + 1)) as sentence,
    ):
        _put_in(stores, FILES + 1, sentence)
        keeper.changed(stores.library, None)


def test_changed_notice_among_them_is_found_with_its_new_words(
    stores: Stores, keeper: Keeper
) -> None:
    with kept_up(stores, keeper), only_one_is_embedded(stores, name_of(FILES // 2)) as sentence:
        _put_in(stores, FILES // 2, sentence)
    assert _shown(stores, FILES // 2) == [f"{name_of(FILES // 2)}.txt"]


def test_removed_notice_among_them_is_shown_no_more(stores: Stores, keeper: Keeper) -> None:
    with kept_up(stores, keeper):
        (stores.library / f"{name_of(FILES // 3)}.txt").unlink()
        wait_until(lambda: not _shown(stores, FILES // 3), "the removed is gone", _SOON_S)
    assert stores.refresher.look(stores.library).removed == []


@contextmanager
def only_one_is_embedded(stores: Stores, name: str) -> Iterator[str]:
    """Within it, a file of this name with this sentence is put in; no other is embedded for it.

    What was put in a moment ago may be looked at again with it, since it is not trusted yet.
    """
    sentence = f"《{Path(name).name}》由林业局验收。"
    embedded, jobs = len(stores.embeddings.embedded), {job.id for job in stores.jobs.page()[0]}
    yield sentence
    wait_until(lambda: _is_found(stores, sentence), f"{sentence} is found", _SOON_S)
    asked = [job for job in stores.jobs.page()[0] if job.id not in jobs]
    assert {job.kind for job in asked} == {Kind.FILES}
    assert f"{name}.txt" in {source for job in asked for source in job.details["sources"]}
    assert all(sentence in text for text in stores.embeddings.embedded[embedded:])


def _put_in(stores: Stores, number: int, sentence: str) -> None:
    write(stores.library, name_of(number), sentence)


def _is_found(stores: Stores, sentence: str) -> bool:
    return any(sentence in text for text in stores.found(sentence, 3))


def _shown(stores: Stores, number: int) -> list[str]:
    """The files that show the notice of a number."""
    records, _ = stores.catalogue.notices(limit=5, containing=Path(name_of(number)).name)
    return [record.source for record in records]


def _must_not_be_read(path: Path) -> NoReturn:
    raise AssertionError(f"{path} was read")

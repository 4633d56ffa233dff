"""What a look through a library asks for: what nobody is at work on yet."""

import time
from collections.abc import Iterable

import pytest

from index.job import Job, Kind, Lane, State
from index.keeping import Keeper, keeping_up
from tests.index.stores import Stores, write
from tests.patience import until


@pytest.fixture
def keeper(stores: Stores) -> Keeper:
    stores.tools.replacer.heal()
    return Keeper(stores.jobs, stores.worker, stores.tools)


def put_in(stores: Stores, names: Iterable[int]) -> list[str]:
    return [write(stores.library, f"茶园改造{n}", "由商务局牵头。").name for n in names]


def waiting(stores: Stores) -> list[Job]:
    """The first asked for first."""
    return stores.jobs.page(states=[State.WAITING])[0][::-1]


def test_many_files_that_a_job_is_at_are_not_asked_for_again(
    stores: Stores, keeper: Keeper
) -> None:
    sources = put_in(stores, range(60))
    keeper.changed(stores.library, frozenset(sources))
    keeper.changed(stores.library, None)
    assert [job.kind for job in waiting(stores)] == [Kind.FILES]


def test_few_files_beside_those_that_a_job_is_at_go_first(stores: Stores, keeper: Keeper) -> None:
    keeper.changed(stores.library, frozenset(put_in(stores, range(60))))
    others = put_in(stores, range(60, 63))
    keeper.changed(stores.library, None)
    assert waiting(stores)[1].details["sources"] == others


def test_many_files_beside_those_that_a_job_is_at_are_all_looked_for(
    stores: Stores, keeper: Keeper
) -> None:
    keeper.changed(stores.library, frozenset(put_in(stores, range(3))))
    put_in(stores, range(3, 63))
    keeper.changed(stores.library, None)
    keeper.changed(stores.library, None)
    assert [job.kind for job in waiting(stores)] == [Kind.FILES, Kind.REFRESH]


def test_what_a_job_did_not_take_is_asked_for_once_it_is_over(
    stores: Stores, keeper: Keeper
) -> None:
    sources = put_in(stores, range(3))
    keeper.changed(stores.library, frozenset(sources))
    stores.jobs.cancel(waiting(stores)[0].id)
    keeper.changed(stores.library, None)
    assert [job.details["sources"] for job in waiting(stores)] == [sources]


def test_upload_is_one_job(stores: Stores, keeper: Keeper) -> None:
    """What the job puts in its place is no change to be read once more."""
    uploads = stores.tools.uploads
    uploads.folder.mkdir(exist_ok=True)
    with keeping_up(keeper, stores.worker, [stores.library], 3600, uploads.folder):
        batch = uploads.new_batch()
        text = write(stores.library.parent, "茶园改造", "由商务局牵头。")
        with text.open("rb") as stream:
            uploads.receive(batch, text.name, stream)
        details = {"batch": batch, "files": [text.name]}
        job = stores.worker.ask(Kind.UPLOAD, uploads.root, details, Lane.URGENT)
        until(lambda: stores.jobs.get(job.id).is_over)
        time.sleep(1.0)  # what is dropped into a library is asked for after 0.3 s
        assert [each.kind for each in stores.jobs.page()[0]] == [Kind.UPLOAD]

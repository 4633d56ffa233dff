"""Ask for jobs on real stores, carry them out, and see what became of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

from index.job import Job, Kind, Lane, State
from tests.index.stores import Stores
from tests.patience import PATIENCE_S, until


def content(title: str, words: str) -> bytes:
    """A text file whose first line is its title."""
    return f"关于{title}的通知\n\n{words}".encode()


def receive(stores: Stores, files: Mapping[str, bytes]) -> Job:
    """Put files into a batch and ask for it, as a page does."""
    uploads = stores.tools.uploads
    batch = uploads.new_batch()
    for name, found in files.items():
        uploads.receive(batch, name, BytesIO(found))
    details = {"batch": batch, "files": list(files)}
    return stores.worker.ask(Kind.UPLOAD, uploads.root, details, Lane.URGENT)


def upload(stores: Stores, **files: bytes) -> Job:
    """By name without suffix; carried out."""
    return carry_out(stores, receive(stores, {f"{name}.txt": files[name] for name in files}))


def ask(stores: Stores, kind: Kind, root: str = "", **details: object) -> Job:
    """Carried out."""
    return carry_out(stores, stores.worker.ask(kind, root, details))


def refresh(stores: Stores) -> Job:
    """Of the library; carried out."""
    return ask(stores, Kind.REFRESH, str(stores.library.resolve()))


def carry_out(stores: Stores, job: Job, stop: Event | None = None) -> Job:
    """In this thread; how it ended."""
    assert stores.jobs.start(job.id)
    stores.worker.run(stores.jobs.get(job.id), stop or Event())
    return stores.jobs.get(job.id)


def outcomes(stores: Stores, job: Job) -> dict[str, str]:
    """Source → what became of it."""
    return {told.source: told.outcome for told in stores.jobs.files(job.id)}


def shown(stores: Stores) -> dict[str, str]:
    """Source → id of every notice that is shown."""
    return {record.source: record.id for record in stores.catalogue.notices(limit=100)[0]}


def in_place(stores: Stores) -> dict[str, bytes]:
    """Name → content of the uploaded files."""
    files = (path for path in stores.tools.uploads.folder.iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in files}


def held_jobs(stores: Stores) -> list[Path]:
    """The locks of jobs that somebody carries out."""
    return list((stores.library.parent / "data" / "jobs").iterdir())


def ends(stores: Stores, job: Job) -> State:
    """Wait for a job's end."""
    until(lambda: stores.jobs.get(job.id).is_over)
    return stores.jobs.get(job.id).state


@contextmanager
def working(stores: Stores) -> Iterator[None]:
    """Both lanes are worked in threads of their own."""
    stop = Event()
    threads = [Thread(target=stores.worker.work, args=(lane, stop)) for lane in Lane]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        stores.worker.wake()
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

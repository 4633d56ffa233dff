"""Many who ask and read, an office that keeps uploading, and what the service takes meanwhile."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

from assistant.wiring import samples
from tests.resilience.clients import Reply, Service
from tests.resilience.editions import SUBJECTS, Edition
from tests.shared import SHARED

CLIENTS = 50
READING_S = (2.0, 4.0)
"""How long who asks reads his answer before he asks again."""
_UPLOAD_EVERY_S = 4.0
_MEASURE_EVERY_S = 1.0
_STATE_COUNCIL = SHARED / "data/state_council_2018"
_MB = 2**20


def libraries() -> list[Path]:
    """What is indexed: the samples, and real notices where they are at hand."""
    real = _STATE_COUNCIL / "documents"
    return [samples(), *([real] if real.is_dir() else [])]


def questions() -> list[str]:
    """What is asked of them."""
    files = [samples() / "questions.jsonl", _STATE_COUNCIL / "questions.jsonl"]
    lines = [x for file in files if file.is_file() for x in file.read_text("utf-8").splitlines()]
    return [json.loads(line)["question"] for line in lines]


@dataclass(frozen=True)
class Load:
    """What happened while it lasted."""

    began: float
    replies: list[Reply] = field(default_factory=list)
    uploaded: list[str] = field(default_factory=list)
    """The jobs of the uploads."""
    megabytes: list[tuple[float, float]] = field(default_factory=list)
    """When, and how much memory the service's processes took together."""

    def waits(self) -> list[float]:
        """Seconds, of every question."""
        return [reply.seconds for reply in self.replies]


@contextmanager
def people(
    service: Service, asked: Sequence[str], reading_s: tuple[float, float] = READING_S
) -> Iterator[Load]:
    """While open, people ask and read, notices are uploaded, and the memory is measured.

    Raises on leaving what went wrong with one of them.
    """
    load, over = Load(time.monotonic()), Event()
    with ThreadPoolExecutor(CLIENTS + 2) as pool:
        work = [
            pool.submit(_ask_and_read, service, asked, reading_s, load, over, n)
            for n in range(CLIENTS)
        ]
        work.append(pool.submit(_keep_uploading, service, load, over))
        work.append(pool.submit(_keep_measuring, service, load, over))
        try:
            yield load
        finally:
            over.set()
    for each in work:
        each.result()


def _ask_and_read(  # noqa: PLR0917
    service: Service,
    asked: Sequence[str],
    reading_s: tuple[float, float],
    load: Load,
    over: Event,
    number: int,
) -> None:
    chance = random.Random(number)
    over.wait(chance.uniform(0, reading_s[1]))  # they do not all come at once
    while not over.is_set():
        question = chance.choice(asked)
        with service.client() as client:
            began = time.monotonic()
            status, said = client.ask(question)
            seconds = time.monotonic() - began
        load.replies.append(Reply(number, question, status, said, began, seconds))
        over.wait(chance.uniform(*reading_s))


def _keep_uploading(service: Service, load: Load, over: Event) -> None:
    """A notice that is new, then one that replaces it, and so on."""
    for number in count():
        edition = Edition(SUBJECTS[number // 2 % len(SUBJECTS)], number % 2 + 1)
        load.uploaded.append(_upload(service, f"{edition.subject}.txt", edition.text))
        if over.wait(_UPLOAD_EVERY_S):
            return


def _upload(service: Service, name: str, text: str) -> str:
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    connection = HTTPConnection("127.0.0.1", service.port, timeout=60)
    try:
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        connection.request("POST", "/api/notices", f"{head}{text}\r\n--x--\r\n".encode(), kind)
        response = connection.getresponse()
        said: Any = json.loads(response.read())
        assert response.status == 202, said
        return str(said["job_id"])
    finally:
        connection.close()


def _keep_measuring(service: Service, load: Load, over: Event) -> None:
    while not over.wait(_MEASURE_EVERY_S):
        load.megabytes.append((time.monotonic(), memory(service.process.pid) / _MB))


def memory(pid: int) -> int:
    """Bytes that a process and its children take, what they share counted once."""
    return _own(pid) + sum(memory(child) for child in _children(pid))


def _own(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text("ascii").split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found

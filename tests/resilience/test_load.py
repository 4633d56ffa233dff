"""Fifty people ask while notices are uploaded: nobody is refused, nobody waits long, nothing grows."""

import os
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.benchmarks.measuring import percentile
from tests.resilience.clients import Service, serving, wait_until
from tests.resilience.loading import CLIENTS, Load, libraries, people, questions

_SECONDS = float(os.environ.get("LOAD_SECONDS", "40"))  # noqa: TID251  not a setting of the service
_ALONE_S = 10.0
_CROWDED_S = 15.0
_WARM_UP = 0.4
"""The part of the time after which the memory must not grow."""
_MOST_TIMES = 10
_MOST_GROWTH = 0.05
pytestmark = pytest.mark.resilience
measures = pytest.mark.skipif(
    _SECONDS < 300, reason="时间和内存要在空闲的机器上测 5 分钟：make load"
)


@dataclass(frozen=True)
class Measured:
    """One client alone, then fifty who read what they are answered, then fifty who do not."""

    service: Service
    alone: list[float]
    load: Load
    crowded: Load


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, model_folder: object) -> Iterator[Measured]:
    folder = tmp_path_factory.mktemp("load")
    library = folder / "公文库"
    for number, place in enumerate(libraries()):
        shutil.copytree(place, library / str(number))
    asked = questions()
    with serving(folder / "data", library) as service:
        wait_until(lambda: _is_settled(service), "everything is indexed")
        alone = _alone(service, asked)
        with people(service, asked) as load:
            time.sleep(_SECONDS)
        with people(service, asked, (0.0, 0.0)) as crowded:
            time.sleep(_CROWDED_S)
        yield Measured(service, alone, load, crowded)


def test_nobody_is_refused(measured: Measured) -> None:
    for load in (measured.load, measured.crowded):
        assert {reply.status for reply in load.replies} == {200}
    assert len(measured.load.replies) > CLIENTS, "hardly anybody asked"


def test_every_upload_is_taken_in(measured: Measured) -> None:
    assert len(measured.load.uploaded) > 1, "hardly anything was uploaded"
    wait_until(lambda: _is_settled(measured.service), "every upload is read")
    with measured.service.client() as client:
        jobs = [client.get(f"/api/jobs/{job_id}") for job_id in measured.load.uploaded]
    assert {(job["state"], job["counts"]["failed"]) for job in jobs} == {("done", 0)}


@measures
def test_nobody_waits_long(measured: Measured, capsys: pytest.CaptureFixture[str]) -> None:
    alone = statistics.median(measured.alone)
    waits, crowded = measured.load.waits(), measured.crowded.waits()
    with capsys.disabled():
        _say(f"one client alone: median {alone * 1000:.0f} ms")
        _say(f"{CLIENTS} clients that read 2 to 4 s: {_told(waits, _SECONDS)}")
        _say(f"{CLIENTS} clients without pause: {_told(crowded, _CROWDED_S)}")
    assert percentile(waits, 0.95) < _MOST_TIMES * alone


@measures
def test_nothing_grows(measured: Measured, capsys: pytest.CaptureFixture[str]) -> None:
    began = measured.load.began + _WARM_UP * _SECONDS
    megabytes = [size for at, size in measured.load.megabytes if at > began]
    third = len(megabytes) // 3
    first, last = statistics.median(megabytes[:third]), statistics.median(megabytes[-third:])
    with capsys.disabled():
        _say(
            f"memory after the warm-up: {first:.0f} MB, at the end {last:.0f} MB, between {min(megabytes):.0f} and {max(megabytes):.0f} MB"
        )
    assert abs(last / first - 1) < _MOST_GROWTH


def _is_settled(service: Service) -> bool:
    """Whether something is indexed and nothing is left to do."""
    with service.client() as client:
        jobs = client.get("/api/jobs")["jobs"]
    return bool(jobs) and all(job["state"] == "done" for job in jobs)


def _alone(service: Service, asked: list[str]) -> list[float]:
    waits, began = [], time.monotonic()
    with service.client() as client:
        while time.monotonic() - began < _ALONE_S:
            asked_at = time.monotonic()
            status, said = client.ask(asked[len(waits) % len(asked)])
            waits.append(time.monotonic() - asked_at)
            assert status == 200, said
    return waits


def _told(waits: list[float], seconds: float) -> str:
    p50, p95 = (percentile(waits, share) * 1000 for share in (0.5, 0.95))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {max(waits) * 1000:.0f} ms, {len(waits)} answers ({len(waits) / seconds:.0f}/s)"


def _say(line: str) -> None:
    os.write(1, f"\n{line}".encode())

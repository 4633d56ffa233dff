"""GET /metrics: figures for Prometheus, of this service and of its store."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from assistant.phrasing.tally import Tally
from assistant.speaking.breaker import State
from assistant.speaking.counting import BOUNDS, Counted, Durations
from assistant.web.noting import Note
from assistant.web.parts import refusals
from assistant.wiring import Workspace
from index.gauging import Gauges

router = APIRouter()
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_TOO_MANY = 429


class Metrics:
    """What one service counts; its registry is its own."""

    def __init__(self, workspace: Workspace) -> None:
        own = self.registry = CollectorRegistry()
        self._requests = Histogram(
            "duikou_request_seconds",
            "Whole requests, streams to their end.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=own,
        )
        self._stages = Histogram(
            "duikou_answer_stage_seconds",
            "Answers by stage: search, answer (search included), whole (with the conversation).",
            ("stage",),
            buckets=_SECONDS,
            registry=own,
        )
        self._answers = Counter(
            "duikou_answers", "Answers by kind; refusals too.", ("kind", "status"), registry=own
        )
        self._errors = Counter(
            "duikou_errors", "Requests refused, by error code.", ("code",), registry=own
        )
        self.rate_limited = Counter(
            "duikou_rate_limited",
            "Questions refused since too many were asked; answers of status 429 count by themselves.",
            registry=own,
        )
        self.uploaded_files = Counter("duikou_uploaded_files", "Files taken in.", registry=own)
        ProcessCollector(registry=own)
        own.register(_Store(workspace))
        if workspace.voice:
            own.register(_LanguageModel(workspace.voice.model))
            own.register(_Sentences(workspace.voice.tally))

    def observe(self, note: Note) -> None:
        """Count a request that is over."""
        method = note.method if note.method in _METHODS else "other"
        self._requests.labels(method, note.route, note.status or "none").observe(note.seconds())
        if note.outcome:
            self._errors.labels(note.outcome).inc()
        if note.status == _TOO_MANY:
            self.rate_limited.inc()
        if note.answer:
            self._answers.labels(*note.answer).inc()
            for stage, seconds in note.laps.items():
                self._stages.labels(stage).observe(seconds)


class _Store(Collector):
    """Reads the store whenever somebody looks."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Raises StoreError: a service whose store is lost has no figures, and Prometheus sees that."""
        models = self._workspace.tools.models
        free = shutil.disk_usage(self._workspace.settings.data_dir).free
        yield GaugeMetricFamily("duikou_disk_free_bytes", "Of the data folder.", free)
        model = GaugeMetricFamily("duikou_model_info", "The embedding model set.", labels=["name"])
        model.add_metric([models.wanted.name], 1)
        yield model
        said = "Whether another model answers until all is embedded anew."
        yield GaugeMetricFamily("duikou_model_changing", said, int(models.changing))
        yield from _gauges(self._workspace.gauging.read())


class _LanguageModel(Collector):
    """What was counted of the calls to the language model."""

    def __init__(self, model: Counted) -> None:
        self._model = model

    def collect(self) -> Iterator[Metric]:
        """Three families."""
        found = self._model.figures()
        calls = CounterMetricFamily(
            "duikou_language_model_calls", "Calls by outcome.", labels=["outcome"]
        )
        for outcome, count in found.calls.items():
            calls.add_metric([outcome], count)
        yield calls
        lasted = HistogramMetricFamily(
            "duikou_language_model_seconds",
            "Until the first text, and until the end of whole answers.",
            labels=["until"],
        )
        for until, durations in (("text", found.until_text), ("end", found.until_end)):
            lasted.add_metric([until], _buckets(durations), durations.total_s)
        yield lasted
        said = "Closed: it is called; open: it rests; half_open: the next call is a trial."
        state = GaugeMetricFamily("duikou_language_model_breaker", said, labels=["state"])
        for each in State:
            state.add_metric([each.value], int(found.state is each))
        yield state


class _Sentences(Collector):
    """What became of the sentences of the language model."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        """One family."""
        said = "Shown as they were, quoted in their place, or left out and why."
        family = CounterMetricFamily("duikou_language_model_sentences", said, labels=["outcome"])
        for outcome, count in self._tally.counts().items():
            family.add_metric([outcome], count)
        yield family


def _buckets(durations: Durations) -> list[tuple[str, float]]:
    bounds = [*map(floatToGoString, BOUNDS), "+Inf"]
    return list(zip(bounds, accumulate(durations.counts), strict=True))


def _gauges(found: Gauges) -> Iterator[GaugeMetricFamily]:
    yield GaugeMetricFamily("duikou_notices", "Notices that are shown.", found.notices)
    yield GaugeMetricFamily("duikou_passages", "Passages that are searched.", found.passages)
    moments = {
        "duikou_index_shown_timestamp_seconds": (
            "When a notice was last taken in.",
            found.shown_at,
        ),
        "duikou_index_job_timestamp_seconds": ("When a job last ended well.", found.done_at),
    }
    for name, (said, moment) in moments.items():
        if moment is not None:
            yield GaugeMetricFamily(name, said, _unix(moment))
    jobs = GaugeMetricFamily("duikou_jobs", "Jobs by lane and state.", labels=["lane", "state"])
    for (lane, state), count in found.jobs.items():
        jobs.add_metric([lane.name.lower(), state.value], count)
    yield jobs
    failures = GaugeMetricFamily("duikou_failed_files", "Files not read.", labels=["state"])
    failures.add_metric(["again"], found.failures[False])
    failures.add_metric(["dead"], found.failures[True])
    yield failures
    waiting = GaugeMetricFamily("duikou_webhooks", "Events not delivered yet.", labels=["state"])
    waiting.add_metric(["pending"], found.deliveries[False])
    waiting.add_metric(["failed"], found.deliveries[True])
    yield waiting


def _unix(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


@router.get("/metrics", response_class=PlainTextResponse, responses=refusals(503))
def read_metrics(request: Request) -> Response:
    """供 Prometheus 抓取的指标：请求、回答、索引、任务、磁盘。"""
    metrics: Metrics = request.app.state.metrics
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

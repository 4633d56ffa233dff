"""make quality: index each corpus alone, ask it over HTTP, and write the README's table of figures."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.quality import mastheads
from tests.shared import SHARED

README = Path(__file__).parents[2] / "README.md"
_DUIKOU = Path(sys.executable).with_name("duikou")
_FIGURES = (
    "evidence@2000",
    "answer",
    "cited",
    "departments",
    "verbatim",
    "refused_unanswerable",
    "refused_answerable",
)
_BEGIN, _END = "<!-- quality -->", "<!-- /quality -->"


@dataclass(frozen=True)
class Corpus:
    """A set of notices with questions."""

    name: str
    documents: Path
    questions: Path


def corpora() -> list[Corpus]:
    """The five sets whose figures stand in the README."""
    data = SHARED / "data"
    seeds = Corpus("seeds", data / "seeds", data / "seeds/questions.jsonl")
    names = ("notices_2023", "epidemic_qa", "state_council_2018", "law_versions")
    return [
        seeds,
        *(Corpus(n, data / n / "documents", data / n / "questions.jsonl") for n in names),
    ]


def main() -> None:
    """Measure, print, and put the table into the README."""
    if not SHARED.is_dir():
        sys.exit("评测数据 ../shared 不在这台机器上，无法测量。")
    wanted = set(sys.argv[1:])
    chosen = [corpus for corpus in corpora() if not wanted or corpus.name in wanted]
    rows, register = [], list[str]()
    for corpus in chosen:
        with _indexed([corpus]) as (environment, report):
            rows.append(_row(corpus, environment, f"{report['seconds']:.0f} s", report))
            register += _duty_lines(corpus, environment)
    if len(chosen) > 1:
        with _indexed(chosen) as (environment, _):
            rows += [_row(corpus, environment, "together", None) for corpus in chosen]
    register = ["| register | `score_duties.py` |", "|---|---|", *register]
    table = "\n".join([_heading(), *rows, "", *_masthead_lines(), "", *register])
    _say(table)
    if not wanted:
        text = README.read_text(encoding="utf-8")
        body = f"{_BEGIN}\n{table}\n{_END}"
        README.write_text(
            re.sub(f"{_BEGIN}.*?{_END}", lambda _: body, text, flags=re.DOTALL), "utf-8"
        )


def _heading() -> str:
    columns = ["corpus", "indexed", "index time", *_FIGURES, "characters", "ms, p95"]
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} with `make quality` (built-in model, no language model, 2 cores).\n\n"
        f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"
    )


@contextmanager
def _indexed(chosen: Sequence[Corpus]) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """An index of some sets in an empty folder: its environment, and the first set's report."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DUIKOU_DATA_DIR": folder}  # noqa: TID251
        command = [_DUIKOU, "index", *(corpus.documents for corpus in chosen), "--json"]
        made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        yield environment, json.loads(made.stdout)[0]


def _row(
    corpus: Corpus, environment: dict[str, str], how: str, report: dict[str, Any] | None
) -> str:
    """The corpus's row of the table, asked over HTTP."""
    with _service(environment) as url:
        figures = _score(url, corpus)
    indexed = f"{report['added']} / {report['added'] + len(report['failures'])}" if report else ""
    cells = [corpus.name, indexed, how, *(figures.get(name, "–") for name in _FIGURES)]
    row = f"| {' | '.join([*cells, figures['characters'], figures['ms']])} |"
    _say(row)
    return row


@contextmanager
def _service(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([_DUIKOU, "serve", "--port", str(port)], env=environment)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{url}/health/ready", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait()


def _score(url: str, corpus: Corpus) -> dict[str, str]:
    tool = SHARED / "tools/score_answers.py"
    command = [sys.executable, tool, url, corpus.questions, corpus.documents]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = dict(re.findall(r"(\S+) (\d\.\d{3}) \(\d+\)", done.stdout.splitlines()[0]))
    lengths = re.search(r"characters: median (\d+)", done.stdout)
    times = re.search(r"question: median (\S+) p95 (\S+)", done.stdout)
    milliseconds = [f"{float(time) * 1000:.0f}" for time in times.groups()] if times else ["–"]
    figures["characters"] = lengths[1] if lengths else "–"
    figures["ms"] = ", ".join(milliseconds)
    return figures


def _masthead_lines() -> list[str]:
    lines = ["| mastheads | field | right |", "|---|---|---|"]
    for name, shares in (
        ("state_council_2018", mastheads.state_council()),
        ("notices_2023", mastheads.notices_2023()),
    ):
        lines += [f"| {name} | {field} | {share:.3f} |" for field, share in shares.items()]
    return lines


def _duty_lines(corpus: Corpus, environment: dict[str, str]) -> list[str]:
    """What `score_duties.py` says of the register of a corpus with gold."""
    gold = corpus.questions.parent
    options = [
        part
        for option, name in (("--audited", "duties_audited.jsonl"), ("--rules", "duties.jsonl"))
        if (gold / name).exists()
        for part in (option, gold / name)
    ]
    if not options:
        return []
    rows = Path(environment["DUIKOU_DATA_DIR"]) / "duties.jsonl"
    with rows.open("wb") as out:
        command = [_DUIKOU, "duties", "--format", "jsonl"]
        subprocess.run(command, env=environment, stdout=out, check=True)
    tool = [sys.executable, SHARED / "tools/score_duties.py", rows, *options]
    done = subprocess.run(tool, capture_output=True, text=True, check=True)
    return [f"| {corpus.name} | {line} |" for line in done.stdout.splitlines()]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

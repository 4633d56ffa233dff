"""An evaluation as one HTML page that can be read, printed and mailed."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from assistant.evaluating import wording
from assistant.evaluating.figures import Check, Measure, Summary
from assistant.evaluating.judging import Cause, Outcome
from assistant.evaluating.running import Evaluation

SHOWN = 200
"""Questions of one cause on the page."""
HEADLINE = (Measure.EVIDENCE, Measure.ANSWER, Measure.CITED, Measure.REFUSED)
STAGES = (
    ("查找", (Measure.EVIDENCE, Measure.RECALL_1, Measure.RECALL_5, Measure.RECALL_20)),
    ("回答", (Measure.ANSWER, Measure.DEPARTMENTS)),
    ("引文", (Measure.CITED, Measure.VERBATIM)),
    ("拒答", (Measure.REFUSED, Measure.ANSWERED)),
)


_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class Misses:
    """The outcomes that went wrong for one cause."""

    cause: Cause
    words: wording.Words
    outcomes: tuple[Outcome, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.outcomes)


def as_html(evaluation: Evaluation, summary: Summary, checks: Sequence[Check]) -> str:
    """The page: no script, nothing from elsewhere, and every word of a question or notice escaped."""
    return _template().render(
        evaluation=evaluation,
        summary=summary,
        checks=checks,
        misses=misses(evaluation.outcomes),
        unread=len(evaluation.golden.faults),
        headline=HEADLINE,
        stages=STAGES,
        shown=SHOWN,
    )


def policy(page: str) -> str:
    """The Content-Security-Policy of a page with one style sheet: nothing but that very sheet."""
    style = _STYLE.search(page)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def misses(outcomes: Sequence[Outcome]) -> tuple[Misses, ...]:
    """What went wrong, by cause, in the order of Cause; causes that did not occur are left out."""
    grouped = (
        Misses(cause, wording.CAUSES[cause], tuple(o for o in outcomes if o.cause is cause))
        for cause in Cause
    )
    return tuple(group for group in grouped if group.outcomes)


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning and how long it is."""
    return text if len(text) <= longest else f"{text[:longest]}……（共 {len(text)} 字）"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        left_out=wording.LEFT_OUT.__getitem__,
        percent=wording.percent,
        expectation=wording.expectation,
        place=wording.place,
        remarks=wording.remarks,
        shortened=shortened,
    )
    source = files("assistant.evaluating").joinpath("report.html").read_text("utf-8")
    environment.globals.update(measures=wording.MEASURES, policy=policy(source))
    return environment.from_string(source)

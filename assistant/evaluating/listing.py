"""An evaluation as JSON, for scripts."""

import json
from collections.abc import Sequence

from assistant.evaluating.figures import Check, Figure, Group, Measure, Spread, Summary
from assistant.evaluating.judging import Outcome
from assistant.evaluating.running import Evaluation


def as_json(evaluation: Evaluation, summary: Summary, checks: Sequence[Check]) -> str:
    """One object: figures in all and by type, minimums, faults, and a row for each question."""
    body = {
        "questions": len(evaluation.outcomes),
        "notices": evaluation.notices,
        "began": evaluation.began.isoformat(timespec="seconds"),
        "figures": _figures(summary.overall),
        "types": {g.label: {"questions": g.count, **_figures(g)} for g in summary.types},
        "answer_characters": _spread(summary.length, 0),
        "seconds": _spread(summary.seconds, 3),
        "minimums": [_check(each) for each in checks],
        "faults": [{"where": f.where, "reason": f.reason} for f in evaluation.golden.faults],
        "not_indexed": list(evaluation.unknown),
        "outcomes": [_row(outcome) for outcome in evaluation.outcomes],
    }
    return json.dumps(body, ensure_ascii=False)


def _figures(group: Group) -> dict[str, object]:
    return {figure.measure: _figure(figure) for figure in group.figures}


def _figure(figure: Figure) -> dict[str, object]:
    share = None if figure.share is None else round(figure.share, 4)
    return {"share": share, "right": figure.right, "of": figure.of}


def _spread(spread: Spread | None, digits: int) -> dict[str, float] | None:
    if spread is None:
        return None
    return {"median": round(spread.median, digits), "p95": round(spread.p95, digits)}


def _check(check: Check) -> dict[str, object]:
    return {
        "name": check.minimum.measure,
        "minimum": check.minimum.share,
        "share": check.figure.share,
        "reached": check.reached,
    }


def _row(outcome: Outcome) -> dict[str, object]:
    question, answer, verdict = outcome.question, outcome.answer, outcome.verdict
    right: dict[str, object] = {
        Measure.EVIDENCE: verdict.evidence,
        Measure.ANSWER: verdict.answer,
        Measure.DEPARTMENTS: verdict.departments,
        Measure.CITED: verdict.cited,
        Measure.REFUSED: verdict.refused,
        Measure.ANSWERED: verdict.answered,
    }
    return {
        "where": question.where,
        "id": question.id,
        "type": question.type,
        "question": question.text,
        "asked": answer.question,
        "expected": list(question.any_of or question.answers),
        "cause": outcome.cause,
        "status": answer.status,
        "answer": answer.text,
        "left_out": [{"text": each.text, "why": each.why} for each in answer.left_out],
        "sources": [c.notice.source for c in answer.citations],
        "rank": verdict.rank,
        "seconds": round(outcome.seconds, 4),
        "right": {**right, Measure.VERBATIM: list(verdict.verbatim)},
    }

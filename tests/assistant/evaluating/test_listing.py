"""An evaluation as JSON."""

import json
from datetime import UTC, datetime

from assistant.evaluating.figures import Measure, Minimum, check, summarise
from assistant.evaluating.golden import Fault, GoldenSet
from assistant.evaluating.listing import as_json
from assistant.evaluating.running import Evaluation
from tests.assistant.evaluating.outcomes import answered, outcome, question, refused


def test_scripts_get_every_figure_and_every_question() -> None:
    outcomes = (
        outcome(question("3000万元", type="金额", id="a"), answered()),
        outcome(question("市商务局", type="金额"), refused()),
    )
    golden = GoldenSet("x", tuple(o.question for o in outcomes), (Fault("第 3 行", "坏"),))
    evaluation = Evaluation(golden, outcomes, ("没有",), 1, "builtin", datetime(2030, 1, 2, tzinfo=UTC))  # fmt: skip
    summary = summarise(outcomes)
    body = json.loads(as_json(evaluation, summary, check(summary, [Minimum(Measure.ANSWER, 0.9)])))
    assert set(body["figures"]) == set(Measure)
    assert body["figures"]["answer"] == {"share": 0.5, "right": 1, "of": 2}
    assert body["types"]["金额"]["questions"] == 2
    assert body["minimums"] == [{"name": "answer", "minimum": 0.9, "share": 0.5, "reached": False}]
    assert body["faults"] == [{"where": "第 3 行", "reason": "坏"}]
    assert body["not_indexed"] == ["没有"]
    assert body["seconds"] == {"median": 0.5, "p95": 0.5}
    first, second = body["outcomes"]
    assert (first["id"], first["cause"], first["rank"], first["right"]["answer"]) == ("a", None, 1, True)  # fmt: skip
    assert (second["status"], second["cause"], second["sources"]) == ("refused", "timid", [])

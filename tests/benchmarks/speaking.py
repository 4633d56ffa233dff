"""How long a language model's sentence takes to its reader, once the model has said it."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from tests.assistant.speaking.scripted_model import Exchange, scripted
from tests.benchmarks.measuring import Row
from tests.conftest import service_at

_QUESTIONS = (
    "云岭号旅游列车每列能坐多少人？",
    "市级财政每年安排对口合作专项资金不少于多少？",
    "铁海联运班列的运费补贴是多少？",
    "澄云产业合作园规划面积多大？",
)
_TIMES = 5
_PAUSE_S = 0.4
"""Between the first sentence and the next, so that nothing pushes the first on."""
_QUOTE = re.compile(r'<材料 编号="1"[^>]*>\n(.*?)\n</材料', re.DOTALL)


def rows(folder: Path) -> Iterator[Row]:
    """The first sentence of twenty answers."""
    said: list[float] = []

    def script(exchange: Exchange) -> None:
        quote = _QUOTE.search(exchange.body["messages"][-1]["content"])
        words = re.split(r"[。；\n]", quote[1] if quote else "好")[0]
        exchange.begin()
        exchange.say(words, "[1]")
        said.append(time.monotonic())
        exchange.say("。")
        time.sleep(_PAUSE_S)
        exchange.end()

    with scripted(script) as model:
        settings = {"DUIKOU_MODEL_URL": model.url, "DUIKOU_MODEL_NAME": "m"}
        with service_at(folder / "speaking", **settings) as url:
            ours = [_asked_s(url, each, said) for each in _QUESTIONS * _TIMES]
            bare = [_heard_s(model.url, said) for _ in ours]
    what, baseline = (
        "a model's first sentence, from its full stop to the reader",
        "the model's own stream",
    )
    yield Row(what, baseline, median(ours), median(bare), "a sentence")


def _asked_s(url: str, question: str, said: list[float]) -> float:
    body = {"question": question, "stream": True}
    with httpx.stream("POST", f"{url}/api/ask", json=body) as answer:
        return _first_s(answer, said, lambda data: bool(data.get("text")))


def _heard_s(url: str, said: list[float]) -> float:
    body = {"model": "m", "messages": [{"role": "user", "content": "好"}], "stream": True}
    with httpx.stream("POST", f"{url}/chat/completions", json=body) as answer:
        return _first_s(
            answer, said, lambda data: data["choices"][0]["delta"].get("content") == "。"
        )


def _first_s(answer: httpx.Response, said: list[float], is_it: Any) -> float:
    """Seconds from the full stop to the event that shows it."""
    heard = 0.0
    for line in answer.iter_lines():
        if not heard and line.startswith("data: {") and is_it(json.loads(line[6:])):
            heard = time.monotonic()
    return heard - said[-1]

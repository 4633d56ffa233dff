"""The assistant with a small model that writes badly: nothing unsupported is shown, nothing is lost."""

import threading
import time

import pytest

from assistant.answer import Status
from assistant.wiring import Workspace
from tests.llama.asking import LONGEST_S, fluent_of, unsupported
from tests.llama.conftest import Llama

pytestmark = pytest.mark.llama
QUESTIONS = (
    "云岭号旅游列车每列能坐多少人？",
    "产业类项目最多补助多少？",
    "铁海联运班列的运费补贴是多少？",
    "赴澄川跟岗交流要提交哪些申报材料？",
    "总结一下《澄川市对口合作专项资金管理办法（试行）》的主要内容",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_unsupported_is_shown(
    sample_workspace: Workspace, llama: Llama, question: str
) -> None:
    told: list[str] = []
    answer = fluent_of(sample_workspace, llama).ask(question, tell=told.append)
    assert answer.status is Status.ANSWERED
    assert "".join(told) == answer.text
    assert unsupported(answer) == set()
    assert answer.citations


def test_model_that_dies_in_the_middle_is_told_of(
    sample_workspace: Workspace, llama: Llama
) -> None:
    fluent = fluent_of(sample_workspace, llama)
    killing = threading.Timer(1.0, llama.kill)
    killing.start()
    began = time.monotonic()
    answer = fluent.ask(QUESTIONS[0])
    killing.join()
    assert time.monotonic() - began < LONGEST_S / 2
    assert "定员520人" in answer.text
    assert "语言模型" in answer.note


def test_model_that_is_too_slow_is_left(sample_workspace: Workspace, llama: Llama) -> None:
    answer = fluent_of(sample_workspace, llama, seconds=1.0).ask(QUESTIONS[0])
    assert "定员520人" in answer.text
    assert "语言模型" in answer.note

"""duikou ask at a terminal: the answer is printed while it is made."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

from assistant.wiring import Workspace

_ROOT = Path(__file__).parents[2]
_PAUSE_S = 1.0
_ASK = f"""
import time
from dataclasses import replace
from assistant.answering import Assistant
from assistant.cli import main
ask = Assistant.ask
def slow(self, question, history=(), filters=None, tell=None):
    for piece in ("第一句[1]。", "第二句。") if tell else ():
        tell(piece)
        time.sleep({_PAUSE_S})
    return replace(ask(self, question), text="第一句[1]。第二句。", note="由语言模型写成。")
Assistant.ask = slow
main()
"""
"""The command, with an assistant that takes its time where somebody listens."""


def command(workspace: Workspace) -> tuple[list[str], dict[str, str]]:
    folder = str(workspace.settings.data_dir)
    environment = {**os.environ, "DUIKOU_DATA_DIR": folder, "PYTHONPATH": str(_ROOT)}  # noqa: TID251
    return [sys.executable, "-c", _ASK, "ask", "北屏区哪些部门负责文化旅游合作？"], environment


def read(terminal: int) -> bytes:
    """What is printed next; nothing where the command has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # so Linux tells that nobody writes any more
        return b""


def test_answer_is_printed_while_it_is_made(sample_workspace: Workspace) -> None:
    arguments, environment = command(sample_workspace)
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        arguments, env=environment, stdin=other_end, stdout=other_end, stderr=other_end
    )
    os.close(other_end)
    printed, came = b"", {}
    while piece := read(terminal):
        printed += piece
        for words in ("第一句", "第二句"):
            if words.encode() in printed:
                came.setdefault(words, time.monotonic())
    os.close(terminal)
    assert process.wait(30) == 0
    text = printed.decode()
    assert text.startswith("第一句[1]。第二句。\r\n\r\n说明：由语言模型写成。\r\n\r\n依据：")
    assert text.count("第一句") == 1
    assert came["第二句"] - came["第一句"] > _PAUSE_S / 2


def test_answer_that_goes_to_a_file_is_printed_whole(sample_workspace: Workspace) -> None:
    arguments, environment = command(sample_workspace)
    done = subprocess.run(
        arguments, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("第一句[1]。第二句。\n\n说明：由语言模型写成。\n\n依据：")

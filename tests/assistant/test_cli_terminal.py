"""duikou ask at a terminal: the answer is printed while it is made."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from assistant.wiring import Workspace
from tests.patience import PATIENCE_S

_ROOT = Path(__file__).parents[2]
_ASK = """
import os
from dataclasses import replace
from pathlib import Path
from assistant.answering import Assistant
from assistant.cli import main
from tests.patience import until
ask = Assistant.ask
def slow(self, question, history=(), filters=None, tell=None):
    for piece in ("第一句[1]。", "第二句。") if tell else ():
        tell(piece)
        until(Path(os.environ["READ"]).exists)
    return replace(ask(self, question), text="第一句[1]。第二句。", note="由语言模型写成。")
Assistant.ask = slow
main()
"""
"""The command, with an assistant that waits for its first sentence to be read, and then makes the
file READ.
"""


def command(workspace: Workspace, read: Path) -> tuple[list[str], dict[str, str]]:
    folder = str(workspace.settings.data_dir)
    own = {"DUIKOU_DATA_DIR": folder, "PYTHONPATH": str(_ROOT), "READ": str(read)}
    environment = os.environ | own  # noqa: TID251
    return [sys.executable, "-c", _ASK, "ask", "北屏区哪些部门负责文化旅游合作？"], environment


def printed_next(terminal: int) -> bytes:
    """Nothing where the command has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # so Linux tells that nobody writes any more
        return b""


def test_answer_is_printed_while_it_is_made(sample_workspace: Workspace, tmp_path: Path) -> None:
    """The second sentence is not made before the first is read."""
    arguments, environment = command(sample_workspace, tmp_path / "read")
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        arguments, env=environment, stdin=other_end, stdout=other_end, stderr=other_end
    )
    os.close(other_end)
    printed = b""
    while piece := printed_next(terminal):
        printed += piece
        if "第一句[1]。".encode() in printed:
            (tmp_path / "read").touch()
    os.close(terminal)
    assert process.wait(PATIENCE_S) == 0
    text = printed.decode()
    assert text.startswith("第一句[1]。第二句。\r\n\r\n说明：由语言模型写成。\r\n\r\n依据：")
    assert text.count("第一句") == 1


def test_answer_that_goes_to_a_file_is_printed_whole(
    sample_workspace: Workspace, tmp_path: Path
) -> None:
    arguments, environment = command(sample_workspace, tmp_path / "never")
    done = subprocess.run(
        arguments, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    assert done.stdout.startswith("第一句[1]。第二句。\n\n说明：由语言模型写成。\n\n依据：")

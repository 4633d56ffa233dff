"""Starts processes that may be killed, and kills them."""

import os
import pickle
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

from tests.resilience.killing_orders import Ended, Order

_HANGS_S = 180
_SERVE = """
import sys
from pathlib import Path
from tests.resilience.killing import serve
serve(Path(sys.argv[1]))
"""


class Forker:
    """Starts processes on one folder, and kills them when their time has come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._errors = (folder / "errors").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(folder)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # noqa: TID251 (no threads at a fork)
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.wait(_HANGS_S)
        self._said.close()
        self._errors.close()

    @property
    def _orders(self) -> IO[bytes]:
        assert self._process.stdin
        return self._process.stdin

    @property
    def _said(self) -> IO[bytes]:
        assert self._process.stdout
        return self._process.stdout

    def run(self, order: Order, lives_s: float = _HANGS_S) -> Ended:
        """Carry out an order to its end, or until the process has lived so long."""
        result = self._folder / "result"
        result.unlink(missing_ok=True)
        self._orders.write(pickle.dumps(order))
        child = int(self._said.readline())
        began = time.monotonic()
        if not select.select([self._said], [], [], lives_s)[0]:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        code = int(self._said.readline())
        seconds = time.monotonic() - began
        assert seconds < _HANGS_S, f"{order.task}一直没有完成"
        lines = [line.split() for line in (self._folder / "steps").read_text().splitlines()]
        return Ended(
            code=code,
            seconds=seconds,
            steps=[step for step, *_ in lines],
            embedded=[texts for _, *texts in lines if texts],
            result=pickle.loads(result.read_bytes()) if code == 0 else None,
        )

    def errors(self) -> str:
        """What the processes complained of last."""
        self._errors.seek(0)
        return self._errors.read()[-3000:]

"""make bench: print a Markdown table of ratios; some fifteen minutes on 2 cores."""

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import availability, many_files, pages, register, samples, scale, speaking
from tests.benchmarks.measuring import HEAD


def main() -> None:
    """Measure and print, row by row."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    _say(f"Measured {datetime.now(UTC):%Y-%m-%d} with `make bench` ({machine}); medians.\n\n{HEAD}")
    with tempfile.TemporaryDirectory() as folder:
        for part in (scale, samples, speaking, register, pages, many_files, availability):
            for row in part.rows(Path(folder)):
                _say(str(row))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""A folder of so many small notices that looking at each must cost next to nothing."""

from pathlib import Path

from tests.index.stores import write

FILES = 10_000
_IN_ONE = 500
"""Files of one subfolder."""


def name_of(number: int) -> str:
    """A notice's subfolder and title, by which it is the only one."""
    return f"{number // _IN_ONE:03}/{number:05}号茶园改造"


def fill(library: Path, files: int = FILES) -> None:
    """One line each, no two the same."""
    for number in range(files):
        write(library, name_of(number), f"第{number:05}号茶园由商务局牵头改造。")

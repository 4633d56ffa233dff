"""Ways in which files come to harm."""

from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path], None]


def zero(file: Path) -> None:
    """As after a power failure: the length is right."""
    _write_in_place(file, 0, file.stat().st_size)


def zero_middle(file: Path) -> None:
    size = file.stat().st_size
    _write_in_place(file, size // 2, max(size // 4, 1))


def cut_off(file: Path) -> None:
    _cut(file, file.stat().st_size - 10)


def halve(file: Path) -> None:
    _cut(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    _cut(file, 0)


def delete(file: Path) -> None:
    file.unlink()


WAYS: dict[str, Damage] = {
    "全为零": zero,
    "中间为零": zero_middle,
    "尾部截断": cut_off,
    "截去一半": halve,
    "变空": empty,
    "删除": delete,
}


def _write_in_place(file: Path, start: int, count: int) -> None:
    with file.open("r+b") as stream:
        stream.seek(start)
        stream.write(b"\0" * count)


def _cut(file: Path, size: int) -> None:
    with file.open("r+b") as stream:
        stream.truncate(max(size, 0))

"""Malformed files made from the samples: the same number always gives the same file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import documents
from tests.documents.malforming_docx import ARCHIVE
from tests.documents.malforming_html import HTML
from tests.documents.malforming_pdf import PDF
from tests.documents.malforming_text import TEXT
from tests.documents.malforming_word import MARKUP

Fault = Callable[[bytes, Random], bytes]

_SAMPLES = Path(documents.__file__).parent / "samples"
_SUFFIXES = (".txt", ".md", ".html", ".docx", ".pdf")
_SOURCES = {
    suffix: [path.read_bytes() for path in sorted(_SAMPLES.glob(f"*{suffix}"))]
    for suffix in _SUFFIXES
}


@dataclass(frozen=True)
class Malformed:
    """A file and what was done to it; `name` ends with the format's suffix."""

    name: str
    content: bytes


def malformed(number: int) -> Malformed:
    """The file with this number; successive numbers go through all faults of all formats."""
    random = Random(number)
    suffix, fault_name, fault = FAULTS[number % len(FAULTS)]
    content = fault(random.choice(_SOURCES[suffix]), random)
    return Malformed(f"{number:04d} {fault_name}{suffix}", content)


def _range(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(content))
    length = random.choice((1, 4, 40, 400, 4000, len(content) // 2))
    return start, min(len(content), start + random.randint(1, max(1, length)))


def flip_bits(content: bytes, random: Random) -> bytes:
    """From one bit to one in a hundred bytes."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 3, 10, max(1, len(content) // 100)))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def truncate(content: bytes, random: Random) -> bytes:
    """Downloaded in part."""
    return content[: random.randrange(1, len(content))]


def behead(content: bytes, random: Random) -> bytes:
    """The beginning is missing."""
    return content[random.choice((1, 2, 5, random.randrange(1, len(content)))) :]


def remove(content: bytes, random: Random) -> bytes:
    """Without a range."""
    start, end = _range(content, random)
    return content[:start] + content[end:] or b"\n"


def repeat(content: bytes, random: Random) -> bytes:
    """With a range standing several times."""
    start, end = _range(content, random)
    return content[:start] + content[start:end] * random.choice((2, 3, 50)) + content[end:]


def zero(content: bytes, random: Random) -> bytes:
    """With a range of one byte value, as lost sectors have."""
    start, end = _range(content, random)
    return content[:start] + random.choice((b"\0", b"\xff", b" ", b"(")) * (end - start) + content[end:]  # fmt: skip


def swap(content: bytes, random: Random) -> bytes:
    """With its blocks in another order."""
    size = random.choice((16, 512, 4096, max(1, len(content) // 4)))
    blocks = [content[i : i + size] for i in range(0, len(content), size)]
    a, b = random.randrange(len(blocks)), random.randrange(len(blocks))
    blocks[a], blocks[b] = blocks[b], blocks[a]
    return b"".join(blocks)


def splice(content: bytes, random: Random) -> bytes:
    """With a piece of another file in it."""
    other = random.choice(_SOURCES[random.choice(_SUFFIXES)])
    start, end = _range(other, random)
    at = random.randrange(len(content))
    return content[:at] + other[start:end] + content[at:]


def append(content: bytes, random: Random) -> bytes:
    """With another file behind it."""
    return content + random.choice(_SOURCES[random.choice(_SUFFIXES)])


def scatter(content: bytes, random: Random) -> bytes:
    """With random bytes at random places."""
    pieces = [content]
    for _ in range(random.choice((1, 5, 50))):
        piece = pieces.pop(random.randrange(len(pieces)))
        at = random.randrange(len(piece) + 1)
        pieces += [piece[:at], random.randbytes(random.choice((1, 2, 16))), piece[at:]]
    return b"".join(pieces)


def pile_up(content: bytes, random: Random) -> bytes:
    """Several faults in one file."""
    for fault in random.choices(tuple(BYTES.values()), k=random.randint(2, 4)):
        content = fault(content, random) or b"\n"
    return content


def mislabel(_: bytes, random: Random) -> bytes:
    """The content of another format."""
    return random.choice(_SOURCES[random.choice(_SUFFIXES)])


BYTES: dict[str, Fault] = {
    "翻转比特": flip_bits, "截断": truncate, "缺开头": behead, "缺一段": remove, "重复一段": repeat,
    "抹去一段": zero, "调换": swap, "拼接": splice, "附加": append, "夹杂": scatter,
}  # fmt: skip
"""Faults that know nothing of the format."""

_OWN = {".txt": TEXT, ".md": TEXT, ".html": HTML, ".docx": ARCHIVE | MARKUP, ".pdf": PDF}
FAULTS: list[tuple[str, str, Fault]] = [
    (suffix, name, fault)
    for suffix in _SUFFIXES
    for name, fault in (
        *BYTES.items(), ("多处损坏", pile_up), ("错扩展名", mislabel), *_OWN[suffix].items()
    )
]  # fmt: skip
"""Every fault of every format: the format's suffix, the fault's name, and what it does."""

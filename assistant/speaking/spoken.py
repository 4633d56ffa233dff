"""What of a model's output is text for a reader: no thoughts, no halves of characters, no controls."""

import codecs
import re
from collections.abc import Iterable, Iterator

from assistant.errors import ModelBrokenError

_TAG = re.compile(r"</?think>")
_BEGUN = re.compile(r"<(?:/?(?:t(?:h(?:i(?:n(?:k)?)?)?)?)?)?$")
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def spoken(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of text, none empty and none before the first character.

    Raises ModelBrokenError where thoughts end that were not seen to begin: they were given as text.
    """
    has_begun = False
    for piece in _aloud(_whole(pieces)):
        said = piece if has_begun else piece.lstrip()
        if said:
            has_begun = True
            yield said


def _aloud(pieces: Iterable[str]) -> Iterator[str]:
    """Without what stands between <think> and </think>, wherever the pieces are cut."""
    left, thinks = "", False
    for piece in pieces:
        left += piece
        while tag := _TAG.search(left):
            if not thinks:
                yield left[: tag.start()]
            left, thinks = left[tag.end() :], _turned(tag[0], thinks)
        begun = _BEGUN.search(left)
        cut = begun.start() if begun else len(left)
        if not thinks:
            yield left[:cut]
        left = left[cut:]
    if not thinks:
        yield left


def _turned(tag: str, thinks: bool) -> bool:
    """Whether the model thinks after a tag."""
    if tag == "</think>" and not thinks:
        raise ModelBrokenError(
            "语言模型把思考过程当作回答发了出来（只有 </think>，没有 <think>）。"
            "请在模型服务上分开思考内容（如 vLLM 的 --reasoning-parser），或关闭思考模式。"
        )
    return tag == "<think>"


def _whole(pieces: Iterable[str]) -> Iterator[str]:
    """Characters that JSON splits into two halves are joined; a half alone becomes �."""
    joining = codecs.getincrementaldecoder("utf-16-le")("replace")
    for piece in pieces:
        joined = joining.decode(piece.encode("utf-16-le", "surrogatepass"))
        yield joined.translate(_CONTROLS)
    yield joining.decode(b"", final=True)

"""A text without the blanks of its layout, in one width, and where each character stood."""

_BLANKS = frozenset(" \u3000\xa0\u2002\u2003")
_ONE_WIDTH = str.maketrans("０１２３４５６７８９(),:;", "0123456789（），：；")


class Squeezed:
    """Patterns match `text`; `place` tells where a match stands in the original.

    2023 年6 月1 日 and 2023年6月1日 read the same, as do (试行) and （试行）. Line breaks and cell
    marks stay, so that offsets of lines can be told.
    """

    def __init__(self, original: str) -> None:
        self._places = [i for i, c in enumerate(original) if c not in _BLANKS]
        self.text = "".join(original[i] for i in self._places).translate(_ONE_WIDTH)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets of `text[start:end]`, which must not be empty."""
        return self._places[start], self._places[end - 1] + 1

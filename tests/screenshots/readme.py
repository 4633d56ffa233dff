"""The few pictures that README.md shows, small enough to lie in the repository."""

from pathlib import Path

from PIL import Image

README = ("chat-duties", "reader-original", "register-opened-row", "admin-overview")
FOLDER = Path(__file__).parent / "readme"
_COLOURS = 64
"""Pages have few colours; the edges of letters need some between them."""


def keep(taken: Path) -> None:
    """Put them into the repository with a palette of their own."""
    FOLDER.mkdir(exist_ok=True)
    for name in README:
        with Image.open(taken / f"{name}-1440-light.png") as picture:
            few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}.png", optimize=True)

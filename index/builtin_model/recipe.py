"""What stands in the model's folder and what it was made from."""

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.builtin_model.errors import ModelFileError, ModelNotFoundError

NAME = "multilingual-e5-small"
ENCODER, TOKENIZER, TENSORS = "encoder.onnx", "tokenizer.json", "model.safetensors"
RECIPE, SUMS = "duikou-model.json", "duikou-model.sha256"


@dataclass(frozen=True)
class Recipe:
    """What a folder was made from; stored vectors are comparable only within one recipe."""

    weights: str  # SHA-256 of the weight file, hexadecimal
    version: int = 1  # raise it when the vectors change
    model: str = "intfloat/multilingual-e5-small"
    licence: str = "MIT"

    @property
    def name(self) -> str:
        """The model's identity, such as `multilingual-e5-small-1571fc98-1`."""
        return f"{NAME}-{self.weights[:8]}-{self.version}"


def default_folder() -> Path:
    """Where `make setup` builds the model: beside the packages of this Python environment."""
    return Path(sys.prefix) / "share" / "duikou" / NAME


def read_recipe(folder: Path) -> Recipe:
    """The recipe of a built folder.

    Raises ModelNotFoundError when the folder is not a built model.
    """
    try:
        return Recipe(**json.loads((folder / RECIPE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelNotFoundError(
            f"没有找到内置向量模型：{folder}。请执行 make setup 生成模型后重试。"
        ) from error


def digest(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, names: Iterable[str]) -> None:
    """Note what was made, as `sha256sum -c` reads it. Raises OSError."""
    lines = "".join(f"{digest(folder / name)}  {name}\n" for name in names)
    (folder / f"{SUMS}.new").write_text(lines, encoding="utf-8")
    (folder / f"{SUMS}.new").replace(folder / SUMS)


def require_sound(folder: Path, names: Iterable[str]) -> None:
    """Raises ModelFileError for a file that is not as it was built: its vectors would be wrong.

    A folder that was built before sums were noted is trusted.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    sums = {name: made for made, _, name in (line.partition("  ") for line in lines)}
    for name in names:
        try:
            is_sound = digest(folder / name) == sums.get(name)
        except OSError:
            is_sound = False
        if not is_sound:
            raise ModelFileError(
                f"内置向量模型的文件不见了或已损坏：{folder / name}。请执行 make setup 重新生成模型。"
            )

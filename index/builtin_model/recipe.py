"""What stands in the model's folder and what it was made from."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from index.builtin_model.errors import ModelNotFoundError

NAME = "multilingual-e5-small"
ENCODER, TOKENIZER, TENSORS = "encoder.onnx", "tokenizer.json", "model.safetensors"
RECIPE = "duikou-model.json"


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

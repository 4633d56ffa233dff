"""A cross-encoder, where one is set, orders the best passages; what is none is refused with a reason."""

import math
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.builtin_model import ModelFileError, ModelNotFoundError
from index.builtin_model.errors import ModelMemoryError
from index.hit import REPEALED, Hit
from index.preferring import Wanted, holding_first
from index.ranking import Ranker
from index.reranking import RERANKED, CrossEncoderScores, Reranker, Score
from tests.assistant.hits import hit, record
from tests.index.cross_encoders import make_cross_encoder, make_model
from tests.index.stores import shared_words

TEA = "组织茶叶企业参加展销会。"
COLD = "由市商务局牵头建设冷链物流中心。"
QUESTION = "冷链物流中心由谁牵头？"


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderScores:
    """A real cross-encoder that finds tea relevant, whatever is asked."""
    folder = make_cross_encoder(tmp_path_factory.mktemp("重排") / "爱茶", "茶")
    return CrossEncoderScores(str(folder), threads=2)


@pytest.fixture
def ranker() -> Ranker:
    """Every word is as rare as the others."""
    return Ranker(shared_words(), lambda _word: 1.0)


def passages(*texts: str) -> list[Hit]:
    """Each of a notice of its own."""
    return [
        hit(text, passage=f"{i}:0", notice=record(id=str(i), version_id=str(i)))
        for i, text in enumerate(texts)
    ]


def texts(hits: Sequence[Hit]) -> list[str]:
    return [h.text for h in hits]


# --- the order ------------------------------------------------------------------------------------


def test_its_scores_decide_the_order(ranker: Ranker, tea: CrossEncoderScores) -> None:
    hits = passages(COLD, TEA)
    assert texts(ranker.rank(QUESTION, hits)) == [COLD, TEA]
    first, second = Reranker(ranker, tea.scores).rank(QUESTION, hits)
    assert [first.text, second.text] == [TEA, COLD]
    assert (round(first.score), round(second.score)) == (1, 0)


def test_the_trained_score_is_kept_beside_it(ranker: Ranker, tea: CrossEncoderScores) -> None:
    hits = passages(COLD, TEA, COLD)
    kept = {h.passage_id: h.score for h in ranker.rank(QUESTION, hits)}
    ranked = Reranker(ranker, tea.scores).rank(QUESTION, hits)
    assert {h.passage_id: h.relevance for h in ranked} == kept


def test_it_reads_the_title_the_headings_and_the_words(ranker: Ranker) -> None:
    read: list[str] = []

    def score(question: str, texts: Sequence[str]) -> list[float]:
        read.extend((question, *texts))
        return [0.5] * len(texts)

    Reranker(ranker, score).rank("问？", [hit("正文。", "一、任务", "（一）冷链")])
    assert read == ["问？", "关于冷链建设的通知\n一、任务\n（一）冷链\n正文。"]


def test_what_it_did_not_read_follows_in_the_trained_order(ranker: Ranker) -> None:
    hits = passages(*[COLD] * (RERANKED + 5))
    trained = [h.passage_id for h in ranker.rank(QUESTION, hits)]

    def turned(question: str, texts: Sequence[str]) -> list[float]:
        return [0.2 + i / 100 for i in range(len(texts))]

    ranked = Reranker(ranker, turned).rank(QUESTION, hits)
    expected = trained[:RERANKED][::-1] + trained[RERANKED:]
    assert [h.passage_id for h in ranked] == expected
    scores = [h.score for h in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 0.2 for score in scores[RERANKED:])


def test_like_scores_keep_the_trained_order(ranker: Ranker, tea: CrossEncoderScores) -> None:
    hits = passages("道路已修好。", COLD, "路灯已安装。")
    trained = texts(ranker.rank(QUESTION, hits))
    assert texts(Reranker(ranker, tea.scores).rank(QUESTION, hits)) == trained


def test_nothing_found_is_not_scored(ranker: Ranker) -> None:
    def never(question: str, texts: Sequence[str]) -> list[float]:
        raise AssertionError

    score: Score = never
    assert Reranker(ranker, score).rank(QUESTION, []) == []


def test_what_no_longer_holds_comes_after_at_like_scores(
    ranker: Ranker, tea: CrossEncoderScores
) -> None:
    old, new = passages(TEA, TEA)
    old = replace(old, notice=replace(old.notice, status=REPEALED))
    ranked = Reranker(ranker, tea.scores).rank("冷链", [old, new])
    weighted = holding_first(ranked, Wanted())
    assert [h.notice.id for h in weighted] == ["1", "0"]
    before = {h.notice.id: h.relevance for h in ranked}
    assert weighted[0].relevance == before["1"]
    assert weighted[1].relevance == pytest.approx(before["0"] * 0.7)


# --- the scores -----------------------------------------------------------------------------------


def test_scores_are_probabilities_in_the_order_of_the_texts(tea: CrossEncoderScores) -> None:
    scores = tea.scores(QUESTION, [COLD, TEA, "", TEA * 400, COLD * 400, *[COLD] * 30])
    assert [round(score) for score in scores] == [0, 1, 0, 1, 0, *[0] * 30]
    assert all(0 < score < 1 for score in scores)


def test_text_beyond_512_tokens_is_not_seen(tea: CrossEncoderScores) -> None:
    near, far = tea.scores("谁？", ["办" * 400 + "茶", "办" * 600 + "茶"])
    assert (round(near), round(far)) == (1, 0)


def test_model_of_fewer_tokens_sees_as_much_as_it_can(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "短", max_position_embeddings=64)
    assert len(CrossEncoderScores(str(folder), threads=2).scores("谁？", ["茶" * 900])) == 1


def test_questions_from_many_threads(tea: CrossEncoderScores) -> None:
    lists = [[COLD[: i % 9], TEA * (i % 5 + 1)] for i in range(24)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: tea.scores(QUESTION, each), lists))
    assert [[round(score) for score in scores] for scores in found] == [[0, 1]] * 24


# --- what is refused ------------------------------------------------------------------------------


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"没有找到重排模型 .*没有的.*DUIKOU_RERANKER"):
        CrossEncoderScores(str(tmp_path / "没有的"), threads=2)


@pytest.mark.parametrize(
    ("kind", "labels", "reason"),
    [
        ("BertModel", 1, "没有打分层"),
        ("BertForMaskedLM", 1, "没有打分层"),
        ("BertForSequenceClassification", 3, "有 3 个输出"),
    ],
    ids=["向量模型", "填空模型", "分类模型"],
)
def test_model_of_another_kind_is_refused(
    tmp_path: Path, kind: str, labels: int, reason: str
) -> None:
    folder = make_model(tmp_path / "别的", kind, num_labels=labels)
    with pytest.raises(ModelFileError, match=rf"别的 不是重排模型.*{reason}.*DUIKOU_RERANKER"):
        CrossEncoderScores(str(folder), threads=2)


def test_built_in_embedding_model_is_refused(model_folder: Path) -> None:
    with pytest.raises(ModelFileError, match="不是重排模型"):
        CrossEncoderScores(str(model_folder), threads=2)


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "坏的")
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelFileError, match=r"无法载入重排模型 .*坏的.*请重新下载"):
        CrossEncoderScores(str(folder), threads=2)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "非数", initializer_range=math.inf)
    with pytest.raises(ModelFileError, match=r"非数 给出的分数不是数.*DUIKOU_RERANKER"):
        CrossEncoderScores(str(folder), threads=2)


def test_running_out_of_memory_says_what_to_do(
    tea: CrossEncoderScores, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    def greedy(*_: object, **__: object) -> None:
        torch.empty(1 << 50)

    monkeypatch.setattr(tea._model, "predict", greedy)
    with pytest.raises(ModelMemoryError, match=r"内存不足，无法使用重排模型 .*爱茶.*小些的模型"):
        tea.scores(QUESTION, [COLD])


# --- what it costs where it is not set ------------------------------------------------------------


def test_nothing_heavy_is_loaded_unless_it_is_set(model_folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from assistant.settings import Settings; from assistant.wiring import open_workspace\n"
        "with open_workspace(Settings(data_dir=Path(sys.argv[1]))) as workspace:\n"
        "    workspace.assistant.ask('由谁负责？')\n"
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not done.stdout.strip()

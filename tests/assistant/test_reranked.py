"""The setting of a reranker, end to end on the sample notices: it orders, and breaks no refusal."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Status
from assistant.doctor import examine
from assistant.refusing import doubt_features
from assistant.settings import load_settings
from assistant.sought import Sought
from assistant.understanding import understand
from assistant.web.app import create_app
from assistant.weighing import weigh
from assistant.wiring import Workspace, open_workspace, samples
from index.builtin_model import ModelNotFoundError
from index.hit import Hit
from tests.index.cross_encoders import make_cross_encoder

QUESTION = "对口合作有哪些任务？"


@pytest.fixture(scope="module")
def reranked(
    sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """The sample notices with a cross-encoder that likes medicine, whatever is asked."""
    folder = make_cross_encoder(tmp_path_factory.mktemp("重排") / "爱医", "医")
    settings = sample_workspace.settings.model_copy(update={"reranker": str(folder)})
    with open_workspace(settings) as opened:
        yield opened


def likes(hit: Hit) -> bool:
    return "医" in "".join((hit.notice.title, *hit.headings, hit.text))


def test_setting_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().reranker is None
    monkeypatch.setenv("DUIKOU_RERANKER", "/模型/重排")
    assert load_settings().reranker == "/模型/重排"


def test_what_is_found_comes_in_its_order(sample_workspace: Workspace, reranked: Workspace) -> None:
    plain = sample_workspace.retriever.search(QUESTION)
    found = reranked.retriever.search(QUESTION)
    assert not likes(plain[0])
    liked = [likes(hit) for hit in found]
    assert any(liked)
    assert liked == sorted(liked, reverse=True)
    trained = {hit.passage_id: hit.score for hit in plain}
    shared = [hit for hit in found if hit.passage_id in trained]
    assert len(shared) > 15
    assert all(hit.relevance == pytest.approx(trained[hit.passage_id]) for hit in shared)


def test_service_answers_in_its_order(reranked: Workspace) -> None:
    client = TestClient(create_app(reranked), base_url="http://127.0.0.1")
    first = client.get("/api/search", params={"q": QUESTION}).json()["passages"][0]
    assert "医" in first["title"] + first["text"]
    assert first["score"] > 0.9


def test_no_refusal_is_lost_to_a_reranker_that_knows_nothing(
    sample_workspace: Workspace, reranked: Workspace
) -> None:
    lines = (samples() / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [q["question"] for q in map(json.loads, lines) if not q["answerable"]]
    refused = [q for q in asked if sample_workspace.assistant.ask(q).status is Status.REFUSED]
    assert len(refused) > 5
    assert all(reranked.assistant.ask(q).status is Status.REFUSED for q in refused)


def test_doubt_is_that_of_the_trained_order(sample_workspace: Workspace) -> None:
    question = understand("澄川市与黑石市的对口合作由谁牵头？")
    ranker = sample_workspace.ranker
    sought = Sought(question, ranker.words, ranker.rarity)
    hits = sample_workspace.retriever.search(question.text)
    turned = [replace(hit, score=0.999, trained=hit.score) for hit in hits][::-1]
    ranked = weigh(sought, hits)
    assert doubt_features(sought, ranked, turned) == doubt_features(sought, ranked, hits)


# --- what is wrong with it is told ----------------------------------------------------------------


def test_doctor_reports_it(sample_workspace: Workspace, reranked: Workspace) -> None:
    unset = {f.subject: f for f in examine(sample_workspace.settings)}["重排模型"]
    assert unset.healthy
    assert "DUIKOU_RERANKER" in unset.remark
    found = {f.subject: f for f in examine(reranked.settings)}
    assert found["重排模型"].healthy
    assert "爱医" in found["重排模型"].remark
    assert "秒" in found["重排模型"].remark


def test_doctor_finds_the_stores_sound_beside_a_missing_one(sample_workspace: Workspace) -> None:
    settings = sample_workspace.settings.model_copy(update={"reranker": "/没有/这个/模型"})
    found = {finding.subject: finding for finding in examine(settings)}
    assert [name for name, finding in found.items() if not finding.healthy] == ["重排模型"]
    assert "没有找到重排模型 /没有/这个/模型" in found["重排模型"].remark


def test_missing_one_is_told_at_the_start(sample_workspace: Workspace) -> None:
    settings = sample_workspace.settings.model_copy(update={"reranker": "/没有/这个/模型"})
    with pytest.raises(ModelNotFoundError, match="DUIKOU_RERANKER"), open_workspace(settings):
        pass


@pytest.mark.parametrize("stream", [False, True], ids=["一次", "流式"])
def test_memory_that_runs_out_is_told_to_the_asker(
    reranked: Workspace, monkeypatch: pytest.MonkeyPatch, *, stream: bool
) -> None:
    import sentence_transformers

    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(sentence_transformers.CrossEncoder, "predict", greedy)
    client = TestClient(create_app(reranked), base_url="http://127.0.0.1")
    response = client.post("/api/ask", json={"question": QUESTION, "stream": stream})
    assert response.status_code == (200 if stream else 503)
    assert "model_unavailable" in response.text
    assert "内存不足" in response.text

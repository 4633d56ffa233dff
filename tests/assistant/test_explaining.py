"""The reasons given are those by which the hits were put in order."""

import pytest

from assistant.explaining import CANDIDATES, NAMES, explained
from assistant.wiring import Workspace
from index.linear import load
from index.ranking import Ranker
from tests.assistant.hits import hit, record
from tests.index.stores import shared_words

QUESTION = "北屏区哪些部门负责文化旅游合作？"
MODEL = load("index", "ranking.json")


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    """Every word is as rare as the others."""
    return Ranker(shared_words(), lambda _word: 1.0)


def test_every_feature_of_the_model_has_a_chinese_name() -> None:
    assert set(NAMES) == set(MODEL.weights)
    assert all("\u4e00" <= name[0] <= "\u9fff" for name in NAMES.values())


def test_scores_follow_from_the_candidates_explained(sample_workspace: Workspace) -> None:
    """So many candidates, and these, were put in order: otherwise the reasons would be others."""
    retriever, ranker = sample_workspace.retriever, sample_workspace.ranker
    candidates = retriever.fused(QUESTION, CANDIDATES)
    features = ranker.features(QUESTION, candidates)
    by_id = {c.passage_id: f for c, f in zip(candidates, features, strict=True)}
    for found in retriever.search(QUESTION, 5):
        if found.notice.status == "现行":
            assert MODEL.probability(by_id[found.passage_id]) == pytest.approx(found.score)


def test_strongest_reasons_come_first_and_tell_hits_apart(ranker: Ranker) -> None:
    alike = hit("由文化旅游局负责文化旅游合作。", passage="a", found_by={"keywords": 1, "vectors": 1},
                similarity=0.9)  # fmt: skip
    other = hit("冷藏车二十辆。", passage="b", notice=record(id="1" * 16),
                found_by={"vectors": 9}, similarity=0.7)  # fmt: skip
    first, second = explained("谁负责文化旅游合作？", [alike, other], [alike, other], ranker)
    for found in (first, second):
        sizes = [abs(each.weight) for each in found.contributions]
        assert 1 <= len(sizes) <= 5
        assert sizes == sorted(sizes, reverse=True)
    assert first.contributions[0].name == "意思与问题接近"
    assert first.contributions[0].weight > 0 > second.contributions[0].weight
    assert first.contributions[0].weight == pytest.approx(-second.contributions[0].weight)


def test_words_that_match_are_the_questions_and_their_other_names(ranker: Ranker) -> None:
    found = hit("由发展和改革局牵头，补贴冷藏车。", passage="a")
    (told,) = explained("发改委的补助给谁？", [found], [found], ranker)
    assert "补贴" in told.matched
    assert {"发展", "改革"} & set(told.matched)
    assert "给" not in told.matched


def test_single_hit_needs_no_reason(ranker: Ranker) -> None:
    only = hit("由商务局负责。")
    assert explained("谁负责？", [only], [only], ranker)[0].contributions == ()


def test_nothing_found_is_nothing_to_explain(ranker: Ranker) -> None:
    assert explained("谁负责？", [], [], ranker) == []


def test_hit_that_came_in_between_has_no_reasons(ranker: Ranker) -> None:
    before, after = hit("由商务局负责。", passage="a"), hit("由财政局负责。", passage="b")
    (told,) = explained("谁负责？", [after], [before], ranker)
    assert told.contributions == ()

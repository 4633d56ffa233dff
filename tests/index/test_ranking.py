"""Passages that answer come before passages that only sound alike."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.hit import Hit
from index.ranking import Measure, Ranker, pairs
from tests.assistant.hits import hit, record
from tests.index.stores import shared_words

COLD = "由市商务局牵头建设冷链物流中心，配备冷藏车。"
ROAD = "由市交通运输局牵头修缮乡村道路，安装路灯。"


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    """Every word is as rare as the others."""
    return Ranker(shared_words(), lambda _word: 1.0)


def found(text: str, name: str, title: str = "重点工作安排", rank: int = 1) -> Hit:
    """A passage of a notice of its own that both searches found equally well."""
    return hit(
        text,
        passage=f"{name}:0",
        notice=record(title, id=name, version_id=name),
        found_by={"keywords": rank, "vectors": rank},
        similarity=0.85,
    )


def names(hits: Sequence[Hit]) -> list[str]:
    return [h.notice.id for h in hits]


@pytest.mark.parametrize("turned", [False, True], ids=["好的在前", "好的在后"])
def test_passage_with_the_words_asked_for_comes_first(ranker: Ranker, *, turned: bool) -> None:
    hits = [found(COLD, "冷链"), found(ROAD, "道路")]
    ranked = ranker.rank("冷链物流中心由谁牵头建设？", hits[::-1] if turned else hits)
    assert names(ranked) == ["冷链", "道路"]


@pytest.mark.parametrize("end", ["。", "；", "！", "\n"], ids=["句号", "分号", "叹号", "换行"])
def test_words_in_one_sentence_are_better_than_scattered_ones(ranker: Ranker, end: str) -> None:
    together = found(f"冷链物流补助标准五万元{end}道路修好{end}路灯安好{end}", "同句")
    scattered = found(f"冷链修好{end}物流五万元{end}补助道路{end}标准路灯安好{end}", "散见")
    ranked = ranker.rank("冷链物流补助标准是多少？", [scattered, together])
    assert names(ranked) == ["同句", "散见"]


@pytest.mark.parametrize("turned", [False, True], ids=["所问在前", "所问在后"])
def test_place_asked_about_decides_between_like_passages(ranker: Ranker, *, turned: bool) -> None:
    hits = [
        found(COLD, "静海", title="静海区重点工作安排"),
        found(COLD, "滨海", title="滨海县重点工作安排"),
    ]
    ranked = ranker.rank("静海区的冷链物流中心由谁牵头？", hits[::-1] if turned else hits)
    assert names(ranked) == ["静海", "滨海"]


def test_closer_meaning_comes_first_at_like_words(ranker: Ranker) -> None:
    far, near = found(COLD, "远"), found(COLD, "近")
    hits = [hit_with(far, 0.80), hit_with(near, 0.90)]
    assert names(ranker.rank("冷链物流中心由谁牵头？", hits)) == ["近", "远"]


def hit_with(found_hit: Hit, similarity: float) -> Hit:
    return hit(
        found_hit.text,
        passage=found_hit.passage_id,
        notice=found_hit.notice,
        found_by=found_hit.found_by,
        similarity=similarity,
    )


def test_like_passages_keep_the_order_of_the_searches(ranker: Ranker) -> None:
    hits = [found(COLD, str(i)) for i in range(6)]
    assert names(ranker.rank("冷链物流中心由谁牵头？", hits)) == list("012345")


def test_same_question_is_always_ranked_alike(ranker: Ranker) -> None:
    hits = [found(ROAD, "道路"), found(COLD, "冷链")]
    first = ranker.rank("冷链由谁牵头？", hits)
    assert all(ranker.rank("冷链由谁牵头？", hits) == first for _ in range(3))


def test_only_the_score_of_a_hit_changes(ranker: Ranker) -> None:
    hits = [found(COLD, "冷链"), found(ROAD, "道路")]
    kept = {(h.passage_id, h.text, h.start, h.end) for h in ranker.rank("冷链", hits)}
    assert kept == {(h.passage_id, h.text, h.start, h.end) for h in hits}


def test_nothing_found_is_nothing_ranked(ranker: Ranker) -> None:
    assert ranker.rank("冷链由谁牵头？", []) == []


@pytest.mark.parametrize("question", ["？", "请问是谁", "12", "hello"])
def test_question_without_words_is_ranked_too(ranker: Ranker, question: str) -> None:
    assert len(ranker.rank(question, [found(COLD, "冷链"), found(ROAD, "道路")])) == 2


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="冷链由局负责。；\n （一）12\t", min_size=1, max_size=60),
            st.one_of(st.none(), st.floats(-1, 1)),
            st.integers(1, 500),
        ),
        max_size=8,
    )
)
def test_scores_are_chances_best_first(rows: list[tuple[str, float | None, int]]) -> None:
    hits = [
        hit(text, passage=f"v:{i}", found_by={"keywords": rank}, similarity=similarity)
        for i, (text, similarity, rank) in enumerate(rows)
    ]
    ranked = Ranker(shared_words(), lambda _word: 1.0).rank("冷链由谁负责？", hits)
    scores = [h.score for h in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert {h.passage_id for h in ranked} == {h.passage_id for h in hits}


# --- places and pairs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "text", "share"),
    [
        (["静海区"], "静海落实部门", 1.0),
        (["静海区"], "滨海落实部门", 0.0),
        (["静海区", "滨海县"], "静海落实部门", 0.5),
        (["滨县"], "滨海", 0.0),
        ([], "随便什么", 1.0),
    ],
    ids=["简称", "没有", "一半", "两个字不缩", "没问地方"],
)
def test_share_of_places(places: list[str], text: str, share: float) -> None:
    assert Measure("", (), places, lambda _: 1.0).placed(text) == share


def test_pairs_leave_out_marks_and_words_of_asking() -> None:
    assert pairs("冷链，请问谁的？物流") == {"冷链", "物流"}

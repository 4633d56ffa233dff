"""A trained model says how likely a thing is, by named features."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.candidates import sentences
from assistant.refusing import doubt_features
from assistant.sought import Sought
from assistant.understanding import understand
from assistant.weighing import features_of, weigh
from index.linear import Linear, as_probability, load
from index.ranking import Ranker
from tests.assistant.hits import hit
from tests.index.stores import shared_words

NEAR = Linear(bias=-1.0, weights={"近": 2.0, "长": -0.5})
HITS = [hit("冷链由商务局负责。网点35个。"), hit("道路由交通局负责。", passage="v:1")]


def alike(_word: str) -> float:
    """Every word is as rare as the others."""
    return 1.0


@pytest.fixture(scope="module")
def sought() -> Sought:
    return Sought(understand("冷链由谁负责？"), shared_words(), alike)


def test_log_odds_are_the_weighted_features_and_the_bias() -> None:
    assert NEAR.log_odds({"近": 3.0, "长": 4.0}) == pytest.approx(3.0)


def test_even_log_odds_are_an_even_chance() -> None:
    assert NEAR.probability({"近": 0.5, "长": 0.0}) == pytest.approx(0.5)


def test_more_of_what_speaks_for_it_is_likelier() -> None:
    assert NEAR.probability({"近": 2.0, "长": 0.0}) > NEAR.probability({"近": 1.0, "长": 0.0})


def test_feature_that_was_not_trained_counts_nothing() -> None:
    features = {"近": 1.0, "长": 1.0}
    assert NEAR.probability(features | {"新": 9.0}) == NEAR.probability(features)


def test_missing_feature_is_an_error_and_not_a_nought() -> None:
    with pytest.raises(KeyError, match="长"):
        NEAR.probability({"近": 1.0})


@given(st.floats(allow_nan=False))
def test_probability_lies_between_none_and_all(log_odds: float) -> None:
    assert 0 < as_probability(log_odds) < 1


@given(st.floats(-20, 20), st.floats(0.1, 10))
def test_probability_rises_with_the_log_odds(log_odds: float, more: float) -> None:
    assert as_probability(log_odds + more) > as_probability(log_odds)


@pytest.mark.parametrize(
    ("package", "name"),
    [("index", "ranking.json"), ("assistant", "weighing.json"), ("assistant", "refusing.json")],
    ids=["排序", "衡量", "拒答"],
)
def test_trained_model_comes_with_the_program(package: str, name: str) -> None:
    model = load(package, name)
    assert model.weights
    assert any(model.weights.values())


def test_ranking_was_trained_on_the_features_it_is_given() -> None:
    made = Ranker(shared_words(), alike).features("冷链由谁负责？", HITS)
    assert {frozenset(row) for row in made} == {frozenset(load("index", "ranking.json").weights)}


def test_weighing_was_trained_on_the_features_it_is_given(sought: Sought) -> None:
    made = features_of(sought, sentences(sought.question, HITS))
    assert {frozenset(row) for row in made} == {
        frozenset(load("assistant", "weighing.json").weights)
    }


def test_refusing_was_trained_on_the_features_it_is_given(sought: Sought) -> None:
    made = doubt_features(sought, weigh(sought, HITS), HITS)
    assert set(made) == set(load("assistant", "refusing.json").weights)

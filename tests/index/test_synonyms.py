"""A question finds what a notice says in other words."""

from pathlib import Path

import pytest

from index.keywords import Keywords
from index.registry import StoredPassage
from index.synonyms import synonyms
from tests.index.stores import shared_words

SAID = ("经费由财政承担。", "违者不得参加。", "发给职工补贴。", "天气晴朗。")


@pytest.mark.parametrize(
    ("question", "expected"),
    [("资金", SAID[0]), ("禁止什么", SAID[1]), ("补助", SAID[2]), ("员工", SAID[2])],
)
def test_other_word_for_it_is_found(tmp_path: Path, question: str, expected: str) -> None:
    keywords = Keywords(tmp_path, shared_words())
    keywords.switch_to(keywords.beside())
    keywords.add([StoredPassage(text, "v", "通知", (), text, "") for text in SAID])
    assert [text for text, _ in keywords.search(question, 10)] == [expected]


@pytest.mark.parametrize("word", ["资金", "禁止", "补助", "申请"])
def test_words_mean_each_other(word: str) -> None:
    assert synonyms(word)
    assert all(word in synonyms(other) for other in synonyms(word))
    assert word not in synonyms(word)


@pytest.mark.parametrize("word", ["冷链", "", "资"])
def test_most_words_have_no_other(word: str) -> None:
    assert synonyms(word) == ()

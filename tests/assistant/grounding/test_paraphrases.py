"""What share of right paraphrases passes, and of subtly wrong ones is stopped.

The rules were made looking at those of `learned.txt`, and never at those of `aside.txt`.
"""

import pytest

from assistant.grounding.gate import Gate
from index.words import Words
from tests.assistant.grounding.paraphrasing import Said, said


@pytest.mark.parametrize(
    ("name", "passing", "stopping"), [("learned", 0.8, 0.93), ("aside", 0.8, 0.75)]
)
def test_right_ones_pass_and_wrong_ones_do_not(
    words: Words, name: str, passing: float, stopping: float
) -> None:
    def passes(each: Said) -> bool:
        return Gate(words).verdict(each.sentence, [each.place]).flaw is None

    right, wrong = said(name)
    assert sum(map(passes, right)) >= passing * len(right)
    assert sum(not passes(each) for each in wrong) >= stopping * len(wrong)

"""Whether a text says what a quotation says: figures, most words, every clause."""

import pytest

from assistant.phrasing.conveying import conveys
from index.words import Words

QUOTE = (
    "旅行社委托会员企业赶制的50万张联票，于28日下午全部印制完毕，顺利完成交接手续，送达有关景区。"
)


@pytest.mark.parametrize(
    ("said", "is_all"),
    [
        (QUOTE, True),
        (
            "会员企业赶制的50万张联票由旅行社委托，28日下午全部印制完毕，顺利交接并送达有关景区。",
            True,
        ),
        ("旅行社委托会员企业赶制的50万张联票，于28日下午全部印制完毕，顺利完成交接手续。", False),
        (
            "旅行社委托会员企业赶制的联票，于28日下午全部印制完毕，顺利完成交接手续，送达有关景区。",
            False,
        ),
        ("联票50万张，28日送达。", False),
    ],
)
def test_what_is_left_out_is_noticed(words: Words, said: str, is_all: bool) -> None:
    assert conveys(said, QUOTE, words) is is_all

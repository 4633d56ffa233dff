"""Text becomes the words that a search compares."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.words import STOP_WORDS, Words, is_content, normalise
from tests.index.stores import shared_words


@pytest.fixture(scope="module")
def words() -> Words:
    return shared_words()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("1,000万元", "1000万元"),
        ("1，000万元", "1000万元"),
        ("12,345,678元", "12345678元"),
        ("（试行）", "(试行)"),
        ("GDP", "gdp"),
    ],
    ids=["全角字母数字", "千分位", "全角千分位", "两个千分位", "全角括号", "大写"],
)
def test_spellings_of_the_same_thing_are_one(written: str, meant: str) -> None:
    assert normalise(written) == meant


@pytest.mark.parametrize(
    "listed", ["2021,2022年", "附件1,2", "3.5,1000"], ids=["年份", "附件号", "四位数"]
)
def test_comma_between_two_numbers_stays(listed: str) -> None:
    assert normalise(listed) == listed


def test_stop_words_and_marks_are_left_out(words: Words) -> None:
    cut = words.cut("请问哪些部门负责联席会议的筹备？")
    assert {"部门", "负责", "筹备"} <= set(cut)
    assert not STOP_WORDS & set(cut)
    assert "？" not in cut


def test_question_of_stop_words_only_has_no_words(words: Words) -> None:
    assert words.cut("请问是谁？") == []


def test_long_words_are_also_found_by_their_parts(words: Words) -> None:
    assert {"发展", "改革", "改革委员会"} & set(words.cut("国家发展改革委员会"))
    assert len(words.cut("中华人民共和国")) > len(words.content_words("中华人民共和国"))


def test_content_words_are_whole_and_once_in_order(words: Words) -> None:
    assert words.content_words("中华人民共和国教育，教育和中华人民共和国") == [
        "中华人民共和国",
        "教育",
    ]


def test_own_terms_are_kept_together() -> None:
    assert "澄云办" not in shared_words().content_words("由澄云办负责")
    assert "澄云办" in Words(terms=("澄云办",)).content_words("由澄云办负责")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("天津的冷链由谁负责？", ["天津"]),
        ("静海区由哪个部门负责文化旅游？", ["静海区"]),
        ("上海和青浦区共建园区", ["上海", "青浦区"]),
        ("天津和天津的区别", ["天津"]),
        ("由哪个街道办理？", []),
        ("中国的经济", []),
        ("城市建设由谁负责？", []),
        ("社区和郊区的医院", []),
        ("建设现代化都市", []),
        ("全国统一的标准", []),
        ("冷链由谁负责？", []),
        ("", []),
    ],
    ids=[
        "市简称",
        "区",
        "两处",
        "两次",
        "街道",
        "中国",
        "城市",
        "社区",
        "都市",
        "全国",
        "没有",
        "空",
    ],
)
def test_words_that_name_places(words: Words, text: str, places: list[str]) -> None:
    assert words.places(text) == places


@pytest.mark.parametrize(("word", "known"), [("部门", True), ("茶叶", True), ("魑魅魍魉茶", False)])
def test_word_is_known_if_the_dictionary_has_it(words: Words, word: str, *, known: bool) -> None:
    assert words.knows(word) is known


# --- editions ------------------------------------------------------------------------------------


def test_same_words_are_one_edition() -> None:
    assert Words().edition == shared_words().edition
    assert Words(terms=("澄云办",)).edition == Words(terms=("澄云办",)).edition


def test_other_terms_are_another_edition() -> None:
    editions = {Words(terms=terms).edition for terms in ((), ("澄云办",), ("澄云办", "云岭办"))}
    assert len(editions) == 3


def test_edition_is_the_same_in_every_process() -> None:
    code = "from index.words import Words; print(Words().edition)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == shared_words().edition


@pytest.mark.parametrize(
    ("word", "expected"),
    [("部门", True), ("3", True), ("，", False), ("的", False), (" ", False)],
    ids=["词", "数字", "标点", "停用词", "空格"],
)
def test_only_words_that_mean_something_count(word: str, *, expected: bool) -> None:
    assert is_content(word) is expected


def test_many_threads_cut_as_one_does(words: Words) -> None:
    texts = [
        f"第{i}条：市发展改革委会同省教育厅统筹推进第{i * 1000:,}个对口合作项目。"
        for i in range(400)
    ]
    alone = [words.cut(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(words.cut, texts)) == alone


def test_damaged_cache_of_the_dictionary_is_made_anew(tmp_path: Path) -> None:
    expected = Words(tmp_path).cut("对口合作联席会议")
    for file in tmp_path.iterdir():
        file.write_bytes(b"\x00")
    assert Words(tmp_path).cut("对口合作联席会议") == expected

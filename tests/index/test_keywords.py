"""Keyword search finds words in titles, headings and bodies, and heals when its files are lost."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from index.errors import StoreError
from index.keywords import Keywords
from index.registry import StoredPassage
from index.words import Words
from tests.index.stores import shared_words


def passage(name: str, text: str, *, title: str = "通知", headings: str = "") -> StoredPassage:
    version, _, ordinal = name.partition(":")
    return StoredPassage(f"{version}:{ordinal or 0}", version, title, (headings,), text, "")


@pytest.fixture
def keywords(tmp_path: Path) -> Keywords:
    opened = Keywords(tmp_path / "关键词", shared_words())
    opened.add(
        [
            passage("甲:0", "市发展改革委牵头召开联席会议。"),
            passage("甲:1", "干部挂职由组织部负责。", headings="二、人才交流"),
            passage("乙:0", "请各单位报送总结。", title="关于茶叶产销的通知"),
            passage("丙:0", "安排专项资金1,000万元。"),
        ]
    )
    return opened


def ids(keywords: Keywords, question: str, versions: set[str] | None = None) -> list[str]:
    return [passage_id for passage_id, _ in keywords.search(question, 10, versions)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("联席会议由谁牵头？", "甲:0"),
        ("人才交流", "甲:1"),
        ("茶叶", "乙:0"),
        ("1000万元", "丙:0"),
        ("１，０００万元", "丙:0"),
    ],
    ids=["正文", "小标题", "标题", "不分节的数字", "全角数字"],
)
def test_word_is_found_where_it_stands(keywords: Keywords, question: str, expected: str) -> None:
    assert ids(keywords, question)[0] == expected


@pytest.mark.parametrize(
    "question", ["", "？！", "请问这的", "魑魅魍魉"], ids=["空", "标点", "停用词", "生词"]
)
def test_question_without_known_words_finds_nothing(keywords: Keywords, question: str) -> None:
    assert keywords.search(question, 10) == []


@pytest.mark.parametrize(
    "question",
    ['title:"茶叶" AND (NOT *)', "茶叶^9 ~ [a TO z]", "茶叶" * 500],
    ids=["查询语法", "符号", "很长"],
)
def test_question_is_words_and_never_a_query_language(keywords: Keywords, question: str) -> None:
    assert "乙:0" in ids(keywords, question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("发改委", "戊:0"),
        ("发改局负责什么？", "戊:0"),
        ("发展和改革委员会", "戊:0"),
        ("人社局", "己:0"),
        ("文旅局", "庚:0"),
    ],
)
def test_department_is_found_by_its_other_names(
    keywords: Keywords, question: str, expected: str
) -> None:
    keywords.add(
        [
            passage("戊:0", "项目由区发展和改革局审批。"),
            passage("己:0", "培训由市人力资源和社会保障局承担。"),
            passage("庚:0", "演出由县文化和旅游局安排。"),
        ]
    )
    assert ids(keywords, question)[0] == expected


def test_scores_fall_and_the_limit_holds(keywords: Keywords) -> None:
    found = keywords.search("联席会议 茶叶 人才交流", 2)
    assert len(found) == 2
    assert found[0][1] >= found[1][1] > 0
    assert keywords.search("茶叶", 0) == []


def test_only_the_given_versions_are_looked_through(keywords: Keywords) -> None:
    assert ids(keywords, "联席会议 茶叶", {"乙", "没有"}) == ["乙:0"]
    assert ids(keywords, "联席会议 茶叶", set()) == []


def test_limiting_the_versions_does_not_change_the_scores(keywords: Keywords) -> None:
    everywhere = dict(keywords.search("联席会议", 10))
    within = dict(keywords.search("联席会议", 10, {"甲"}))
    assert within["甲:0"] == pytest.approx(everywhere["甲:0"])


def test_removed_versions_are_not_found(keywords: Keywords) -> None:
    keywords.remove(["甲", "没有这个版本"])
    assert ids(keywords, "联席会议") == []
    assert keywords.count() == 2


def test_rare_words_weigh_more(keywords: Keywords) -> None:
    keywords.search("联席会议", 1)  # a search takes up what was written last
    assert keywords.rarity("魑魅魍魉") > keywords.rarity("联席会议") > 0


# --- words ---------------------------------------------------------------------------------------


def test_index_cut_by_other_words_counts_as_empty(keywords: Keywords, tmp_path: Path) -> None:
    assert Keywords(tmp_path / "关键词", shared_words()).count() == 4
    assert Keywords(tmp_path / "关键词", other_words()).count() == 0


@cache
def other_words() -> Words:
    """A dictionary with a term more."""
    return Words(terms=("茶叶产销",))


def test_index_that_does_not_say_which_words_cut_it_counts_as_empty(
    keywords: Keywords, tmp_path: Path
) -> None:
    (tmp_path / "关键词" / "words").unlink()
    assert keywords.count() == 0


def test_cleared_index_is_cut_by_the_new_words(keywords: Keywords, tmp_path: Path) -> None:
    opened = Keywords(tmp_path / "关键词", other_words())
    opened.clear()
    opened.add([passage("丁:0", "茶叶产销")])
    assert opened.count() == 1
    assert Keywords(tmp_path / "关键词", other_words()).count() == 1


def test_term_of_the_other_words_is_found_after_clearing(
    keywords: Keywords, tmp_path: Path
) -> None:
    opened = Keywords(tmp_path / "关键词", other_words())
    opened.clear()
    opened.add([passage("丁:0", "抓好茶叶产销。"), passage("丁:1", "茶叶丰收。")])
    assert ids(opened, "茶叶产销")[0] == "丁:0"


# --- damage --------------------------------------------------------------------------------------


def _lose(folder: Path) -> None:
    shutil.rmtree(folder)


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def _garble(folder: Path) -> None:
    (folder / "meta.json").write_text("{坏了", encoding="utf-8")


def _cut(folder: Path) -> None:
    (folder / "meta.json").write_bytes(b"")


def _lose_segments(folder: Path) -> None:
    for file in folder.glob("*.store"):
        file.unlink()


DAMAGE = pytest.mark.parametrize(
    "damage",
    [_lose, _empty, _garble, _cut, _lose_segments],
    ids=["文件夹删除", "文件夹清空", "meta.json损坏", "meta.json为空", "段文件丢失"],
)


@DAMAGE
def test_damaged_index_is_opened_empty(keywords: Keywords, tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    damage(tmp_path / "关键词")
    opened = Keywords(tmp_path / "关键词", shared_words())
    assert opened.count() == 0
    opened.add([passage("丁:0", "重新写入茶叶。")])
    assert ids(opened, "茶叶") == ["丁:0"]


@pytest.mark.parametrize(
    "damage", [_lose, _empty, _garble], ids=["文件夹删除", "文件夹清空", "meta.json损坏"]
)
def test_running_process_says_so_and_can_clear(
    keywords: Keywords, tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    damage(tmp_path / "关键词")
    assert keywords.count() == 0
    with pytest.raises(StoreError, match=r"关键词索引 .* 无法读取.*duikou index"):
        keywords.search("茶叶", 10)
    keywords.clear()
    keywords.add([passage("丁:0", "重新写入茶叶。")])
    assert ids(keywords, "茶叶") == ["丁:0"]


def test_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "关键词").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(StoreError, match=r"关键词索引 .*关键词 打不开.*权限"):
        Keywords(tmp_path / "关键词", shared_words())


@pytest.fixture
def writer(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the index's writer until a line is sent to it."""
    code = (
        "import sys, tantivy; index = tantivy.Index.open(sys.argv[1]);"
        "writer = index.writer(20_000_000, 1); print('占用', flush=True); sys.stdin.readline()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "关键词")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.communicate("\n", timeout=10)


def test_second_writer_is_told_and_readers_go_on(
    keywords: Keywords, writer: "subprocess.Popen[str]"
) -> None:
    assert writer.stdout is not None
    writer.stdout.readline()
    with pytest.raises(StoreError, match=r"无法写入.*占用这个文件夹"):
        keywords.add([passage("丁:0", "茶叶")])
    assert ids(keywords, "茶叶") == ["乙:0"]


def test_reader_in_another_process_sees_what_is_written(keywords: Keywords, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.keywords import Keywords;"
        "from index.words import Words; k = Keywords(Path(sys.argv[1]), Words());"
        "print(k.count(), flush=True); sys.stdin.readline(); print(k.count(), *k.search('新茶', 1))"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "关键词")],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with reader:
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == "4"
        keywords.add([passage("丁:0", "新茶上市。")])
        said, _ = reader.communicate("\n", timeout=30)
    assert said.startswith("5 ('丁:0'")

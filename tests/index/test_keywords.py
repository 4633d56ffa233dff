"""Keyword search finds words in titles, headings and bodies, and never hides that files are lost."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from index.errors import StoreError
from index.keywords import KeywordFolder, Keywords
from index.registry import StoredPassage
from index.words import Words
from tests.index import damaging
from tests.index.damaging import WAYS, Damage
from tests.index.stores import shared_words
from tests.patience import PATIENCE_S

PARTS = ("meta.json", ".managed.json", "idx", "term", "store", "fieldnorm", "fast", "pos")


def passage(name: str, text: str, *, title: str = "通知", headings: str = "") -> StoredPassage:
    version, _, ordinal = name.partition(":")
    return StoredPassage(f"{version}:{ordinal or 0}", version, title, (headings,), text, "")


def empty(folder: Path, words: Words | None = None) -> Keywords:
    opened = Keywords(folder, words or shared_words())
    opened.switch_to(opened.beside())
    return opened


def live(folder: Path) -> Path:
    """The subfolder that is live."""
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture
def keywords(tmp_path: Path) -> Keywords:
    opened = empty(tmp_path / "关键词")
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


def _leave_as_if_killed(folder: Path, copy: Path) -> None:
    """Files of a removal of 甲, all but meta.json, which a commit writes last."""
    shutil.copytree(folder, copy)
    KeywordFolder(copy, shared_words()).remove(["甲"])
    written = [path for path in copy.iterdir() if path.suffix == ".del"]
    assert written
    for path in (*written, copy / ".managed.json"):
        shutil.copy(path, folder)


def test_who_starts_after_a_killed_removal_can_remove(keywords: Keywords, tmp_path: Path) -> None:
    _leave_as_if_killed(live(tmp_path / "关键词"), tmp_path / "另一份")
    opened = Keywords(tmp_path / "关键词", shared_words())
    assert len(opened.ids()) == 4
    opened.remove(["甲"])
    assert opened.ids() == {"乙:0", "丙:0"}


def test_who_runs_beside_a_killed_removal_can_remove_at_the_second_try(
    keywords: Keywords, tmp_path: Path
) -> None:
    _leave_as_if_killed(live(tmp_path / "关键词"), tmp_path / "另一份")
    with pytest.raises(StoreError, match="无法写入"):
        keywords.remove(["甲"])
    keywords.remove(["甲"])
    assert keywords.ids() == {"乙:0", "丙:0"}


def test_rare_words_weigh_more(keywords: Keywords) -> None:
    keywords.search("联席会议", 1)  # a search takes up what was written last
    assert keywords.rarity("魑魅魍魉") > keywords.rarity("联席会议") > 0


def test_ids_are_those_that_can_be_found(keywords: Keywords) -> None:
    assert keywords.ids() == {"甲:0", "甲:1", "乙:0", "丙:0"}
    keywords.remove(["甲"])
    assert keywords.ids() == {"乙:0", "丙:0"}
    keywords.remove(["乙", "丙"])
    assert keywords.ids() == set()


# --- beside --------------------------------------------------------------------------------------


def test_index_beside_is_not_searched_before_the_switch(keywords: Keywords) -> None:
    beside = keywords.beside()
    beside.add([passage("丁:0", "新茶上市。"), passage("戊:0", "茶叶丰收。")])
    beside.remove(["戊"])
    assert (beside.count(), beside.ids()) == (1, {"丁:0"})
    assert (ids(keywords, "新茶"), keywords.count()) == ([], 4)
    keywords.switch_to(beside)
    assert (ids(keywords, "新茶"), keywords.count()) == (["丁:0"], 1)
    assert keywords.rarity("新茶") < keywords.rarity("联席会议")


def test_switch_removes_what_was_live_and_the_layout_before(
    keywords: Keywords, tmp_path: Path
) -> None:
    old = live(tmp_path / "关键词")
    for file in old.iterdir():
        shutil.copy(file, tmp_path / "关键词" / file.name)
    keywords.switch_to(keywords.beside())
    names = {path.name for path in (tmp_path / "关键词").iterdir()}
    assert names == {"current", live(tmp_path / "关键词").name}
    assert live(tmp_path / "关键词") != old


def test_search_goes_on_in_a_generation_that_is_being_removed(keywords: Keywords) -> None:
    beside = keywords.beside()
    beside.add([passage("丁:0", "茶叶丰收。")])
    opened = keywords._generations.at_hand()
    keywords.switch_to(beside)
    with pytest.raises(StoreError):
        opened.search(["茶叶"], 10, None)
    assert ids(keywords, "茶叶") == ["丁:0"]


# --- words ---------------------------------------------------------------------------------------


@cache
def other_words() -> Words:
    """A dictionary with a term more."""
    return Words(terms=("茶叶产销",))


def test_index_cut_by_other_words_is_not_usable_but_searched(
    keywords: Keywords, tmp_path: Path
) -> None:
    assert Keywords(tmp_path / "关键词", shared_words()).usable()
    opened = Keywords(tmp_path / "关键词", other_words())
    assert not opened.usable()
    assert ids(opened, "茶叶") == ["乙:0"]
    with pytest.raises(StoreError, match="另一部词典"):
        opened.count()
    with pytest.raises(StoreError, match="另一部词典"):
        opened.add([passage("丁:0", "茶叶产销")])


def test_index_that_does_not_say_which_words_cut_it_is_not_usable(
    keywords: Keywords, tmp_path: Path
) -> None:
    (live(tmp_path / "关键词") / "words").unlink()
    assert not keywords.usable()


def test_term_of_the_other_words_is_found_in_an_index_made_with_them(
    keywords: Keywords, tmp_path: Path
) -> None:
    opened = empty(tmp_path / "关键词", other_words())
    opened.add([passage("丁:0", "抓好茶叶产销。"), passage("丁:1", "茶叶丰收。")])
    assert ids(opened, "茶叶产销")[0] == "丁:0"
    assert opened.usable()
    assert not keywords.usable()


# --- damage --------------------------------------------------------------------------------------


def _remade(keywords: Keywords) -> None:
    """What a rebuild does, in the process that saw the damage."""
    beside = keywords.beside()
    beside.add([passage("丁:0", "重新写入茶叶。")])
    keywords.switch_to(beside)
    assert keywords.usable()
    assert ids(keywords, "茶叶") == ["丁:0"]


def _part(folder: Path, part: str) -> Path:
    return next(path for path in live(folder).iterdir() if path.name.endswith(part))


@pytest.mark.parametrize("damage", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("part", PARTS)
def test_damage_between_runs_is_told_and_healed(
    keywords: Keywords, tmp_path: Path, part: str, damage: Damage
) -> None:
    damage(_part(tmp_path / "关键词", part))
    opened = Keywords(tmp_path / "关键词", shared_words())
    if part == ".managed.json" and not (live(tmp_path / "关键词") / ".managed.json").exists():
        assert opened.usable()  # Tantivy makes this list again
        assert ids(opened, "茶叶") == ["乙:0"]
        return
    assert not opened.usable()
    with pytest.raises(StoreError, match=r"关键词索引 .*关键词 无法读取.*duikou index.*重建"):
        opened.search("茶叶", 10)
    _remade(opened)


@pytest.mark.parametrize("damage", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("part", PARTS)
def test_damage_under_a_running_process_is_told_or_does_no_harm(
    keywords: Keywords, tmp_path: Path, part: str, damage: Damage
) -> None:
    assert ids(keywords, "茶叶") == ["乙:0"]
    damage(_part(tmp_path / "关键词", part))
    with suppress(StoreError):
        assert ids(keywords, "茶叶") == ["乙:0"]
    if part != ".managed.json":
        assert not keywords.usable()
    _remade(keywords)


_WATCHING = """
import sys, time
from pathlib import Path
from tests.index.test_keywords import emptied
opened = [emptied(Path(sys.argv[1], f"{turn}")) for turn in range(5)]
time.sleep(1)
"""


def emptied(folder: Path) -> Keywords:
    """Right after a commit, when Tantivy by itself would look for new files and open them."""
    opened = empty(folder)
    opened.add([passage("甲:0", "市发展改革委牵头召开联席会议。")])
    opened.search("联席会议", 10)
    for part in PARTS[2:]:
        damaging.empty(_part(folder, part))
    return opened


def test_files_emptied_after_a_commit_do_not_end_the_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WATCHING, str(tmp_path)]
    assert not subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode


def _lose(folder: Path) -> None:
    shutil.rmtree(folder)


def _empty(folder: Path) -> None:
    shutil.rmtree(live(folder))
    (folder / "current").unlink()


def _lose_generation(folder: Path) -> None:
    shutil.rmtree(live(folder))


def _empty_generation(folder: Path) -> None:
    for file in live(folder).iterdir():
        file.unlink()


def _lose_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def _go_back(folder: Path) -> None:
    """The layout of former versions of the program."""
    found = live(folder)
    for file in found.iterdir():
        file.rename(folder / file.name)
    found.rmdir()
    (folder / "current").unlink()


LOSSES = pytest.mark.parametrize(
    "lose",
    [_lose, _empty, _lose_generation, _empty_generation, _lose_pointer, _go_back],
    ids=["文件夹删除", "文件夹清空", "在用版本删除", "在用版本清空", "指针删除", "旧版布局"],
)


@LOSSES
def test_lost_index_is_told_and_healed(
    keywords: Keywords, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    assert ids(keywords, "茶叶") == ["乙:0"]
    lose(tmp_path / "关键词")
    for opened in (keywords, Keywords(tmp_path / "关键词", shared_words())):
        assert not opened.usable()
        for ask in (opened.count, opened.ids, lambda o=opened: o.search("茶叶", 10)):
            with pytest.raises(StoreError, match=r"关键词索引 .*关键词 无法读取.*duikou index"):
                ask()
        with pytest.raises(StoreError):
            opened.add([passage("丁:0", "茶叶")])
    _remade(keywords)
    assert ids(opened, "茶叶") == ["丁:0"]


def test_lost_index_is_not_made_again_by_a_search(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="还没有建立"):
        Keywords(tmp_path / "关键词", shared_words()).search("茶叶", 10)
    assert not (tmp_path / "关键词").exists()


def test_panic_of_the_library_is_told(keywords: Keywords, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic() -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(keywords._generations.at_hand(), "_searcher", panic)
    with pytest.raises(StoreError, match=r"无法读取（index out of bounds）"):
        keywords.search("茶叶", 10)


def test_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "关键词").write_text("不是文件夹", encoding="utf-8")
    opened = Keywords(tmp_path / "关键词", shared_words())
    assert not opened.usable()
    with pytest.raises(StoreError, match=r"关键词索引 .*关键词 无法写入.*权限"):
        opened.beside()


@pytest.fixture
def writer(keywords: Keywords, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the index's writer until a line is sent to it."""
    code = (
        "import sys, tantivy; index = tantivy.Index.open(sys.argv[1]);"
        "writer = index.writer(20_000_000, 1); print('占用', flush=True); sys.stdin.readline()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(live(tmp_path / "关键词"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.communicate("\n", timeout=PATIENCE_S)


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
        said, _ = reader.communicate("\n", timeout=PATIENCE_S)
    assert said.startswith("5 ('丁:0'")

"""Index folders that are deleted or come to harm: made again from the registry, never wrong answers."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from index import keeping
from index.errors import StoreError
from index.words import Words
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, running
from tests.index.damaging import WAYS, Damage
from tests.index.stores import CountingEmbeddings, open_stores
from tests.patience import PATIENCE_S, until
from tests.resilience.faulty import answer, contents, put

pytestmark = pytest.mark.resilience

FOLLOWERS = ("keywords", "vectors")
SUBJECTS = ("冷链", "文旅", "农业")
QUESTION = {"question": "冷链第3项任务由谁负责？"}
WholeFolder = Callable[[Path], None]


def flip(file: Path) -> None:
    """64 bytes in the middle are others; length and place are right."""
    content = bytearray(file.read_bytes())
    middle = slice(len(content) // 2, len(content) // 2 + 64)
    content[middle] = bytes(byte ^ 255 for byte in content[middle])
    file.write_bytes(content)


def each_file(harm: Damage) -> WholeFolder:
    """Harm every file that holds something of the index, the pointer aside."""

    def damage(folder: Path) -> None:
        files = [path for path in folder.glob("*/**/*") if path.is_file() and path.stat().st_size]
        assert files
        for file in files:
            harm(file)

    return damage


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def without_generations(folder: Path) -> None:
    for generation in folder.glob("*/"):
        shutil.rmtree(generation)


def pointing_nowhere(folder: Path) -> None:
    (folder / "current").write_text('{"name": "00000000000000000000000000000000"}')


def pointing_outside(folder: Path) -> None:
    (folder / "current").write_text('{"name": "../uploads", "model": "甲", "setting": "乙"}')


def garbage_in_place_of_the_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff\xfe\x00garbage")


HARMS: dict[str, WholeFolder] = {
    "删除": shutil.rmtree,
    "清空": empty,
    "索引文件夹都没了": without_generations,
    "指向不存在的": pointing_nowhere,
    "指向外面": pointing_outside,
    "指针是乱码": garbage_in_place_of_the_pointer,
    "文件改了几个字节": each_file(flip),
    **{f"文件{way}": each_file(harm) for way, harm in WAYS.items()},
}


# --- while nothing runs ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder and its library; to be copied, not touched."""
    folder = tmp_path_factory.mktemp("indexed")
    with open_stores(folder) as stores:
        put(stores.library, *SUBJECTS)
        stores.refresher.refresh(stores.library)
    return folder


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
@pytest.mark.parametrize("broken", [("keywords",), ("vectors",), FOLLOWERS], ids="+".join)
def test_index_is_made_again_at_the_next_start_without_embedding(
    indexed: Path, tmp_path: Path, harm: WholeFolder, broken: tuple[str, ...]
) -> None:
    shutil.copytree(indexed / "data", tmp_path / "data")
    for name in broken:
        harm(tmp_path / "data" / name)
    embeddings = CountingEmbeddings()
    with open_stores(tmp_path, embeddings) as stores:
        for subject in SUBJECTS:
            assert f"{subject}局第3科" in answer(stores, subject)
        assert not any(stores.followers.differences())
        assert embeddings.embedded == []


@pytest.mark.parametrize("name", FOLLOWERS)
def test_file_in_place_of_the_folder_is_named_and_left_alone(
    indexed: Path, tmp_path: Path, name: str
) -> None:
    shutil.copytree(indexed / "data", tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / name)
    file = tmp_path / "data" / name
    file.write_text("不是文件夹")
    with (
        pytest.raises(StoreError, match=rf"/{name} 无法写入（.*Not a directory.*）。请检查"),
        open_stores(tmp_path),
    ):
        pass
    assert file.read_text() == "不是文件夹"
    file.unlink()
    with open_stores(tmp_path) as stores:
        assert "冷链局第3科" in answer(stores, "冷链")


@pytest.mark.parametrize("harm", [*WAYS.values(), flip], ids=[*WAYS, "改了几个字节"])
def test_damaged_copy_of_the_dictionary_is_made_again(tmp_path: Path, harm: Damage) -> None:
    """Words that are cut otherwise than those in the index would not be found."""
    sentence = "哈尔滨与深圳对口合作实施方案由市发展改革委负责"
    whole = Words(tmp_path).cut(sentence)
    (copy,) = tmp_path.iterdir()
    content = copy.read_bytes()
    harm(copy)
    assert Words(tmp_path).cut(sentence) == whole
    assert copy.read_bytes() == content


# --- while the service runs -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Live]:
    """A service that sweeps once an hour only, so that no sweep finds the damage."""
    folder = tmp_path_factory.mktemp("live")
    put(folder / "公文库", *SUBJECTS)
    settings = Settings(data_dir=folder / "data", library=folder / "公文库")
    with pytest.MonkeyPatch.context() as patching, running(settings) as service:
        patching.setattr(keeping, "_REST_S", 0.1)
        service.done(service.post("/api/refresh")["job_id"])
        wanted = service.workspace.tools.models.wanted
        patching.setattr(wanted.embeddings, "embed_documents", None)  # nothing is to be embedded
        yield service


RUNNING = (
    "删除",
    "清空",
    "索引文件夹都没了",
    "指针是乱码",
    "文件改了几个字节",
    "文件截去一半",
    "文件变空",
    "文件删除",
)


@pytest.mark.parametrize("harm", [HARMS[name] for name in RUNNING], ids=RUNNING)
@pytest.mark.parametrize("broken", FOLLOWERS)
def test_asker_is_answered_rightly_or_told_to_wait_a_moment(
    live: Live, harm: WholeFolder, broken: str
) -> None:
    folder = live.workspace.settings.data_dir / broken
    whole = live.ask(QUESTION["question"])
    before = contents(live.workspace.settings.data_dir / "uploads")
    began = time.monotonic()
    harm(folder)
    while not (is_repaired := live.workspace.followers.usable()):
        response = live.client.post("/api/ask", json=QUESTION)
        if response.status_code == 200:
            assert response.json()["answer"] == whole["answer"]
        else:
            error = error_of(response, 503)
            assert error["code"] == "store_unavailable"
            assert f"{folder} 无法读取" in error["message"]
            assert "会自动重建，请稍后再试" in error["message"]
        if time.monotonic() - began > PATIENCE_S:
            break
        live.workspace.keeper.alarm()  # of damage that no question came across
        time.sleep(0.05)
    assert is_repaired
    after = live.ask(QUESTION["question"])
    assert (after["answer"], after["citations"]) == (whole["answer"], whole["citations"])
    assert not any(live.workspace.followers.differences())
    assert contents(live.workspace.settings.data_dir / "uploads") == before


def test_damage_is_repaired_because_a_question_met_it(live: Live) -> None:
    shutil.rmtree(live.workspace.settings.data_dir / "keywords")
    asked = {**QUESTION, "stream": True}
    told = live.client.post("/api/ask", json=asked).text
    assert told.startswith("event: error\n")
    assert "会自动重建，请稍后再试" in told
    until(live.workspace.followers.usable)
    assert "冷链局第3科" in live.ask(QUESTION["question"])["answer"]

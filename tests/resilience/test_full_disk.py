"""The disk fills up while something is written: it is told, answers go on, and room makes it good."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import generations
from index.errors import StoreError
from tests.index.stores import Stores, open_stores
from tests.resilience.faulty import Disk, answer, put, small_disk

pytestmark = pytest.mark.resilience

KB = 1024
STAGED = 5
"""Files that `change` has staged, the first steps of a refresh, before the indexes are written."""
STEPS = ("登记新版本", "写入向量", "写入关键词", "切换版本", "移出关键词")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """The disk that the data folder is on; the notices lie elsewhere."""
    with small_disk(tmp_path / "data") as mounted:
        yield mounted


@pytest.fixture
def stores(tmp_path: Path, disk: Disk) -> Iterator[Stores]:
    """Two notices, indexed."""
    with open_stores(tmp_path) as opened:
        put(opened.library, "冷链", "文旅", count=20)
        opened.refresher.refresh(opened.library)
        yield opened


def change(library: Path) -> None:
    """A new version of one notice, and four more."""
    put(library, "冷链", who="委员会", count=20)
    put(library, "农业", "教育", "能源", "水务", count=20)


def require_told(error: StoreError) -> None:
    """What cannot be written, why, and that it is the disk that wants looking after."""
    assert re.match(
        r"(登记库|向量库 .*/vectors |关键词索引 .*/keywords ).*（.*）。.*磁盘", str(error)
    )


def refresh_until_told(stores: Stores) -> StoreError | None:
    """Refresh; where the disk is too full for it, that is what is told, and given back."""
    try:
        report = stores.refresher.refresh(stores.library)
    except StoreError as error:
        require_told(error)
        return error
    assert not report.failures
    return None


def require_good(stores: Stores) -> None:
    """Everything that was to be indexed is, and nothing of what was is lost."""
    report = stores.refresher.refresh(stores.library)
    assert not report.failures
    assert "冷链委员会第3科" in answer(stores, "冷链")
    for subject in ("文旅", "农业", "教育", "能源", "水务"):
        assert f"{subject}局第3科" in answer(stores, subject)
    missing_or_surplus = stores.followers.differences()
    assert not any(missing_or_surplus)
    notices, _ = stores.catalogue.notices(limit=10)
    history = {n.source: [v.number for v in stores.catalogue.versions(n.id)] for n in notices}
    assert history.pop("冷链.txt") == [2, 1]
    assert sorted(history) == ["农业.txt", "教育.txt", "文旅.txt", "水务.txt", "能源.txt"]
    assert set(map(tuple, history.values())) == {(1,)}


@pytest.mark.parametrize("left", [0, 60 * KB, 300 * KB, 40_000 * KB])
def test_answers_go_on_while_the_disk_is_full(stores: Stores, disk: Disk, left: int) -> None:
    change(stores.library)
    staged = iter(range(STAGED))
    stores.watch(lambda step: disk.fill(left) if next(staged, None) == STAGED - 1 else None)
    refresh_until_told(stores)
    disk.fill()
    assert re.search("冷链(局|委员会)第3科", answer(stores, "冷链"))
    assert "文旅局第3科" in answer(stores, "文旅")
    stores.watch(lambda step: None)
    disk.make_room()
    require_good(stores)


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room is kept free: the disk fills up under whatever is being written."""
    monkeypatch.setattr(generations, "ROOM", 0)


def require_right_or_told(stores: Stores) -> None:
    """An answer is right; where there is none, the disk is what is told."""
    for subject in ("冷链", "文旅"):
        try:
            assert f"{subject}第3项" in answer(stores, subject)
        except StoreError as error:
            require_told(error)


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("left", [n * KB for n in (4, 60, 200, 350, 500, 650, 800)])
def test_disk_that_fills_up_in_the_middle(stores: Stores, disk: Disk, left: int) -> None:
    change(stores.library)
    disk.fill(left)
    refresh_until_told(stores)
    require_right_or_told(stores)
    disk.fill()
    require_right_or_told(stores)
    disk.make_room()
    require_good(stores)


@pytest.mark.usefixtures("careless")
@pytest.mark.parametrize("at", STEPS)
def test_disk_that_is_taken_up_by_another_program_between_two_steps(
    stores: Stores, disk: Disk, at: str
) -> None:
    change(stores.library)
    stores.watch(lambda step: disk.fill() if step == at else None)
    kept = refresh_until_told(stores)  # with all that its traceback holds on to, such as locks
    stores.watch(lambda step: None)
    require_right_or_told(stores)
    disk.make_room()
    require_good(stores)
    del kept


@pytest.mark.usefixtures("careless")
def test_what_was_begun_on_a_full_disk_is_taken_up_by_the_next_start(
    tmp_path: Path, disk: Disk
) -> None:
    with open_stores(tmp_path) as stores:
        put(stores.library, "冷链", "文旅", count=20)
        stores.refresher.refresh(stores.library)
        change(stores.library)
        disk.fill(700 * KB)
        refresh_until_told(stores)
    disk.make_room()
    with open_stores(tmp_path) as stores:
        require_good(stores)
        assert not stores.embeddings.embedded[160:]


@pytest.mark.parametrize(
    ("left", "room"),
    [(0, 0), (16 * KB, 0), (150 * KB, 0), (20_000 * KB, generations.ROOM)],
    ids=["全满", "剩16KB", "剩150KB", "要留有余地"],
)
def test_rebuild_that_finds_no_room_leaves_what_is_live(
    stores: Stores, disk: Disk, monkeypatch: pytest.MonkeyPatch, left: int, room: int
) -> None:
    monkeypatch.setattr(generations, "ROOM", room)
    wanted, rebuilder = stores.tools.models.wanted, stores.tools.rebuilder
    disk.fill(left)
    with pytest.raises(StoreError) as caught:
        rebuilder.rebuild(wanted, anew=True)
    require_told(caught.value)
    disk.fill()
    assert "冷链局第3科" in answer(stores, "冷链")
    disk.make_room()
    assert rebuilder.rebuild(wanted, anew=True)
    assert "冷链局第3科" in answer(stores, "冷链")
    for name in ("keywords", "vectors"):
        folders = [path for path in (disk.folder / name).iterdir() if path.is_dir()]
        assert len(folders) == 1, "what was begun beside is cleared away"

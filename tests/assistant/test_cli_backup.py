"""duikou backup and restore: what they print, ask and refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import typer
from filelock import FileLock
from sqlalchemy import Connection, insert, select
from typer.testing import CliRunner

from assistant import cli_backup
from assistant.errors import AssistantError
from index import schema
from index.errors import IndexingError
from index.opening import open_engine

MOMENT = datetime(2026, 11, 22)  # noqa: DTZ001  the registry's are without zone

app = typer.Typer()
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it printed, the message of its error included."""

    code: int
    said: str


@dataclass
class Desk:
    """Runs commands on one data folder; rebuilding is only counted."""

    monkeypatch: pytest.MonkeyPatch
    folder: Path
    rebuilt: int = 0

    def __call__(self, *arguments: str | Path, typed: str | None = None) -> Outcome:
        self.monkeypatch.setenv("DUIKOU_DATA_DIR", str(self.folder))
        self.monkeypatch.setattr(cli_backup, "_rebuild", self._rebuild)
        done = CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)
        if isinstance(done.exception, AssistantError | IndexingError):
            return Outcome(done.exit_code, done.output + str(done.exception))
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Outcome(done.exit_code, done.output)

    def _rebuild(self, settings: object) -> None:
        self.rebuilt += 1

    def fill(self, *titles: str) -> None:
        """Notices, each with a version that is shown, an uploaded file, and one conversation."""
        uploads = self.folder / "uploads"
        (uploads / ".former").mkdir(parents=True)
        with self.opened() as connection:
            for number, title in enumerate(titles):
                (uploads / f"{title}.txt").write_text(title)
                (uploads / ".former" / f"{title}.txt").write_text("旧")
                connection.execute(insert(schema.notices).values(notice(number, title)))
                connection.execute(insert(schema.versions).values(version(number, title)))
            talk = {"id": "a", "created_at": MOMENT, "updated_at": MOMENT}
            connection.execute(insert(schema.conversations).values(talk))

    def titles(self) -> set[str]:
        with self.opened() as connection:
            return set(connection.scalars(select(schema.versions.c.title)))

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        self.folder.mkdir(exist_ok=True)
        engine = open_engine(f"sqlite:///{self.folder / 'registry.db'}")
        with engine.begin() as connection:
            yield connection
        engine.dispose()


def notice(number: int, title: str) -> dict[str, object]:
    return {"id": f"n{number}", "root": "上传", "source": title, "current_version": f"v{number}"}


def version(number: int, title: str) -> dict[str, object]:
    values: dict[str, object] = {
        column.name: None if column.nullable else "" for column in schema.versions.c
    }
    values |= {"id": f"v{number}", "notice_id": f"n{number}", "number": 1, "reading": 1}
    return values | {"title": title, "outline": [], "pages": [], "indexed_at": MOMENT}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """With two notices."""
    made = Desk(monkeypatch, tmp_path / "原处")
    made.fill("甲", "乙")
    return made


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """With one other notice."""
    made = Desk(monkeypatch, tmp_path / "别处")
    made.fill("丙")
    return made


@pytest.fixture
def saved(desk: Desk, tmp_path: Path) -> Path:
    """A backup of the desk."""
    assert desk("backup", tmp_path / "备份.tar.gz").code == 0
    return tmp_path / "备份.tar.gz"


WHAT = "2 份公文、2 个版本、0 个段落，2 个上传文件（另有 2 个旧文件），1 段对话"


def test_backup_says_what_was_saved_and_where(desk: Desk, tmp_path: Path) -> None:
    outcome = desk("backup", tmp_path / "备份.tar.gz")
    assert outcome == Outcome(0, f"已备份到 {tmp_path}/备份.tar.gz（0.0 MB）：{WHAT}\n")


def test_backup_of_an_empty_registry_is_remarked_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = Desk(monkeypatch, tmp_path / "空")
    with empty.opened():
        pass
    outcome = empty("backup", tmp_path / "备份.tar.gz")
    assert outcome.code == 0
    assert "注意：索引里没有公文。请确认 DUIKOU_DATA_DIR" in outcome.said


def test_backup_in_the_wrong_folder_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outcome = Desk(monkeypatch, tmp_path / "没有")("backup", tmp_path / "备份.tar.gz")
    assert outcome.code == 1
    assert f"{tmp_path}/没有 里没有登记库。请检查 DUIKOU_DATA_DIR" in outcome.said
    assert list(tmp_path.iterdir()) == []


def test_backup_does_not_overwrite(desk: Desk, saved: Path) -> None:
    before = saved.read_bytes()
    outcome = desk("backup", saved)
    assert outcome.code == 1
    assert f"{saved} 已经存在，请换一个文件名" in outcome.said
    assert saved.read_bytes() == before


def test_restore_says_what_came_and_what_is_kept(other: Desk, saved: Path) -> None:
    outcome = other("restore", saved, "--yes")
    assert outcome.code == 0
    lines = outcome.said.splitlines()
    assert lines[0].startswith(f"备份 {saved}（20")
    assert lines[0].endswith(f" 保存）：{WHAT}")
    assert lines[1:] == [
        f"已恢复到 {other.folder}：{WHAT}",
        f"原来的内容留在 {other.folder}/before-restore-1.tar.gz",
        f"原来的上传文件夹留在 {other.folder}/uploads.before-1",
    ]
    assert other.titles() == {"甲", "乙"}
    assert {path.name for path in (other.folder / "uploads").glob("*.txt")} == {"甲.txt", "乙.txt"}
    assert other.rebuilt == 1


def test_restore_into_a_new_folder_has_nothing_to_keep(
    monkeypatch: pytest.MonkeyPatch, saved: Path, tmp_path: Path
) -> None:
    new = Desk(monkeypatch, tmp_path / "新处")
    outcome = new("restore", saved, "--yes")
    assert (outcome.code, len(outcome.said.splitlines())) == (0, 2)
    assert new.titles() == {"甲", "乙"}


@pytest.mark.parametrize(
    ("typed", "titles"), [("y\n", {"甲", "乙"}), ("n\n", {"丙"}), ("", {"丙"})]
)
def test_restore_asks_first(
    monkeypatch: pytest.MonkeyPatch, other: Desk, saved: Path, typed: str, titles: set[str]
) -> None:
    monkeypatch.setattr(cli_backup, "_is_asked", lambda: True)
    outcome = other("restore", saved, typed=typed)
    assert f"将替换 {other.folder} 现有的 1 份公文和全部其他内容" in outcome.said
    assert "会先另存" in outcome.said
    assert other.titles() == titles
    assert (outcome.code == 0) == (titles != {"丙"})


def test_restore_without_a_terminal_needs_yes(other: Desk, saved: Path) -> None:
    outcome = other("restore", saved)
    assert outcome.code == 1
    assert "需要确认。不在终端里运行时请加上 --yes" in outcome.said
    assert other.titles() == {"丙"}


def test_restore_is_refused_while_the_service_runs(other: Desk, saved: Path) -> None:
    with FileLock(other.folder / "service.lock"):
        outcome = other("restore", saved, "--yes")
    assert outcome.code == 1
    assert f"服务正在使用数据文件夹 {other.folder}。请先停止服务" in outcome.said
    assert other.titles() == {"丙"}


def test_bad_backup_is_refused_before_anything_is_asked(other: Desk, tmp_path: Path) -> None:
    (tmp_path / "坏.tar.gz").write_text("x")
    outcome = other("restore", tmp_path / "坏.tar.gz")
    assert outcome.code == 1
    assert "不能使用" in outcome.said
    assert "确认" not in outcome.said
    assert other.titles() == {"丙"}


# --- a registry that is lost or damaged -----------------------------------------------------------


def test_damaged_registry_needs_a_word_more(other: Desk, saved: Path) -> None:
    (other.folder / "registry.db").write_bytes(b"\0rubbish" * 1000)
    refused = other("restore", saved, "--yes")
    assert refused.code == 1
    assert "如果是现有的登记库已经损坏或丢失，请加上 --damaged" in refused.said
    outcome = other("restore", saved, "--yes", "--damaged")
    assert outcome.code == 0
    assert f"原来的内容留在 {other.folder}/registry.damaged-1.db" in outcome.said
    assert other.titles() == {"甲", "乙"}
    assert other.rebuilt == 1


def test_lost_registry_beside_its_indexes_is_restored(other: Desk, saved: Path) -> None:
    (other.folder / "registry.db").unlink()
    (other.folder / "keywords").mkdir()
    (other.folder / "keywords" / "current").touch()
    assert "请加上 --damaged" in other("restore", saved, "--yes").said
    assert other("restore", saved, "--yes", "--damaged").code == 0
    assert other.titles() == {"甲", "乙"}


def test_damaged_is_for_sqlite_only(
    monkeypatch: pytest.MonkeyPatch, other: Desk, saved: Path
) -> None:
    monkeypatch.setenv("DUIKOU_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    outcome = other("restore", saved, "--yes", "--damaged")
    assert outcome.code == 1
    assert "--damaged 只用于 SQLite" in outcome.said
    unreachable = other("restore", saved, "--yes")
    assert unreachable.code == 1
    assert "--damaged" not in unreachable.said

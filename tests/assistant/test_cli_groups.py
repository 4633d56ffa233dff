"""duikou groups: which folders are for whom, from the command line."""

from pathlib import Path

from tests.assistant.test_cli import Duikou, duikou, library  # noqa: F401  fixture


def test_folder_is_closed_listed_and_opened(duikou: Duikou, tmp_path: Path) -> None:  # noqa: F811
    folder = library(tmp_path / "人事")
    assert "所有公文所有人可看" in duikou("groups", "list").out
    assert duikou("index", str(folder)).code == 0
    said = duikou("groups", "set", str(folder), "--group", "人事处", "--group", "领导").out
    assert "只给人事处、领导看" in said
    listed = duikou("groups", "list").out
    assert "人事处、领导" in listed
    assert "松江区商务局" in duikou("ask", "冷链由谁负责？").out  # who has the machine sees all
    assert duikou("groups", "free", str(folder)).code == 0
    assert "所有公文所有人可看" in duikou("groups", "list").out


def test_what_cannot_be_is_told(duikou: Duikou, tmp_path: Path) -> None:  # noqa: F811
    folder = library(tmp_path / "人事")
    odd = duikou("groups", "set", str(folder), "--group", "a/b")
    assert odd.code != 0
    assert "不能作可见组的名称" in odd.err
    missing = duikou("groups", "free", str(folder))
    assert missing.code != 0
    assert "没有设过可见范围" in missing.err
    assert duikou("groups", "set", str(tmp_path / "没有"), "--group", "甲").code != 0


def test_key_of_a_group_is_made_and_listed(duikou: Duikou) -> None:  # noqa: F811
    made = duikou("keys", "create", "--name", "人事", "--scope", "ask", "--group", "人事处")
    assert made.code == 0
    assert "人事处" in duikou("keys", "list").out
    odd = duikou("keys", "create", "--name", "人事", "--scope", "ask", "--group", "a/b")
    assert "不能作可见组的名称" in odd.err

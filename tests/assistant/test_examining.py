"""What is found of the stores of an open workspace."""

import shutil
from collections import namedtuple
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import examining
from assistant.examining import Finding, examined
from assistant.wiring import Workspace

SUBJECTS = ["登记库", "关键词索引", "向量索引", "向量模型", "公文库监视", "磁盘空间"]
Usage = namedtuple("Usage", "total used free")


def findings(workspace: Workspace, remarks: Sequence[str] | None = ()) -> dict[str, Finding]:
    """What is found, by subject."""
    return {finding.subject: finding for finding in examined(workspace, remarks)}


@pytest.fixture
def cold(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with one notice."""
    library = tmp_path / "公文"
    library.mkdir()
    (library / "冷链.txt").write_text("关于冷链的通知\n\n由松江区商务局负责。\n", "utf-8")
    workspace.refresher.refresh(library)
    return workspace


def test_samples_are_sound(sample_workspace: Workspace) -> None:
    found = findings(sample_workspace)
    assert list(found) == SUBJECTS
    assert all(finding.healthy for finding in found.values())
    assert found["登记库"].remark.startswith("15 件公文")
    assert "与登记库一致" in found["关键词索引"].remark
    assert "60 秒" in found["公文库监视"].remark
    assert "剩余" in found["磁盘空间"].remark


@pytest.mark.parametrize(
    ("folder", "subject"), [("keywords", "关键词索引"), ("vectors", "向量索引")]
)
def test_lost_index_is_told_and_hides_nothing(cold: Workspace, folder: str, subject: str) -> None:
    shutil.rmtree(cold.settings.data_dir / folder)
    found = findings(cold)
    assert list(found) == SUBJECTS
    assert not found[subject].healthy
    assert folder in found[subject].remark
    assert found["登记库"].healthy


def test_index_that_lacks_passages_says_what_to_do(cold: Workspace) -> None:
    cold.followers.keywords.remove(cold.registry.current_versions())
    found = findings(cold)["关键词索引"]
    assert not found.healthy
    assert "有 0 个段落，登记库有 1 个" in found.remark
    assert "重建索引" in found.remark
    cold.jobs.ask(examining.Kind.REBUILD)
    assert "正在重建" in findings(cold)["关键词索引"].remark


def test_what_watching_meets_with_is_told(sample_workspace: Workspace) -> None:
    found = findings(sample_workspace, ["无法监视 /公文。"])["公文库监视"]
    assert (found.healthy, found.remark) == (False, "无法监视 /公文。")
    assert not findings(sample_workspace, None)["公文库监视"].healthy


def test_little_room_is_a_fault(
    sample_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = Usage(10 * 2**30, 0, 300 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    found = findings(sample_workspace)["磁盘空间"]
    assert not found.healthy
    assert "剩余 300 MB，共 10.0 GB" in found.remark


def test_disk_that_cannot_be_looked_at(tmp_path: Path) -> None:
    healthy, remark = examining.disk(tmp_path / "没有")
    assert not healthy
    assert "没有" in remark

"""A notice over time: versions, changes, restoring, withdrawing, and what citations still show."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice

UNKNOWN = "0" * 32


def cited(live: Live, question: str) -> dict[str, Any]:
    """The first citation of an answer."""
    return dict(live.ask(question)["citations"][0])


def opened(live: Live, url: str) -> Any:
    """What the reader page reads for the address of a citation."""
    address, _, span = url.partition("#")
    start, end = map(int, span.split("-"))
    shown = live.get(f"/api{address}")
    return shown, shown["text"][start:end]


def versions(live: Live, notice_id: str) -> list[Any]:
    """The history, newest first."""
    found: list[Any] = live.get(f"/api/notices/{notice_id}/versions")["versions"]
    return found


@pytest.fixture(scope="module")
def replaced(live: Live) -> dict[str, Any]:
    """A notice in two versions, and the citation that an answer gave before the second."""
    old = notice("供水改造", "由松江区水务局负责供水改造，2024年6月底前完成。")
    new = notice("供水改造", "由松江区建设局负责供水改造，2024年9月底前完成。")
    live.upload("供水.txt", old)
    citation = cited(live, "供水改造由哪个部门负责？")
    job = live.upload("供水.txt", new)
    assert job["counts"]["changed"] == 1
    return {"citation": citation, "id": citation["notice_id"], "old": old, "new": new}


def test_same_name_replaces_and_keeps_the_id(live: Live, replaced: dict[str, Any]) -> None:
    (shown,) = live.notices("供水改造")
    assert shown["id"] == replaced["id"]
    history = versions(live, shown["id"])
    assert [(v["number"], v["state"]) for v in history] == [(2, "current"), (1, "retired")]
    found = live.get(f"/api/notices/{shown['id']}")
    assert found["version"] == history[0]
    assert found["versions"] == history
    assert found["sources"] == ["供水.txt"]
    assert "松江区建设局" in live.ask("供水改造由哪个部门负责？")["answer"]


def test_old_citation_still_opens_the_words_it_cited(live: Live, replaced: dict[str, Any]) -> None:
    citation = replaced["citation"]
    shown, words = opened(live, citation["url"])
    assert words == citation["quote"]
    assert "松江区水务局" in shown["text"]
    assert shown["version"] == versions(live, replaced["id"])[1]
    assert shown["version"]["id"] == citation["version_id"]
    assert (shown["sources"], shown["links"]) == ([], [])
    headings = [section["heading"] for section in shown["outline"]]
    assert "一、任务" in headings


def test_search_names_the_version_too(live: Live, replaced: dict[str, Any]) -> None:
    passage = live.get("/api/search", q="供水改造由松江区建设局负责")["passages"][0]
    shown, words = opened(live, passage["url"])
    assert words.strip() == passage["text"].strip()
    assert shown["version"]["state"] == "current"


def test_changes_say_what_changed(live: Live, replaced: dict[str, Any]) -> None:
    address = f"/api/notices/{replaced['id']}/changes"
    found = live.get(address)
    assert (found["before"]["number"], found["after"]["number"]) == (1, 2)
    (section,) = found["changes"]["sections"]
    assert "松江区水务局" in section["before"]
    assert "松江区建设局" in section["after"]
    assert set(found["changes"]) == {"masthead", "sections", "duties", "figures"}
    for words in ("水务局", "建设局", "6月底", "9月底"):
        assert words in found["text"]
    new, old = (v["id"] for v in versions(live, replaced["id"]))
    assert live.get(address, **{"from": old, "to": new}) == found
    assert live.get(address, to=new) == found
    back = live.get(address, **{"from": new, "to": old})
    assert (back["before"]["number"], back["after"]["number"]) == (2, 1)
    assert "松江区建设局" in back["changes"]["sections"][0]["before"]
    assert "相同" in live.get(address, **{"from": new, "to": new})["text"]


def test_changes_without_two_versions(live: Live, replaced: dict[str, Any]) -> None:
    old = versions(live, replaced["id"])[1]["id"]
    address = f"/api/notices/{replaced['id']}/changes"
    assert (
        "之前没有别的版本" in error_of(live.client.get(address, params={"to": old}), 404)["message"]
    )
    error = error_of(live.client.get(address, params={"from": UNKNOWN}), 404)
    assert UNKNOWN in error["message"]
    live.upload("独本.txt", notice("独本", "只有一版。"))
    alone = live.notices("独本")[0]["id"]
    error_of(live.client.get(f"/api/notices/{alone}/changes"), 404)


def test_original_is_the_versions_own(live: Live, replaced: dict[str, Any]) -> None:
    address = f"/api/notices/{replaced['id']}/source"
    new, old = (v["id"] for v in versions(live, replaced["id"]))
    assert live.client.get(address).content.decode() == replaced["new"]
    assert live.client.get(address, params={"version": new}).content.decode() == replaced["new"]
    former = live.client.get(address, params={"version": old})
    assert former.content.decode() == replaced["old"]
    assert former.headers["content-disposition"].endswith("%E4%BE%9B%E6%B0%B4.txt")


def test_file_that_is_no_longer_the_version_is_not_handed_out(live: Live) -> None:
    live.upload("被改.txt", notice("被改", "原来的文字。"))
    (shown,) = live.notices("被改")
    path = live.workspace.tools.uploads.folder / "被改.txt"
    words = path.read_bytes()
    path.write_bytes(words.replace("原来".encode(), "换掉".encode()))
    response = live.client.get(f"/api/notices/{shown['id']}/source")
    if response.status_code == 200:  # it was read again meanwhile
        assert "换掉" in live.get(f"/api/notices/{shown['id']}")["text"]
    else:
        assert "不同" in error_of(response, 409)["message"]
    path.write_bytes(words)


@pytest.mark.parametrize(
    "address",
    [
        f"/api/notices/{'0' * 16}/versions",
        f"/api/notices/{'0' * 16}/changes",
        f"/api/notices/{'0' * 16}?version={UNKNOWN}",
        f"/api/notices/{'0' * 16}/source?version={UNKNOWN}",
    ],
)
def test_unknown_notice_or_version(live: Live, address: str) -> None:
    assert error_of(live.client.get(address), 404)["code"] == "not_found"


@pytest.mark.parametrize("odd", ["x", "../x", "%00", "A" * 32, "0" * 31])
def test_odd_version(live: Live, replaced: dict[str, Any], odd: str) -> None:
    error_of(live.client.get(f"/api/notices/{replaced['id']}?version={odd}"), 422)
    error_of(live.client.get(f"/api/notices/{replaced['id']}/changes?from={odd}"), 422)


# --- restoring -----------------------------------------------------------------------------------


def test_restored_version_is_answered_from(live: Live) -> None:
    live.upload("路灯.txt", notice("路灯维修", "由松江区城管局负责路灯维修。"))
    live.upload("路灯.txt", notice("路灯维修", "由松江区电力公司负责路灯维修。"))
    (shown,) = live.notices("路灯维修")
    new, old = (v["id"] for v in versions(live, shown["id"]))
    address = f"/api/notices/{shown['id']}/versions"
    assert "就是现行版本" in error_of(live.client.post(f"{address}/{new}/restore"), 409)["message"]
    error_of(live.client.post(f"{address}/{UNKNOWN}/restore"), 404)
    job = live.done(live.post(f"{address}/{old}/restore")["job_id"])
    assert (job["kind"], job["lane"]) == ("restore", "urgent")
    assert "松江区城管局" in live.ask("路灯维修由哪个部门负责？")["answer"]
    assert [v["number"] for v in versions(live, shown["id"])] == [3, 2, 1]
    assert "城管局" in live.client.get(f"/api/notices/{shown['id']}/source").text


def test_version_of_a_library_file_is_restored_by_its_text(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "公文" / "绿化.txt"
    path.parent.mkdir()
    path.write_text(notice("绿化养护", "由松江区园林局负责绿化养护。"), "utf-8")
    live.workspace.refresher.refresh(path.parent)
    path.write_text(notice("绿化养护", "由松江区林业局负责绿化养护。"), "utf-8")
    live.workspace.refresher.refresh(path.parent)
    (shown,) = live.notices("绿化养护")
    address = f"/api/notices/{shown['id']}"
    old = versions(live, shown["id"])[1]["id"]
    error = error_of(live.client.get(f"{address}/source?version={old}"), 404)
    assert "没有保留" in error["message"]
    live.done(live.post(f"{address}/versions/{old}/restore")["job_id"])
    assert "松江区园林局" in live.ask("绿化养护由哪个部门负责？")["answer"]
    # the file on disk says something else than the version shown
    assert "不同" in error_of(live.client.get(f"{address}/source"), 409)["message"]
    live.workspace.tools.replacer.forget(str(path.parent))


# --- withdrawing ---------------------------------------------------------------------------------


def seen(live: Live, notice_id: str, department: str, words: str) -> list[bool]:
    """Whether answers, search, register, list and reader show a notice."""
    answer = live.ask(f"{words}由哪个部门负责？")
    cites = [*answer["citations"], *(answer["nearest"] or [])]
    return [
        any(c["notice_id"] == notice_id for c in cites),
        any(p["notice_id"] == notice_id for p in live.get("/api/search", q=words)["passages"]),
        any(d["notice_id"] == notice_id for d in live.get("/api/duties", department=department)["duties"]),
        any(n["id"] == notice_id for n in live.notices()),
        live.client.get(f"/api/notices/{notice_id}").status_code == 200,
    ]  # fmt: skip


def test_withdrawn_notice_is_nowhere_at_once_and_comes_back(live: Live) -> None:
    content = notice("渡口管理", "由松江区海事处负责渡口管理。")
    live.upload("渡口.txt", content)
    (shown,) = live.notices("渡口管理")
    citation = cited(live, "渡口管理由哪个部门负责？")
    look = shown["id"], "松江区海事处", "渡口管理"
    assert seen(live, *look) == [True] * 5
    response = live.client.delete(f"/api/notices/{shown['id']}")
    assert response.status_code == 200
    assert seen(live, *look) == [False] * 5
    assert response.json()["notice_id"] == shown["id"]
    live.done(response.json()["job_id"])
    assert not (live.workspace.tools.uploads.folder / "渡口.txt").exists()
    error_of(live.client.delete(f"/api/notices/{shown['id']}"), 404)
    error_of(live.client.get(f"/api/notices/{shown['id']}/source"), 404)

    # what was cited can still be read, and says that it is a former version
    found, words = opened(live, citation["url"])
    assert words == citation["quote"]
    assert [v["state"] for v in found["versions"]] == ["retired"]
    (version,) = versions(live, shown["id"])
    former = live.client.get(f"/api/notices/{shown['id']}/source?version={version['id']}")
    assert former.content.decode() == content

    restored = live.post(f"/api/notices/{shown['id']}/versions/{version['id']}/restore")
    live.done(restored["job_id"])
    assert seen(live, *look) == [True] * 5
    assert (live.workspace.tools.uploads.folder / "渡口.txt").read_text("utf-8") == content


def test_withdrawn_notice_can_be_uploaded_again(live: Live) -> None:
    content = notice("码头收费", "由松江区物价局负责码头收费。")
    live.upload("码头.txt", content)
    (shown,) = live.notices("码头收费")
    live.done(live.client.delete(f"/api/notices/{shown['id']}").json()["job_id"])
    live.upload("码头.txt", content)
    assert [n["id"] for n in live.notices("码头收费")] == [shown["id"]]


def test_withdrawn_library_notice_stays_so_though_its_file_is_there(
    live: Live, tmp_path: Path
) -> None:
    path = tmp_path / "公文" / "粮站.txt"
    path.parent.mkdir()
    path.write_text(notice("粮站修缮", "由松江区粮食局负责粮站修缮。"), "utf-8")
    live.workspace.refresher.refresh(path.parent)
    (shown,) = live.notices("粮站修缮")
    live.done(live.client.delete(f"/api/notices/{shown['id']}").json()["job_id"])
    live.workspace.refresher.refresh(path.parent)
    assert live.notices("粮站修缮") == []
    assert path.is_file()
    live.workspace.tools.replacer.forget(str(path.parent))


def test_deleting_nothing(live: Live) -> None:
    assert error_of(live.client.delete(f"/api/notices/{'0' * 16}"), 404)["code"] == "not_found"
    error_of(live.client.delete("/api/notices/x"), 422)


# --- one text in several files -------------------------------------------------------------------


def test_files_with_one_text_are_one_notice_and_part_when_one_changes(
    live: Live, tmp_path: Path
) -> None:
    folder = tmp_path / "公文"
    folder.mkdir()
    words = notice("桥梁检测", "由松江区交通局负责桥梁检测。")
    for name in ("甲.txt", "乙.txt"):
        (folder / name).write_text(words, "utf-8")
    live.workspace.refresher.refresh(folder)
    (shown,) = live.notices("桥梁检测")
    assert sorted(live.get(f"/api/notices/{shown['id']}")["sources"]) == ["乙.txt", "甲.txt"]
    citation = cited(live, "桥梁检测由哪个部门负责？")
    (folder / shown["source"]).write_text(words.replace("交通局", "公路局"), "utf-8")
    live.workspace.refresher.refresh(folder)
    assert len(live.notices("桥梁检测")) == 2
    # the version cited is by now the other file's, and still says what it said
    found, quoted = opened(live, citation["url"])
    assert quoted == citation["quote"]
    assert found["version"]["id"] == citation["version_id"]
    assert len(versions(live, shown["id"])) == 2
    live.workspace.tools.replacer.forget(str(folder))


def test_original_of_a_notice_whose_first_file_is_gone(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "公文"
    folder.mkdir()
    words = notice("水库巡查", "由松江区水务局负责水库巡查。")
    (folder / "a.txt").write_text(words, "utf-8")
    (folder / "b.txt").write_text(words.replace("\n", "\r\n"), "utf-8", newline="")
    live.workspace.refresher.refresh(folder)
    (shown,) = live.notices("水库巡查")
    (folder / shown["source"]).unlink()
    live.workspace.refresher.refresh(folder)
    (left,) = live.notices("水库巡查")
    assert left["source"] != shown["source"]
    response = live.client.get(f"/api/notices/{left['id']}/source")
    assert response.content == (folder / left["source"]).read_bytes()
    live.workspace.tools.replacer.forget(str(folder))


@pytest.mark.parametrize(
    "name",
    [
        '引"号; filename=别的.exe.txt',
        "换\r\n行X-Bad: 1.txt",
        "百%0d%0aX-Bad: 1.txt",
        "逗,号 空格.txt",
    ],
    ids=["引号", "换行", "百分号", "逗号"],
)
def test_name_of_a_file_stays_within_its_header(live: Live, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "公文"
    folder.mkdir()
    (folder / name).write_text(notice("抬头注入", name[:1], "照办。"), "utf-8")
    live.workspace.refresher.refresh(folder)
    (shown,) = live.notices("抬头注入")
    headers = live.client.get(f"/api/notices/{shown['id']}/source").headers
    assert "x-bad" not in headers
    attachment, _, quoted = headers["content-disposition"].partition("; filename*=utf-8''")
    assert attachment == "attachment"
    assert unquote(quoted) == name
    assert not set(quoted) & set("\"';, \r\n")
    live.workspace.tools.replacer.forget(str(folder))

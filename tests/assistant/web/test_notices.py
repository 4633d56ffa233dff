"""GET /api/notices: pages of notices, one notice, and its original file."""

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from assistant.web.app import create_app
from assistant.wiring import Workspace, samples
from tests.assistant.web.errors import error_of

NOTICE = {
    "id", "title", "issuer", "document_number", "index_number", "category", "addressees",
    "issued_on", "published_on", "origin", "status", "source",
}  # fmt: skip


def only(client: TestClient, words: str) -> dict[str, str]:
    """The one notice that a search of titles finds."""
    (notice,) = client.get("/api/notices", params={"q": words}).json()["notices"]
    return dict(notice)


def test_all_notices_newest_first(client: TestClient) -> None:
    answer = client.get("/api/notices?limit=100").json()
    assert answer["total"] == len(answer["notices"]) == 15
    assert all(set(notice) >= NOTICE for notice in answer["notices"])
    days = [n["issued_on"] or n["published_on"] for n in answer["notices"]]
    known = [day for day in days if day]
    assert known == sorted(known, reverse=True)
    assert days[: len(known)] == known


def test_pages_follow_each_other(client: TestClient) -> None:
    everything = [n["id"] for n in client.get("/api/notices?limit=100").json()["notices"]]
    paged: list[str] = []
    for offset in range(0, 15, 4):
        page = client.get(f"/api/notices?limit=4&offset={offset}").json()
        assert page["total"] == 15
        paged += [notice["id"] for notice in page["notices"]]
    assert paged == everything
    assert client.get("/api/notices?offset=15").json() == {"notices": [], "total": 15}


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("专项资金管理办法", 1),
        ("云岭青管发〔2022〕8号", 1),
        ("北屏区商务局", 1),
        ("没有的词", 0),
        ("%", 0),
        ("_", 0),
    ],
)
def test_words_look_in_title_number_and_issuer(client: TestClient, words: str, total: int) -> None:
    assert client.get("/api/notices", params={"q": words}).json()["total"] == total


def test_filters(client: TestClient) -> None:
    def total(**query: str) -> int:
        return int(client.get("/api/notices", params=query).json()["total"])

    assert total(issued_to="2021-12-31") == 1
    assert total(issued_from="2021-09-06", issued_to="2021-09-06") == 1
    assert total(issued_from="2024-02-01", issued_to="2024-01-01") == 0
    assert total(status="现行") == 13
    assert total(issuer="没有的机关") == 0


def test_empty_filter_is_none(client: TestClient) -> None:
    assert client.get("/api/notices?issuer=").json()["total"] == 15


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("limit=0", "limit 太小"),
        ("limit=101", "limit 太大"),
        ("offset=-1", "offset 太小"),
        ("nope=1", "nope"),
        ("issued_to=31日", "应为日期"),
    ],
)
def test_list_that_is_wrong_says_what(client: TestClient, query: str, says: str) -> None:
    assert says in error_of(client.get(f"/api/notices?{query}"), 422)["message"]


def test_one_notice(client: TestClient) -> None:
    notice = client.get(f"/api/notices/{only(client, '云岭青管发〔2022〕8号')['id']}").json()
    assert set(notice) >= NOTICE | {"text", "outline", "pages", "versions"}
    assert notice["issuer"] == "云岭青禾生态旅游度假区管理委员会"
    assert "北屏落实部门：区文化体育旅游局、区融媒体中心" in notice["text"]
    headings = [section["heading"] for section in notice["outline"]]
    assert "四、重点工作" in headings
    for section in notice["outline"]:
        assert notice["text"][section["start"] :].startswith(section["heading"])
        assert section["end"] <= len(notice["text"])
    assert [version["state"] for version in notice["versions"]] == ["current"]


def test_every_notice_can_be_read_and_downloaded(client: TestClient) -> None:
    for notice in client.get("/api/notices?limit=100").json()["notices"]:
        assert client.get(f"/api/notices/{notice['id']}").status_code == 200
        response = client.get(f"/api/notices/{notice['id']}/source")
        assert response.content == (samples() / notice["source"]).read_bytes()
        disposition = response.headers["content-disposition"]
        assert disposition.startswith("attachment")
        assert quote(Path(notice["source"]).name) in disposition
        assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("part", ["", "/source"])
def test_unknown_notice(client: TestClient, part: str) -> None:
    error = error_of(client.get(f"/api/notices/{'0' * 16}{part}"), 404)
    assert error["code"] == "not_found"
    assert "没有这份公文" in error["message"]


@pytest.mark.parametrize(
    "odd",
    [
        "x",
        "%00",
        "公文",
        "'; DROP TABLE notices; --",
        "A" * 16,
        "0" * 17,
        "0" * 5000,
        "%2e%2e%2fregistry.db",
    ],
    ids=["短", "空字节", "汉字", "引号", "大写", "17位", "很长", "上级目录"],
)
@pytest.mark.parametrize("part", ["", "/source"])
def test_ids_with_odd_characters(client: TestClient, odd: str, part: str) -> None:
    response = client.get(f"/api/notices/{odd}{part}")
    error_of(response, 404 if "%2f" in odd else 422)


def test_deleted_original_is_told(workspace: Workspace, tmp_path: Path) -> None:
    library = tmp_path / "公文"
    (library / "2024").mkdir(parents=True)
    original = library / "2024" / "冷链 通知.txt"
    original.write_text("关于冷链的通知\n\n由松江区商务局负责。\n", "utf-8")
    workspace.refresher.refresh(library)
    client = TestClient(create_app(workspace), base_url="http://127.0.0.1")
    notice = only(client, "冷链")
    assert notice["source"] == "2024/冷链 通知.txt"
    address = f"/api/notices/{notice['id']}/source"
    assert client.get(address).content == original.read_bytes()
    original.unlink()
    assert "原始文件 2024/冷链 通知.txt 已不在" in error_of(client.get(address), 404)["message"]
    assert client.get(f"/api/notices/{notice['id']}").status_code == 200
    original.write_text("关于冷链的通知\n\n改由松江区农业局负责。\n", "utf-8")
    workspace.refresher.refresh(library)
    states = [v["state"] for v in client.get(f"/api/notices/{notice['id']}").json()["versions"]]
    assert states == ["current", "retired"]
    original.unlink()
    workspace.refresher.refresh(library)
    assert "没有这份公文" in error_of(client.get(address), 404)["message"]


# --- validity ----------------------------------------------------------------------------------------


def test_notice_names_the_others_it_repeals_and_rests_on(client: TestClient) -> None:
    new = only(client, "2024年修订")
    shown = client.get(f"/api/notices/{new['id']}").json()
    (repeal,) = [link for link in shown["links"] if link["kind"] == "废止"]
    assert repeal["document_number"] == "澄川政办发〔2021〕17号"
    assert "同时废止" in shown["text"][repeal["start"] : repeal["end"]]
    assert (shown["status"], shown["superseded_by"]) == ("现行", None)
    old = client.get(f"/api/notices/{repeal['notice_id']}").json()
    assert old["status"] == "已废止"
    assert old["superseded_by"] == {
        "notice_id": new["id"],
        "title": new["title"],
        "document_number": "澄川政办发〔2024〕5号",
    }
    assert (old["effective_from"], old["expires_on"]) == ("2021-09-06", "2024-12-31")


@pytest.mark.parametrize(
    ("status", "many"), [("现行", 13), ("已废止", 1), ("已失效", 1), ("已修订", 0), ("尚未施行", 0)]
)
def test_notices_are_listed_by_status(client: TestClient, status: str, many: int) -> None:
    found = client.get("/api/notices", params={"status": status, "limit": 50}).json()
    assert found["total"] == len(found["notices"]) == many
    assert {notice["status"] for notice in found["notices"]} <= {status}


def test_unknown_status_is_refused(client: TestClient) -> None:
    assert client.get("/api/notices", params={"status": "作废"}).status_code == 422


def test_answers_keep_to_the_status_asked_for(client: TestClient) -> None:
    question = "市级财政每年安排对口合作专项资金不少于多少？"
    said = {
        status: client.post("/api/ask", json={"question": question, "filters": {"status": status}})
        for status in ("现行", "已废止")
    }
    assert "5000万元" in said["现行"].json()["answer"]
    assert "3000万元" in said["已废止"].json()["answer"]
    assert {c["status"] for c in said["现行"].json()["citations"]} == {"现行"}

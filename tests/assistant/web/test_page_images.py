"""GET /api/notices/{id}/pages: pages of a PDF as pictures, and where words stand on them."""

import asyncio
import struct
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from assistant.web import scans
from assistant.web.scans import Desk
from assistant.wiring import samples
from documents.errors import SlowFileError
from documents.picturing import page_words
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice

PDF = "澄川市对口合作专项资金管理办法（试行）.pdf"


def shown(client: TestClient, source: str) -> dict[str, Any]:
    """The notice that a file became."""
    notices = client.get("/api/notices?limit=100").json()["notices"]
    (found,) = (each for each in notices if each["source"] == source)
    return dict(client.get(f"/api/notices/{found['id']}").json())


@pytest.fixture(scope="module")
def pdf(client: TestClient) -> dict[str, Any]:
    return shown(client, PDF)


@pytest.fixture(scope="module")
def address(pdf: dict[str, Any]) -> str:
    return f"/api/notices/{pdf['id']}/pages"


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


# --- pictures ------------------------------------------------------------------------------------------


def test_every_page_is_a_picture(client: TestClient, pdf: dict[str, Any], address: str) -> None:
    for number in range(1, len(pdf["pages"]) + 1):
        response = client.get(f"{address}/{number}", params={"width": 400})
        assert response.status_code == 200
        assert response.headers["content-type"] == "image/png"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert abs(size_of(response.content)[0] - 400) <= 1


def test_picture_is_kept_until_version_page_or_width_differ(
    client: TestClient, pdf: dict[str, Any], address: str
) -> None:
    first = client.get(f"{address}/1?width=300")
    tag = first.headers["etag"]
    assert "no-cache" in first.headers["cache-control"]
    again = client.get(f"{address}/1?width=300", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    version = {"version": pdf["version"]["id"], "width": 300}
    assert client.get(f"{address}/1", params=version).headers["etag"] == tag
    others = [client.get(f"{address}/{rest}") for rest in ("2?width=300", "1?width=301")]
    assert tag not in {other.headers["etag"] for other in others}


@pytest.mark.parametrize("part", ["", "/places"])
@pytest.mark.parametrize(
    ("number", "says"),
    [("5", "共 4 页"), ("99999", "共 4 页")],
)
def test_page_that_is_not_there(
    client: TestClient, address: str, number: str, says: str, part: str
) -> None:
    assert says in error_of(client.get(f"{address}/{number}{part}"), 404)["message"]


@pytest.mark.parametrize(
    "rest", ["0", "-1", "x", "1000000", "1?width=99", "1?width=1601", "1?width=x", "1?version=x"]
)
def test_what_no_page_can_be(client: TestClient, address: str, rest: str) -> None:
    error_of(client.get(f"{address}/{rest}"), 422)


@pytest.mark.parametrize("part", ["", "/places"])
@pytest.mark.parametrize(
    "source", ["澄云产业合作任务分工方案.docx", "2024年专业技术人才交流通知.html", "青禾农产品进北屏产销对接通知.txt"]
)  # fmt: skip
def test_notice_that_is_no_pdf_has_no_pages(client: TestClient, source: str, part: str) -> None:
    found = shown(client, source)
    error = error_of(client.get(f"/api/notices/{found['id']}/pages/1{part}"), 404)
    assert "不是 PDF" in error["message"]
    assert "请下载原文件" in error["message"]


@pytest.mark.parametrize("part", ["", "/places"])
def test_unknown_notice_and_version(client: TestClient, address: str, part: str) -> None:
    error_of(client.get(f"/api/notices/{'0' * 16}/pages/1{part}"), 404)
    error_of(client.get(f"{address}/1{part}", params={"version": "0" * 32}), 404)


@pytest.mark.parametrize("part", ["", "/places"])
def test_page_that_cannot_be_drawn_is_told(
    client: TestClient, address: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise SlowFileError("这一页过于复杂，已放弃。请下载原文件查看。")

    monkeypatch.setattr(scans, "draw", fail)
    monkeypatch.setattr(scans, "page_words", fail)
    assert "过于复杂" in error_of(client.get(f"{address}/1{part}"), 422)["message"]


# --- places --------------------------------------------------------------------------------------------


def under(places: list[dict[str, float]], number: int) -> str:
    """What the file has in the places of a page."""
    characters = page_words((samples() / PDF).read_bytes(), number).characters
    return "".join(
        c.text
        for p in places
        for c in characters
        if p["left"] <= (c.left + c.right) / 2 <= p["left"] + p["width"]
        and p["top"] <= (c.top + c.bottom) / 2 <= p["top"] + p["height"]
    )


def test_cited_words_are_marked_on_their_page(client: TestClient, pdf: dict[str, Any], address: str) -> None:  # fmt: skip
    question = "挂职干部的生活补助标准是多少？"
    (citation, *_) = client.post("/api/ask", json={"question": question}).json()["citations"]
    assert citation["notice_id"] == pdf["id"]
    span = {"start": citation["start"], "end": citation["end"], "version": citation["version_id"]}
    number = citation["page"]
    found = client.get(f"{address}/{number}/places", params=span).json()
    assert (found["number"], found["pages"]) == (number, 4)
    assert found["ratio"] == pytest.approx(842 / 595, rel=0.01)
    assert under(found["places"], number) == "".join(citation["quote"].split())
    for place in found["places"]:
        assert 0 <= place["left"] < place["left"] + place["width"] <= 1
        assert 0 <= place["top"] < place["top"] + place["height"] <= 1
    elsewhere = client.get(f"{address}/{number % 4 + 1}/places", params=span).json()
    assert elsewhere["places"] == []


@pytest.mark.parametrize(
    "span",
    [{}, {"start": 3}, {"start": 9, "end": 9}, {"start": 9, "end": 3}, {"start": 10**7, "end": 10**8}],
    ids=str,
)  # fmt: skip
def test_nothing_to_mark(client: TestClient, address: str, span: dict[str, int]) -> None:
    found = client.get(f"{address}/1/places", params=span)
    assert found.status_code == 200
    assert found.json()["places"] == []
    assert found.json()["pages"] == 4


# --- files that change -------------------------------------------------------------------------------


def test_former_version_shows_its_own_pages(live: Live) -> None:
    old, new = (
        (samples() / name).read_bytes() for name in (PDF, "云岭市2024年对口合作工作要点.pdf")
    )
    live.upload("换页.pdf", old)
    (first,) = [n for n in live.notices() if n["source"] == "换页.pdf"]
    live.upload("换页.pdf", new)
    address = f"/api/notices/{first['id']}/pages/1/places"
    now, before = live.get(f"/api/notices/{first['id']}/versions")["versions"]
    assert live.get(address)["pages"] == 5
    assert live.get(address, version=now["id"])["pages"] == 5
    assert live.get(address, version=before["id"])["pages"] == 4


def test_file_that_is_gone(live: Live, tmp_path: Path) -> None:
    folder = tmp_path / "公文"
    folder.mkdir()
    (folder / "批复.pdf").write_bytes(
        (samples() / "关于同意共建澄云产业合作园的批复.pdf").read_bytes()
    )
    live.workspace.refresher.refresh(folder)
    (found,) = [n for n in live.notices() if n["source"] == "批复.pdf"]
    address = f"/api/notices/{found['id']}/pages/1"
    tag = live.client.get(address).headers["etag"]
    (folder / "批复.pdf").unlink()
    assert "已不在" in error_of(live.client.get(address), 404)["message"]
    # a picture that the reader has is still of this version
    kept = live.client.get(address, headers={"If-None-Match": tag})
    assert kept.status_code == 304
    live.workspace.tools.replacer.forget(str(folder))


def test_uploaded_text_has_no_pages(live: Live) -> None:
    live.upload("会议.txt", notice("会议安排", "由松江区办公室负责。"))
    (found,) = live.notices("会议安排")
    error_of(live.client.get(f"/api/notices/{found['id']}/pages/1"), 404)


# --- many at a time ------------------------------------------------------------------------------------


def test_pages_take_turns_and_too_many_are_sent_away() -> None:
    running, most = 0, 0

    def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.05)
        running -= 1

    async def ask_all(count: int) -> list[object]:
        desk = Desk()
        return await asyncio.gather(
            *(desk.done(work) for _ in range(count)), return_exceptions=True
        )

    answers = asyncio.run(ask_all(scans.WAITING + 3))
    refused = [answer for answer in answers if answer is not None]
    assert len(refused) == 3
    assert all(
        isinstance(answer, HTTPException) and answer.status_code == 503 for answer in refused
    )
    assert most <= scans.AT_ONCE


def test_pages_that_wait_hold_no_thread() -> None:
    async def waiting() -> int:
        desk = Desk()
        done = asyncio.Event()

        async def held() -> None:
            async with desk._drawing:
                await done.wait()

        holders = [asyncio.create_task(held()) for _ in range(scans.AT_ONCE)]
        await asyncio.sleep(0)
        waiters = [asyncio.create_task(desk.done(lambda: 1)) for _ in range(10)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiters)
        done.set()
        await asyncio.gather(*holders)
        return sum(await asyncio.gather(*waiters))

    assert asyncio.run(waiting()) == 10


def test_pages_are_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    picture = paths["/api/notices/{notice_id}/pages/{number}"]["get"]
    assert list(picture["responses"]["200"]["content"]) == ["image/png"]
    assert {"304", "404", "409", "422", "503"} <= set(picture["responses"])
    places = paths["/api/notices/{notice_id}/pages/{number}/places"]["get"]
    assert "places" in places["description"]

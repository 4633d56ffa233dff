"""POST /api/notices: what is taken in, what is refused, and that nothing is left behind."""

import io
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import anyio
import pytest
from fastapi.testclient import TestClient

from assistant.web import receiving, uploading
from assistant.web.turnstile import Turnstile
from documents.reading import LARGEST
from index.errors import StoreError
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice

COLD = notice("冷链建设", "由松江区商务局负责冷链建设，市财政局配合。")


def send(live: Live, *files: tuple[str, bytes | str], field: str = "files") -> Any:
    """The response to an upload."""
    parts = [(field, (n, c.encode() if isinstance(c, str) else c)) for n, c in files]
    return live.client.post("/api/notices", files=parts)


@pytest.fixture
def refused(live: Live) -> Iterator[Live]:
    """The service, in which the test must leave neither files nor jobs behind."""

    def kept() -> tuple[set[Path], int]:
        jobs = live.get("/api/jobs", limit=100)["jobs"]
        return set(live.incoming()), sum(job["kind"] == "upload" for job in jobs)

    before = kept()
    yield live
    assert kept() == before


# --- what is taken in ----------------------------------------------------------------------------


def test_upload_is_answered_from_and_downloaded_again(live: Live) -> None:
    job = live.upload("冷链 通知.txt", COLD)
    assert (job["state"], job["kind"], job["lane"]) == ("done", "upload", "urgent")
    assert job["counts"]["added"] == 1
    assert (job["failures"], job["about"]) == ([], ["冷链 通知.txt"])
    (shown,) = live.notices("冷链建设")
    assert shown["source"] == "冷链 通知.txt"
    answer = live.ask("冷链建设由哪个部门负责？")
    assert "松江区商务局" in answer["answer"]
    assert answer["citations"][0]["notice_id"] == shown["id"]
    original = live.client.get(f"/api/notices/{shown['id']}/source")
    assert original.content == COLD.encode()
    assert unquote(original.headers["content-disposition"]).endswith("''冷链 通知.txt")
    assert live.incoming() == []


@pytest.mark.parametrize("field", ["file", "files", "文件", "upload[]"])
def test_any_field_may_hold_the_file(live: Live, field: str) -> None:
    response = send(live, (f"字段{len(field)}.txt", notice("字段", field)), field=field)
    assert response.status_code == 202
    assert live.done(response.json()["job_id"])


def test_several_files_at_once_and_words_beside_them(live: Live) -> None:
    files = [("files", (f"批量{i}.md", notice(f"批量{i}", "县乡村振兴局负责。"))) for i in range(3)]
    response = live.client.post("/api/notices", files=files, data={"note": "说明"})
    accepted = response.json()
    assert accepted["files"] == ["批量0.md", "批量1.md", "批量2.md"]
    job = live.done(accepted["job_id"])
    assert (job["done"], job["counts"]["added"]) == (3, 3)
    shown = live.get(f"/api/jobs/{job['id']}", files_after=-1)
    assert [(f["source"], f["outcome"]) for f in shown["files"]] == [
        (name, "新增") for name in accepted["files"]
    ]
    assert shown["files_next"] is None
    assert live.get(f"/api/jobs/{job['id']}", files_after=1)["files"] == shown["files"][2:]


def test_same_file_again_changes_nothing(live: Live) -> None:
    live.upload("不变.txt", notice("不变", "照旧。"))
    job = live.upload("不变.txt", notice("不变", "照旧。"))
    assert job["counts"]["unchanged"] == 1
    assert len(live.get(f"/api/notices/{live.notices('不变')[0]['id']}")["versions"]) == 1


def test_file_in_a_name_of_another_program(live: Live) -> None:
    boundary = "x"
    name = "国标码.txt".encode("gb18030")
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="' + name + b'"\r\n\r\n'
    kind = {"content-type": f"multipart/form-data; boundary={boundary}"}
    body = head + notice("国标码", "试。").encode() + b"\r\n--x--\r\n"
    response = live.client.post("/api/notices", content=body, headers=kind)
    assert response.json()["files"] == ["国标码.txt"]


# --- names ---------------------------------------------------------------------------------------

ODD_NAMES = {
    "上级目录": ("../../etc/冷.txt", "冷.txt"),
    "反斜杠上级": ("..\\..\\冷.txt", "冷.txt"),
    "绝对路径": ("/etc/冷.txt", "冷.txt"),
    "盘符": ("C:\\公文\\冷.txt", "冷.txt"),
    "首尾空白": ("  冷.txt ", "冷.txt"),
    "分解的字形": ("か\u3099.txt", "が.txt"),
    "大写后缀": ("冷.TXT", "冷.TXT"),
    "引号": ('a"b.txt', 'a"b.txt'),
}


@pytest.mark.parametrize(("sent", "kept"), ODD_NAMES.values(), ids=ODD_NAMES)
def test_names_lose_their_path(live: Live, sent: str, kept: str) -> None:
    response = send(live, (sent, notice(f"名称{kept}", sent)))
    assert response.status_code == 202
    (name,) = response.json()["files"]
    assert unquote(name) == kept
    live.done(response.json()["job_id"])
    folder = live.workspace.tools.uploads.folder
    assert (folder / name).is_file()
    assert not (folder.parent / kept).exists()


BAD_NAMES = {
    "隐藏": ".冷.txt",
    "只有路径": "../..",
    "暂存文件夹": ".incoming",
    "临时": "冷.txt.tmp",
    "属主文件": "~$冷.docx",
    "太长": "冷" * 80 + ".txt",
    "很长": "a" * 3000 + ".txt",
    "不支持": "冷.exe",
    "旧版": "冷.doc",
    "没有后缀": "冷链通知",
    "压缩包": "冷.zip",
}


@pytest.mark.parametrize("name", BAD_NAMES.values(), ids=BAD_NAMES)
def test_bad_name_is_refused_and_told(refused: Live, name: str) -> None:
    error = error_of(send(refused, ("好的.txt", COLD), (name, COLD)), 422)
    assert error["code"] == "bad_upload"
    assert "请" in error["message"]
    assert name.rpartition("/")[2][:20] in error["message"]
    assert not (refused.workspace.tools.uploads.folder / "好的.txt").exists()


@pytest.mark.parametrize("odd", ["\0", "\r\n", "\x1b"], ids=["空字节", "换行", "控制字符"])
def test_control_characters_in_a_name(refused: Live, odd: str) -> None:
    name = f"冷{odd}X-Bad: 1.txt".encode()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="'
        + name
        + b'"\r\n\r\n1\r\n--x--\r\n'
    )
    kind = {"content-type": "multipart/form-data; boundary=x"}
    response = refused.client.post("/api/notices", content=body, headers=kind)
    assert response.status_code in {400, 422}


def test_two_files_of_one_name_are_refused(refused: Live) -> None:
    error = error_of(send(refused, ("双.txt", "甲"), ("夹/双.txt", "乙")), 422)
    assert "双.txt" in error["message"]


# --- sizes ---------------------------------------------------------------------------------------


def test_empty_file_and_no_file(refused: Live) -> None:
    error = error_of(send(refused, ("好的.txt", COLD), ("空的.txt", b"")), 422)
    assert "空的.txt" in error["message"]
    assert "没有收到文件" in error_of(send(refused, ("", b"")), 422)["message"]
    response = refused.client.post("/api/notices", files={"files": (None, "文字")})
    assert "没有收到文件" in error_of(response, 422)["message"]


def test_file_that_is_too_large(refused: Live) -> None:
    error = error_of(send(refused, ("好的.txt", COLD), ("大的.txt", b"x" * (LARGEST + 1))), 413)
    assert "大的.txt" in error["message"]
    assert "20 MB" in error["message"]


def test_largest_file_is_received(live: Live) -> None:
    response = send(live, ("最大.pdf", b"x" * LARGEST))
    assert response.status_code == 202
    assert live.done(response.json()["job_id"])["counts"]["failed"] == 1


def test_too_many_files(refused: Live) -> None:
    error = error_of(send(refused, *((f"{i}.txt", COLD) for i in range(51))), 413)
    assert "50" in error["message"]


@pytest.mark.parametrize("way", ["声明长度", "分块传输"])
def test_request_that_is_too_large(
    refused: Live, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LARGEST_REQUEST", 2**20)
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(64):
            taken += 1
            yield b"y" * 65536

    body = b"".join(pieces()) if way == "声明长度" else pieces()
    kind = {"content-type": "multipart/form-data; boundary=x"}
    error = error_of(refused.client.post("/api/notices", content=body, headers=kind), 413)
    assert (error["code"], "分几次上传" in error["message"]) == ("too_large", True)


def test_other_addresses_keep_the_small_limit(live: Live) -> None:
    for address in ("/api/refresh", "/api/notices/", "/api/ask"):
        error = error_of(live.client.post(address, content=b"x" * 300_000), 413)
        assert "256 KB" in error["message"]


# --- broken requests -----------------------------------------------------------------------------

BROKEN = {
    "不是表单": ("application/json", b"{}", 415),
    "没有格式": ("", b"x", 415),
    "没有分界": ("multipart/form-data", b"x", 400),
    "没有结束": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nabc',
        400,
    ),
    "第二个没有结束": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nabc\r\n'
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="b.txt"\r\n\r\nabc',
        400,
    ),
    "乱码": ("multipart/form-data; boundary=x", b"\xff\xfe" * 100, 400),
    "空的": ("multipart/form-data; boundary=x", b"", 400),
    "头很长": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="' + b"n" * 100_000 + b'"\r\n\r\n\r\n--x--',
        400,
    ),
    "字段很长": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + b"n" * 100_000 + b"\r\n--x--",
        400,
    ),
}


@pytest.mark.parametrize(("kind", "body", "status"), BROKEN.values(), ids=BROKEN)
def test_broken_request(refused: Live, kind: str, body: bytes, status: int) -> None:
    headers = {"content-type": kind} if kind else {}
    error = error_of(refused.client.post("/api/notices", content=body, headers=headers), status)
    assert "上传" in error["message"]


class Client:
    """Sends an upload as ASGI messages, at will slowly or not to its end."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages = list(messages)
        self.answer: list[Any] = []

    async def receive(self) -> Any:
        """The next message; nothing more comes after the last."""
        if self.messages:
            return self.messages.pop(0)
        await anyio.sleep_forever()
        raise AssertionError

    async def send(self, message: Any) -> None:
        """The service's answer."""
        self.answer.append(message)

    def run(self, live: Live) -> int:
        """The status."""
        scope = {
            "type": "http", "method": "POST", "path": "/api/notices", "query_string": b"",
            "raw_path": b"/api/notices", "root_path": "", "http_version": "1.1", "scheme": "http",
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
            "headers": [
                (b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x"),
            ],
        }  # fmt: skip
        anyio.run(live.client.app, scope, self.receive, self.send)
        return int(self.answer[0]["status"])


HALF = {
    "type": "http.request",
    "more_body": True,
    "body": b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nabc',
}


def test_upload_that_is_broken_off(refused: Live) -> None:
    before = len(list(Path("/tmp").iterdir()))
    assert Client(HALF, {"type": "http.disconnect"}).run(refused) == 400
    assert len(list(Path("/tmp").iterdir())) <= before + 1


@pytest.mark.parametrize("limit", ["STALL_S", "LONGEST_S"])
def test_upload_that_stalls(refused: Live, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, limit, 0.2)
    assert Client(HALF).run(refused) == 408


def test_so_many_uploads_at_a_time(live: Live) -> None:
    app: Any = live.client.app
    app.state.uploading = Turnstile(0)
    try:
        response = send(live, ("晚.txt", COLD))
        assert "上传" in error_of(response, 503)["message"]
        assert response.headers["retry-after"]
    finally:
        app.state.uploading = Turnstile(uploading.UPLOADERS)


def test_full_disk_is_told_and_leaves_nothing(
    refused: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.uploads.shutil.copyfileobj", full)
    error = error_of(send(refused, ("满.txt", COLD)), 503)
    assert "磁盘空间" in error["message"]


def test_job_that_cannot_be_asked_for_leaves_nothing(
    refused: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise StoreError("登记库读写失败。请检查磁盘空间。")

    monkeypatch.setattr("index.working.Worker.ask", lost)
    error_of(send(refused, ("失.txt", COLD)), 503)


# --- what cannot be read -------------------------------------------------------------------------


def bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to hundreds of megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * 2**20)
    return packed.getvalue()


def test_zip_bomb_is_a_failure_and_nothing_else(live: Live) -> None:
    job = live.upload("炸弹.docx", bomb())
    assert job["state"] == "done"
    (failure,) = job["failures"]
    assert failure["source"] == "炸弹.docx"
    assert re.search("[\u4e00-\u9fff]", failure["reason"])
    assert live.notices("炸弹") == []
    assert live.upload("炸后.txt", notice("炸后", "照常。"))["counts"]["added"] == 1


def test_unreadable_upload_leaves_the_old_version_and_can_be_retried(live: Live) -> None:
    live.upload("表.docx", Path(sample("docx")).read_bytes())
    (before,) = [n for n in live.notices() if n["source"] == "表.docx"]
    job = live.upload("表.docx", b"PK\x03\x04 nothing")
    assert job["counts"] == {"added": 0, "changed": 0, "removed": 0, "unchanged": 0, "failed": 1}
    (failure,) = job["failures"]
    assert (failure["source"], failure["outcome"]) == ("表.docx", "失败")
    shown = live.get(f"/api/notices/{before['id']}")
    assert [v["number"] for v in shown["versions"]] == [1]
    source = live.client.get(f"/api/notices/{before['id']}/source")
    assert source.content == Path(sample("docx")).read_bytes()
    (listed,) = [
        f for f in live.get("/api/failures", dead=True)["failures"] if f["name"] == "表.docx"
    ]
    assert (listed["dead"], listed["retry_at"], listed["reason"]) == (True, None, failure["reason"])
    assert listed not in live.get("/api/failures", dead=False)["failures"]

    again = live.post("/api/failures/retry", source=listed["source"])
    assert again["files"] == 1
    assert live.done(again["job_ids"][0])["counts"]["failed"] == 1
    live.upload("表.docx", Path(sample("docx", 1)).read_bytes())
    assert "表.docx" not in {f["name"] for f in live.get("/api/failures")["failures"]}
    assert len(live.get(f"/api/notices/{before['id']}")["versions"]) == 2


def test_broken_upload_replaces_a_broken_one_and_can_be_dismissed(live: Live) -> None:
    def failed() -> list[dict[str, str]]:
        return [f for f in live.get("/api/failures")["failures"] if f["name"] == "堤.docx"]

    live.upload("堤.docx", b"PK\x03\x04 nothing")
    (first,) = failed()
    live.upload("堤.docx", b"PK\x03\x04 nothing else")
    (second,) = failed()
    assert second["source"] != first["source"]
    folder = Path(second["root"])
    assert not (folder / first["source"]).exists()
    assert (folder / second["source"]).read_bytes() == b"PK\x03\x04 nothing else"

    which = {"root": second["root"], "source": second["source"]}
    assert live.client.post("/api/failures/dismiss", json=which).status_code == 204
    assert failed() == []
    assert not (folder / second["source"]).exists()
    error = error_of(live.client.post("/api/failures/dismiss", json=which), 404)
    assert "请刷新失败列表" in error["message"]


def sample(suffix: str, number: int = 0) -> Path:
    """A sample notice."""
    from assistant.wiring import samples

    return sorted(samples().glob(f"*.{suffix}"))[number]


# --- at the same time ----------------------------------------------------------------------------


def test_uploads_of_one_name_at_the_same_time(live: Live) -> None:
    accepted: list[str] = []

    def put(i: int) -> None:
        client = TestClient(live.client.app, base_url="http://127.0.0.1")
        text = notice("同名", f"第{i}稿：由松江区水务局负责。")
        response = client.post("/api/notices", files=[("files", ("同名.txt", text))])
        accepted.append(response.json()["job_id"])

    threads = [threading.Thread(target=put, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job_id in accepted:
        assert live.done(job_id)["counts"]["failed"] == 0
    assert not [path for path in live.incoming() if path.name == "同名.txt"]
    (shown,) = live.notices("同名")
    at_hand = (live.workspace.tools.uploads.folder / "同名.txt").read_text("utf-8")
    found = live.get(f"/api/notices/{shown['id']}")
    assert found["text"].strip().endswith(at_hand.strip().splitlines()[-1])
    assert [v["state"] for v in found["versions"]].count("current") == 1

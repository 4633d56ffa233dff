"""/api/evaluation: what is measured and told, what is refused, and who waits for it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient

from assistant.evaluating.kept import kept_in
from assistant.evaluating.question_files import LARGEST
from assistant.settings import Settings
from assistant.web import evaluation
from assistant.web.app import create_app
from assistant.wiring import Workspace
from tests.assistant.web.errors import error_of
from tests.assistant.web.live import Live, notice, running
from tests.assistant.web.test_asking import events
from tests.patience import PATIENCE_S, until_async

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
GOOD = {
    "question": "设立产业合作基金由哪个单位牵头？",
    "answers": ["市财政局"],
    "relevant": ["澄云产业合作任务分工方案"],
    "type": "职责",
}
WRONG = {"question": f"北屏区哪些部门负责文化旅游合作？{EVIL}", "answers": [f"{EVIL}市水务局"]}
UNANSWERABLE = {"question": "明天云岭会下雪吗？", "answerable": False}


def sheet(*rows: object) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def post(client: TestClient, *rows: object, name: str = "问题.jsonl") -> Any:
    """The response to a sheet of questions."""
    return client.post("/api/evaluation", files={"file": (name, sheet(*rows))})


def evaluated(response: Any) -> Any:
    """The report of an evaluation that must come to its end."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    told = events(response.text)
    assert {name for name, _ in told[:-1]} == {"progress"}
    name, report = told[-1]
    assert name == "done", report
    return report


# --- what is measured ----------------------------------------------------------------------------


def test_sheet_is_measured_told_and_kept(client: TestClient) -> None:
    report = evaluated(post(client, GOOD, WRONG, UNANSWERABLE))
    assert (report["name"], report["questions"], report["right"]) == ("问题.jsonl", 3, 2)
    figures = {each["measure"]: each for each in report["figures"]}
    assert figures["answer"] == {
        "measure": "answer", "stage": "回答", "name": "答对", "percent": "50%", "share": 0.5,
        "right": 1, "of": 2, "meaning": "回答写出了标准答案，且不超过 400 字",
    }  # fmt: skip
    assert {each["name"]: each["count"] for each in report["types"]} == {"": 2, "职责": 1}
    (cause,) = report["causes"]
    assert (cause["cause"], cause["name"], cause["count"]) == ("unfound", "没找到依据", 1)
    (miss,) = cause["misses"]
    assert (miss["question"], miss["where"]) == (WRONG["question"], "第 2 行")
    assert (miss["expected"], miss["refused"]) == (WRONG["answers"][0], True)
    assert miss["answer"]
    assert miss["quoted"][0]["title"]
    assert client.get("/api/evaluation").json() == report
    assert client.get("/api/evaluation/state").json() == {
        "reported": True, "running": None, "needs_file": False, "most": 1000,
    }  # fmt: skip


def test_samples_bring_their_own_questions(client: TestClient) -> None:
    told = events(client.post("/api/evaluation").text)
    assert told[0] == ("progress", {"name": "questions.jsonl", "done": 0, "total": 40})
    assert told[-1][1]["questions"] == 40


def test_empty_sheet_is_handed_out_and_can_be_measured(client: TestClient) -> None:
    response = client.get("/api/evaluation/starter")
    assert response.headers["content-disposition"].startswith("attachment")
    sent = client.post("/api/evaluation", files={"表": ("表.xlsx", response.content)})
    assert evaluated(sent)["questions"] == 3


def test_page_is_the_report_and_runs_nothing(client: TestClient) -> None:
    evaluated(post(client, WRONG, name=f"{EVIL}.jsonl"))
    response = client.get("/api/evaluation/report")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"style-src 'sha256-[\w+/=]+'", policy)
    assert "sandbox" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "<script" not in response.text
    assert "<img" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text
    assert not re.search(r"\sstyle=|\son\w+=\"", response.text)


def test_lines_that_are_no_questions_are_named(client: TestClient) -> None:
    sent = sheet(GOOD) + b'\n{"question": "x", "answerable": "\\ud800"}\n{'
    report = evaluated(client.post("/api/evaluation", files={"file": ("a.jsonl", sent)}))
    assert (report["questions"], report["unread"]) == (1, 2)
    assert [fault["where"] for fault in report["faults"]] == ["第 2 行", "第 3 行"]


def test_relevant_notices_that_are_not_indexed_are_named(client: TestClient) -> None:
    report = evaluated(post(client, {**GOOD, "relevant": ["没有这份"]}))
    assert (report["not_indexed"], report["unknown"]) == (1, ["没有这份"])


# --- what is refused -----------------------------------------------------------------------------


@pytest.fixture
def refused(client: TestClient) -> Iterator[TestClient]:
    """The service, whose report must stay as it is, and which is free afterwards."""
    evaluated(post(client, GOOD, name="原来的.jsonl"))
    yield client
    assert client.get("/api/evaluation").json()["name"] == "原来的.jsonl"
    assert client.get("/api/evaluation/state").json()["running"] is None
    evaluated(post(client, GOOD))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("问题.txt", b"x", "问题.txt 不是能读的问题文件"),
        ("问题.xlsx", b"PK no", "打不开"),
        ("问题.jsonl", b"\n", "没有能用的问题"),
        ("../../问题.jsonl", "谁负责".encode("gbk"), "不是 UTF-8"),
    ],
    ids=["后缀", "坏表", "没有问题", "编码"],
)
def test_what_is_no_sheet(refused: TestClient, name: str, content: bytes, says: str) -> None:
    response = refused.post("/api/evaluation", files={"file": (name, content)})
    error = error_of(response, 422)
    assert (error["code"], says in error["message"]) == ("bad_questions", True)
    assert ".." not in error["message"]


def test_too_many_questions(refused: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "MOST", 1)
    error = error_of(post(refused, GOOD, GOOD), 422)
    assert "一次最多评测 1 个" in error["message"]
    assert "duikou eval" in error["message"]


def test_too_large_empty_and_none(refused: TestClient) -> None:
    large = {"file": ("大.jsonl", b" " * (LARGEST + 1))}
    assert "10 MB" in error_of(refused.post("/api/evaluation", files=large), 413)["message"]
    larger = {"file": ("大.jsonl", b" " * (LARGEST + 2**20))}
    error_of(refused.post("/api/evaluation", files=larger), 413)
    empty = {"file": ("空.jsonl", b"")}
    assert "空的" in error_of(refused.post("/api/evaluation", files=empty), 422)["message"]
    none = {"file": (None, "文字")}
    assert "没有收到文件" in error_of(refused.post("/api/evaluation", files=none), 422)["message"]
    error_of(refused.post("/api/evaluation", json={}), 415)
    two = [("file", ("a.jsonl", sheet(GOOD))), ("file", ("b.jsonl", sheet(GOOD)))]
    error_of(refused.post("/api/evaluation", files=two), 413)


def test_pages_of_other_sites_cannot_start_one(refused: TestClient) -> None:
    response = refused.post("/api/evaluation", headers={"Origin": "http://evil.example"})
    assert error_of(response, 403)["code"] == "foreign_page"


def test_one_at_a_time(refused: TestClient) -> None:
    app: Any = refused.app
    with app.state.examiner.enter():
        assert "请稍等" in error_of(post(refused, GOOD), 503)["message"]


# --- other offices -------------------------------------------------------------------------------


def test_office_without_a_report_or_notices(live: Live) -> None:
    error = error_of(live.client.get("/api/evaluation"), 404)
    assert (error["code"], "还没有评测过" in error["message"]) == ("not_found", True)
    error_of(live.client.get("/api/evaluation/report"), 404)
    state = live.get("/api/evaluation/state")
    assert (state["reported"], state["needs_file"]) == (False, True)
    ((name, told),) = events(post(live.client, GOOD).text)[-1:]
    assert (name, "索引里还没有公文" in told["error"]["message"]) == ("error", True)
    live.upload("冷链.txt", notice("冷链建设", "由松江区商务局负责冷链建设。"))
    assert "请选择问题表" in error_of(live.client.post("/api/evaluation"), 422)["message"]
    assert live.get("/api/evaluation/state")["reported"] is False


def test_report_that_cannot_be_kept_or_read(settings: Settings) -> None:
    with running(settings) as office:
        office.upload("冷链.txt", notice("冷链建设", "由松江区商务局负责冷链建设。"))
        asked = {"question": "冷链建设由谁负责？", "answers": ["商务局"]}
        kept = settings.data_dir / "evaluation.json"
        kept.mkdir()
        name, told = events(post(office.client, asked).text)[-1]
        assert (name, "报告存不进数据文件夹" in told["error"]["message"]) == ("error", True)
        assert [path.name for path in settings.data_dir.glob("evaluation.json*")] == [kept.name]
        kept.rmdir()
        kept.write_text("{}", "utf-8")
        error = error_of(office.client.get("/api/evaluation"), 500)
        assert "请重新评测一次" in error["message"]
        assert evaluated(post(office.client, asked))["right"] == 1
        found = kept_in(settings.data_dir)
        assert found is not None
        assert found.report.questions == 1


# --- who waits -----------------------------------------------------------------------------------


@contextmanager
def slowly(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every question takes a tenth of a second; gives those that were asked."""
    asked: list[str] = []
    ask = type(workspace.assistant).ask

    def slow(self: Any, text: str, *rest: Any) -> Any:
        asked.append(text)
        anyio.from_thread.run(anyio.sleep, 0.1)
        return ask(self, text, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(type(workspace.assistant), "ask", slow)
        yield asked


def test_client_that_goes_away_ends_it(
    sample_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, client: TestClient
) -> None:
    evaluated(post(client, GOOD, name="原来的.jsonl"))
    app: Any = create_app(sample_workspace)
    messages: list[Any] = []

    async def leave_early() -> None:
        came = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Any:
            if message := next(came, None):
                return message
            await until_async(lambda: any(b"progress" in m.get("body", b"") for m in messages))
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            messages.append(message)

        scope = {
            "type": "http", "method": "POST", "path": "/api/evaluation", "query_string": b"",
            "raw_path": b"/api/evaluation", "root_path": "", "http_version": "1.1",
            "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
            "headers": [(b"host", b"127.0.0.1")],
        }  # fmt: skip
        with anyio.fail_after(2 * PATIENCE_S):
            await app(scope, receive, send)
        await until_async(lambda: not app.state.examiner.run)

    with slowly(sample_workspace, monkeypatch) as asked:
        anyio.run(leave_early)
    said = b"".join(message.get("body", b"") for message in messages[1:]).decode()
    assert {name for name, _ in events(said)} == {"progress"}
    assert 0 < len(asked) < 40
    assert client.get("/api/evaluation").json()["name"] == "原来的.jsonl"


def test_evaluation_ends_with_the_service(sample_workspace: Workspace) -> None:
    app: Any = create_app(sample_workspace)
    app.state.closing.set()
    with TestClient(app, base_url="http://127.0.0.1") as closing:
        assert closing.post("/api/evaluation").text == ""

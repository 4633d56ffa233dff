"""Services with something to look at: the samples, an office at work, an empty library, one with keys."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.keyed import keyed_service, portal_at
from tests.conftest import service_at

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, Browser

VERSIONED = "清水区与临江县产业合作任务清单.txt"
_FIRST = """清水区与临江县产业合作任务清单

清政办发〔2023〕12号

一、工作目标

到2025年底，双方共建产业园3个，投资额不少于15亿元。

二、重点任务

（一）产业合作。区工业和信息化局牵头，区商务局配合，2024年6月底前完成。

（二）人才交流。区委组织部负责，每年选派干部不少于10名。
"""
_SECOND = (
    _FIRST.replace("〔2023〕12号", "〔2024〕3号")
    .replace("15亿元", "22亿元")
    .replace("区商务局配合", "区商务局、区投资促进服务中心配合")
    + "\n（三）文化旅游。区文化体育旅游局负责，2025年3月底前完成。\n"
)
_SENT = [
    (VERSIONED, _FIRST.encode()),
    (VERSIONED, _SECOND.encode()),
    ("扫描件.pdf", b"%PDF-1.4\n%broken"),
    ("会议通知（损坏）.docx", b"PK\x03\x04 broken"),
    ("已失效的旧通知.txt", "关于旧事的通知\n\n一、旧事由区档案馆负责。\n".encode()),
]
_UNKNOWN = ["火星茶叶产量是多少吨？", "明天云岭会下雪吗？", "市长的电话是多少？"]
_TIMEOUT_MS = 300_000


@contextmanager
def samples(folder: Path, _browser: "Browser") -> Iterator[str]:
    """The samples alone."""
    with service_at(folder) as url:
        yield url


@contextmanager
def office(folder: Path, browser: "Browser") -> Iterator[str]:
    """The samples, measured; then questions, votes, uploads, files that cannot be read."""
    with service_at(folder) as url:
        context = browser.new_context(base_url=url)
        request = context.request
        request.post("/api/evaluation", timeout=_TIMEOUT_MS)
        _converse(request)
        for name, content in _SENT:
            _upload(request, name, content)
        _withdraw(request, _SENT[-1][0])
        context.close()
        yield url


@contextmanager
def empty(folder: Path, _browser: "Browser") -> Iterator[str]:
    """A library without a file."""
    library = folder / "公文库"
    library.mkdir()
    with service_at(folder / "data", DUIKOU_LIBRARY=str(library)) as url:
        yield url


@contextmanager
def keyed(folder: Path, _browser: "Browser") -> Iterator[str]:
    """The samples, for those who have a key."""
    with keyed_service(folder) as service:
        yield service.url


@contextmanager
def portal(folder: Path, _browser: "Browser") -> Iterator[str]:
    """A site that has a key and shows the chat in its pages."""
    with (
        keyed_service(folder) as service,
        portal_at(service.site, service.url, service.keys["ask"]) as url,
    ):
        yield url


def _converse(request: "APIRequestContext") -> None:
    for question in [*_UNKNOWN, _UNKNOWN[0]]:
        request.post("/api/ask", data={"question": question})
    for question, vote in (
        ("专项资金管理办法有效期多长？", {"vote": "down", "reason": "不完整：还想知道从哪天算起"}),
        ("对口合作实施方案的发文字号是什么？", {"vote": "down", "reason": "答非所问"}),
        ("北屏区哪些部门负责文化旅游合作？", {"vote": "up"}),
    ):
        reply = request.post("/api/ask", data={"question": question}).json()
        which = {"conversation_id": reply["conversation_id"], "turn": reply["turn"]}
        request.post("/api/feedback", data={**which, **vote})


def _upload(request: "APIRequestContext", name: str, content: bytes) -> None:
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    job = request.post("/api/notices", multipart={"files": file}).json()["job_id"]
    while request.get(f"/api/jobs/{job}").json()["state"] in {"waiting", "running"}:
        time.sleep(0.2)


def _withdraw(request: "APIRequestContext", source: str) -> None:
    notices = request.get("/api/notices?limit=100").json()["notices"]
    (found,) = (each for each in notices if each["source"] == source)
    request.delete(f"/api/notices/{found['id']}")

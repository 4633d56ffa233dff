"""A service with one notice for everybody and one for a group, and keys of every kind of reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from assistant.settings import Settings
from assistant.wiring import samples
from index.keys import Scope
from tests.assistant.web.live import Live, running

GROUP = "人事处"
SECRET = {
    "title": "关于霜岭专班干部任免的通知",
    "number": "霜人发〔2024〕33号",
    "file": "霜岭任免.txt",
    "words": "霜岭专班由柏溪人才局牵头组建，编制二十七名。",
}
SECRET_TEXT = (
    f"{SECRET['title']}\n\n{SECRET['number']}\n\n各有关单位：\n\n一、组建专班\n"
    f"{SECRET['words']}\n（牵头单位：柏溪人才局；配合单位：霜岭财政所；完成时限：2031年6月底前）\n\n"
    "二、撤销机构\n《澄川市与云岭市对口合作实施方案》所设霜岭联络处予以撤销。\n\n霜岭市人民政府\n2024年3月5日\n"
)
MARKS = ("霜岭", "柏溪", "霜人发", "二十七名", "2031年")
"""Words that stand in the closed notice and nowhere else."""
QUESTIONS = (
    "霜岭专班由哪个部门牵头？",
    "柏溪人才局负责什么？",
    "关于霜岭专班干部任免的通知的发文字号是什么？",
    "霜人发〔2024〕33号的标题是什么？",
    "霜岭专班的编制有多少名？",
    "霜岭专班什么时候完成？",
    "《关于霜岭专班干部任免的通知》还有效吗？",
    "编制二十七名的是哪个专班？",
    "2031年6月底前要完成什么？",
)


@dataclass(frozen=True)
class Reader:
    """A client with one key."""

    client: httpx.Client
    secret: str

    def request(self, method: str, path: str, **rest: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.secret}", **rest.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **rest)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.request("GET", path, params=query or None)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.request("POST", path, json=body)


@dataclass(frozen=True)
class Grouped:
    """The service, who reads, and the closed notice's ids."""

    live: Live
    member: Reader
    stranger: Reader
    outsider: Reader
    admin: Reader
    notice_id: str
    version_id: str
    job_id: str


def leaks(response: httpx.Response, asked: str = "") -> list[str]:
    """The marks that an answer tells, but those that were asked with."""
    said = response.content.decode("utf-8", "replace") + str(response.headers)
    return [mark for mark in MARKS if mark in said and mark not in asked]


@contextmanager
def grouped_service(folder: Path) -> Iterator[Grouped]:
    with running(Settings(data_dir=folder)) as live:
        live.workspace.worker.run_here(samples())

        def reader(name: str, scopes: list[Scope], *groups: str) -> Reader:
            return Reader(live.client, live.workspace.keys.create(name, scopes, groups=groups)[1])

        both = [Scope.ASK, Scope.INDEX]
        member = reader("人事", both, GROUP)
        admin = reader("管理", [Scope.ADMIN])
        sent = member.request(
            "POST",
            "/api/notices",
            files=[("files", (SECRET["file"], SECRET_TEXT.encode()))],
            data={"groups": GROUP},
        )
        assert sent.status_code == 202, sent.text
        job_id = sent.json()["job_id"]
        _wait(admin, job_id)
        found = member.get("/api/notices", q="霜岭").json()["notices"]
        notice = member.get(f"/api/notices/{found[0]['id']}").json()
        yield Grouped(
            live,
            member,
            reader("旁人", both),
            reader("别组", both, "财务处"),
            admin,
            notice["id"],
            notice["version"]["id"],
            job_id,
        )


def _wait(admin: Reader, job_id: str) -> None:
    for _ in range(600):
        with admin.client.stream(
            "GET",
            f"/api/jobs/{job_id}/events",
            headers={"authorization": f"Bearer {admin.secret}"},
        ) as events:
            if "event: done" in "".join(events.iter_text()):
                return
    raise AssertionError("the upload is not read")

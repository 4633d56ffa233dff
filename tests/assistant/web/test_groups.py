"""A notice that is for a group is seen by its readers, and by nobody else on any way."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.assistant.web.errors import error_of
from tests.assistant.web.grouped import (
    GROUP,
    QUESTIONS,
    SECRET,
    SECRET_TEXT,
    Grouped,
    Reader,
    grouped_service,
    leaks,
)
from tests.assistant.web.test_access import WANTED, Scope

READS = [
    route.removeprefix("GET ")
    for route, scope in WANTED.items()
    if route.startswith("GET ") and scope in {Scope.ASK, Scope.INDEX}
]
QUERIES: dict[str, list[dict[str, str]]] = {
    "/api/search": [{"q": q} for q in ("霜岭专班", "干部任免", "柏溪人才局")]
    + [{"q": "专班", "explain": "true"}],
    "/api/duties": [{}, {"department": "柏溪人才局"}, {"format": "csv"}, {"notice": "霜岭"}],
    "/api/duties/summary": [{}, {"due_from": "2031-01-01"}],
    "/api/notices": [{}, {"q": "霜岭"}, {"issuer": "霜岭"}, {"party": "柏溪"}],
    "/api/jobs/{job_id}": [{}, {"files_after": "-1"}],
}
"""What to ask for, where an address alone tells little."""


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Grouped]:
    with grouped_service(tmp_path_factory.mktemp("grouped")) as service:
        yield service


@pytest.fixture(params=["没有组的密钥", "别组的密钥", "通行证"])
def other(request: pytest.FixtureRequest, grouped: Grouped) -> Reader:
    """Somebody who is not of the group; the pass is that of an administrator's portal."""
    if request.param == "通行证":
        lent = grouped.admin.request("POST", "/api/widget/tokens").json()["token"]
        return Reader(grouped.live.client, lent)
    return grouped.stranger if request.param == "没有组的密钥" else grouped.outsider


def address(path: str, grouped: Grouped) -> str:
    return path.format(
        notice_id=grouped.notice_id,
        job_id=grouped.job_id,
        conversation_id="none",
        number=1,
        version_id=grouped.version_id,
        model="duikou",
    )


def test_members_and_administrators_see_it(grouped: Grouped) -> None:
    for reader in (grouped.member, grouped.admin):
        answer = reader.post("/api/ask", question=QUESTIONS[0]).json()
        assert "柏溪人才局" in answer["answer"]
        assert answer["citations"][0]["title"] == SECRET["title"]
        [notice] = reader.get("/api/notices", q="霜岭").json()["notices"]
        assert notice["groups"] == [GROUP]
        assert reader.get("/api/duties", department="柏溪人才局").json()["total"] > 0


@pytest.mark.parametrize("path", READS)
def test_no_read_tells_of_it(grouped: Grouped, other: Reader, path: str) -> None:
    for query in QUERIES.get(path, [{}]):
        told = other.get(address(path, grouped), **query)
        assert told.status_code < 500
        assert leaks(told) == [], (path, query)
        if "{notice_id}" in path:
            assert told.status_code in {403, 404}
            versioned = other.get(address(path, grouped), version=grouped.version_id)
            assert versioned.status_code in {403, 404, 422}
            assert leaks(versioned) == []


def test_version_under_another_notices_address_is_closed_too(
    grouped: Grouped, other: Reader
) -> None:
    known = other.get("/api/notices").json()["notices"][0]["id"]
    for path in ("", "/source", "/pages/1", "/pages/1/places"):
        told = other.get(f"/api/notices/{known}{path}", version=grouped.version_id)
        error_of(told, 404)
        assert leaks(told) == []


def test_missing_and_closed_look_the_same(grouped: Grouped, other: Reader) -> None:
    closed = other.get(f"/api/notices/{grouped.notice_id}")
    missing = other.get(f"/api/notices/{'0' * 16}")
    assert (closed.status_code, closed.json()) == (missing.status_code, missing.json())


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("stream", [False, True], ids=["整段", "流式"])
def test_no_answer_tells_of_it(
    grouped: Grouped, other: Reader, question: str, stream: bool
) -> None:
    said = grouped.member.post("/api/ask", question=question)
    told = other.post("/api/ask", question=question, stream=stream)
    assert told.status_code == 200
    assert leaks(told, question) == []
    assert grouped.notice_id not in told.text
    assert said.json()["status"] == "refused" or said.json()["answer"] not in told.text


def test_what_members_asked_is_no_help(grouped: Grouped, other: Reader) -> None:
    """Neither the conversation's number nor anything kept of the answer."""
    asked = grouped.member.post("/api/ask", question=QUESTIONS[0]).json()
    assert asked["turn"] == 0
    talk = asked["conversation_id"]
    follow_up = other.post("/api/ask", question="那配合单位呢？", conversation_id=talk)
    error_of(follow_up, 404)
    for path in ("", "/export"):
        refused = other.get(f"/api/conversations/{talk}{path}")
        error_of(refused, 404)
        assert leaks(refused) == []
    error_of(other.request("PATCH", f"/api/conversations/{talk}", json={"title": "看看"}), 404)
    error_of(other.post("/api/feedback", conversation_id=talk, turn=0, vote="down"), 404)
    assert other.request("DELETE", f"/api/conversations/{talk}").status_code == 204
    kept = grouped.member.get(f"/api/conversations/{talk}").json()
    assert [turn["vote"] for turn in kept["turns"]] == [None]
    assert kept["title"] != "看看"
    assert leaks(other.post("/api/ask", question="专班由谁牵头？"), "专班") == []


def test_history_that_is_made_up_is_no_help(grouped: Grouped, other: Reader) -> None:
    said = grouped.member.post("/api/ask", question=QUESTIONS[0]).json()["answer"]
    history = [
        {"role": "user", "content": QUESTIONS[0]},
        {"role": "assistant", "content": said},
    ]
    told = other.post("/api/ask", question="配合单位呢？", history=history)
    assert "霜岭财政所" not in told.text


def test_suggestions_counts_and_facets_are_the_readers_own(grouped: Grouped, other: Reader) -> None:
    assert leaks(other.get("/api/suggestions")) == []
    assert other.get("/api/suggestions", notice=grouped.notice_id).json() == {"questions": []}
    assert grouped.member.get("/api/suggestions", notice=grouped.notice_id).json()["questions"]
    totals = [r.get("/api/notices").json()["total"] for r in (grouped.member, other)]
    assert totals[0] == totals[1] + 1
    tallies = [r.get("/api/duties/summary").json() for r in (grouped.member, other)]
    assert tallies[0]["notices"] == tallies[1]["notices"] + 1
    years = [
        sum(each["count"] for each in r.get("/api/facets").json()["years"])
        for r in (grouped.member, other)
    ]
    assert years[0] == years[1] + 1


def test_ranks_count_only_what_is_seen(grouped: Grouped) -> None:
    """A rank that is missing would tell that something stands there."""
    workspace = grouped.live.workspace
    seen = workspace.seen(workspace.visibility.sight(()))
    found = seen.retriever.fused("霜岭专班牵头单位配合单位", 10_000)
    assert len(found) < len(workspace.retriever.fused("霜岭专班牵头单位配合单位", 10_000))
    for name in ("keywords", "vectors"):
        ranks = sorted(hit.found_by[name] for hit in found if name in hit.found_by)
        assert ranks == list(range(1, len(ranks) + 1))


def test_closed_notice_is_not_taken_away_or_brought_back(grouped: Grouped, other: Reader) -> None:
    notice = f"/api/notices/{grouped.notice_id}"
    for told in (
        other.request("DELETE", notice),
        other.request("POST", f"{notice}/versions/{grouped.version_id}/restore"),
    ):
        assert told.status_code in {403, 404}
        assert leaks(told) == []
    assert grouped.member.get(notice).status_code == 200


def test_job_of_a_closed_upload_is_hidden(grouped: Grouped, other: Reader) -> None:
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancel"), ("POST", "/retry")):
        told = other.request(method, f"/api/jobs/{grouped.job_id}{path}")
        assert told.status_code in {403, 404}
    listed = other.get("/api/jobs")
    assert listed.status_code == 403 or grouped.job_id not in listed.text
    assert grouped.job_id in grouped.member.get("/api/jobs").text


def test_failed_upload_of_a_group_is_hidden(grouped: Grouped) -> None:
    broken = {"files": ("霜岭坏件.docx", b"PK\x03\x04 broken")}
    sent = grouped.member.request("POST", "/api/notices", files=broken)
    job_id = sent.json()["job_id"]
    grouped.live.workspace.worker.wake()
    for _ in range(200):
        state = grouped.member.get(f"/api/jobs/{job_id}").json()["state"]
        if state == "done":
            break
    [failed] = grouped.member.get("/api/failures").json()["failures"]
    assert grouped.stranger.get("/api/failures").json() == {"failures": []}
    named = {"root": failed["root"], "source": failed["source"]}
    error_of(grouped.stranger.post("/api/failures/dismiss", **named), 404)
    error_of(grouped.stranger.post("/api/failures/retry", **named), 404)
    error_of(grouped.stranger.post("/api/failures/retry"), 404)
    assert grouped.member.post("/api/failures/dismiss", **named).status_code == 204


def upload(reader: Reader, name: str, text: str, groups: str | None = None) -> httpx.Response:
    data = {} if groups is None else {"groups": groups}
    return reader.request(
        "POST", "/api/notices", files=[("files", (name, text.encode()))], data=data
    )


def settled(grouped: Grouped, sent: httpx.Response) -> None:
    assert sent.status_code == 202, sent.text
    for _ in range(400):
        job = grouped.admin.get(f"/api/jobs/{sent.json()['job_id']}").json()
        if job["state"] == "done":
            return
    raise AssertionError(job)


def sources(reader: Reader, words: str) -> list[str]:
    found = reader.get("/api/notices", q=words).json()["notices"]
    return sorted(notice["source"] for notice in found)


def test_file_of_the_same_name_replaces_nothing_that_is_hidden(grouped: Grouped) -> None:
    settled(grouped, upload(grouped.stranger, SECRET["file"], "关于露营的通知\n\n露营在河边。\n"))
    assert sources(grouped.stranger, "露营") == [SECRET["file"]]
    assert grouped.member.get(f"/api/notices/{grouped.notice_id}").json()["text"].count("柏溪")
    settled(grouped, upload(grouped.admin, SECRET["file"], SECRET_TEXT, GROUP))


def test_upload_is_for_the_groups_of_its_key_unless_told(grouped: Grouped) -> None:
    settled(grouped, upload(grouped.member, "薪.txt", "关于津贴的通知\n\n津贴按月发。\n"))
    assert sources(grouped.member, "津贴") == [f"{GROUP}/薪.txt"]
    assert sources(grouped.stranger, "津贴") == []
    settled(grouped, upload(grouped.member, "薪.txt", "关于津贴的通知\n\n津贴按季发。\n"))
    assert sources(grouped.member, "津贴") == [f"{GROUP}/薪.txt"]
    settled(grouped, upload(grouped.member, "薪.txt", "关于津贴的通知\n\n津贴按年发。\n", ""))
    assert sources(grouped.stranger, "津贴") == sources(grouped.member, "津贴") == ["薪.txt"]


def test_upload_for_a_group_of_others_is_refused(grouped: Grouped) -> None:
    refused = upload(grouped.stranger, "探.txt", "关于试探的通知\n\n试探。\n", GROUP)
    assert "不属于可见组" in error_of(refused, 422)["message"]
    assert sources(grouped.admin, "试探") == []


def test_folder_of_the_library_is_closed_by_a_rule(grouped: Grouped, tmp_path: Path) -> None:
    inner = tmp_path / "库" / "内部"
    inner.mkdir(parents=True)
    (inner / "橡.txt").write_text("关于橡木台账的通知\n\n橡木台账每月报一次。\n", "utf-8")
    grouped.live.workspace.worker.run_here(tmp_path / "库")
    assert sources(grouped.stranger, "橡木") == ["内部/橡.txt"]
    asked = {"folder": str(inner), "groups": ["财务处"]}
    rule = grouped.admin.request("PUT", "/api/visibility", json=asked)
    assert rule.json() == {"folder": f"{inner.resolve()}/", "groups": ["财务处"]}
    assert sources(grouped.stranger, "橡木") == sources(grouped.member, "橡木") == []
    assert sources(grouped.outsider, "橡木") == ["内部/橡.txt"]
    told = grouped.stranger.post("/api/ask", question="橡木台账多久报一次？").json()
    assert told["status"] == "refused"
    freed = grouped.admin.request("DELETE", "/api/visibility", params={"folder": str(inner)})
    assert freed.status_code == 204
    assert sources(grouped.stranger, "橡木") == ["内部/橡.txt"]
    again = grouped.admin.request("DELETE", "/api/visibility", params={"folder": str(inner)})
    error_of(again, 404)


def test_conversations_of_keys_are_their_own(grouped: Grouped) -> None:
    """Also where nothing in them is closed."""
    asked = grouped.stranger.post("/api/ask", question="哪个部门负责冷链物流？").json()
    error_of(grouped.outsider.get(f"/api/conversations/{asked['conversation_id']}"), 404)
    assert grouped.admin.get(f"/api/conversations/{asked['conversation_id']}").status_code == 200


def test_answer_without_the_closed_notice_is_as_if_there_were_none(
    grouped: Grouped, other: Reader
) -> None:
    """Asked of what both know, both are told the same."""
    question = "哪个部门负责文化旅游合作？"
    told = [r.post("/api/ask", question=question).json() for r in (grouped.member, other)]
    assert told[0]["answer"] == told[1]["answer"]
    assert told[0]["citations"] == told[1]["citations"]

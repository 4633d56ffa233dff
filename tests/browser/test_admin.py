"""The operators' page, on a service of its own that these tests upload to and withdraw from."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Locator, Page, Route, expect

from tests.assistant.test_serving import eventually, running
from tests.patience import PATIENCE_S

SECTIONS = ["overview", "notices", "upload", "jobs", "failures", "trial"]
HOSTILE = "<img src=x onerror=alert(1)>"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SLOW_MS = 30_000
JOB = {
    "id": "a" * 32, "number": 7, "kind": "refresh", "lane": "bulk", "state": "running",
    "stopping": False, "root": "/公文库", "about": [], "attempts": 1,
    "requested_at": "2024-02-20T01:30:00Z", "started_at": "2024-02-20T01:30:00Z",
    "finished_at": None, "retry_at": None, "done": 30, "total": 120, "at": "2024/冷链.docx",
    "seconds_left": 130, "counts": {"added": 28, "changed": 2, "removed": 0, "unchanged": 0,
    "failed": 0}, "reason": None,
}  # fmt: skip


def notice(subject: str, department: str) -> str:
    """A small notice that allots one task."""
    return f"关于{subject}的通知\n\n一、任务分工\n{subject}由{department}负责。\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few notices; one file is a link to something broken, which nobody watches."""
    folder = tmp_path_factory.mktemp("admin")
    made, elsewhere = folder / "公文库", folder / "elsewhere.docx"
    made.mkdir()
    for subject, department in (
        ("冷链建设", "商务局"),
        ("道路修缮", "交通运输局"),
        ("文化旅游合作", "文化旅游局"),
    ):
        (made / f"{subject}.txt").write_text(notice(subject, department), "utf-8")
    (made / f"{HOSTILE}.txt").write_text(notice(HOSTILE, "审计局"), "utf-8")
    elsewhere.write_bytes(b"%PDF-1.4 broken")
    (made / "坏的.docx").symlink_to(elsewhere)
    return made


@pytest.fixture(scope="module")
def service_url(
    tmp_path_factory: pytest.TempPathFactory, library: Path, model_folder: Path
) -> Iterator[str]:
    """In place of the session's service, which other tests only read."""
    data = tmp_path_factory.mktemp("admin-data")
    settings = {"DUIKOU_DATA_DIR": str(data), "DUIKOU_LIBRARY": str(library)}
    with running(**settings, DUIKOU_SWEEP_SECONDS="86400") as url:
        eventually(url, 4)
        yield url


@pytest.fixture
def admin(open_page: Callable[..., Page]) -> Page:
    """A page whose scripts must open no dialog of the browser's own."""
    page = open_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    return page


@pytest.fixture
def go(admin: Page) -> Callable[[str], Locator]:
    """Opens a section and waits until it is filled."""

    def opened(name: str, page: Page = admin) -> Locator:
        page.goto("about:blank")
        page.goto(f"/admin#{name}")
        section = page.locator(f"#{name}")
        expect(section).to_be_visible()
        expect(section.locator("[aria-busy=true]")).to_have_count(0, timeout=SLOW_MS)
        return section

    return opened


def text_file(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def send(section: Locator, *files: dict[str, Any]) -> Locator:
    """Chooses files and sends them; the batch once it is over."""
    section.locator("#files").set_input_files(list(files))
    section.get_by_role("button", name=re.compile("^上传")).click()
    batch = section.locator(".batch").first
    expect(batch.locator(".outcome .badge")).to_have_count(len(files), timeout=SLOW_MS)
    return batch


def row(section: Locator, words: str) -> Locator:
    return section.locator("tbody[data-row]").filter(has_text=words)


def total(page: Page, words: str = "") -> int:
    """How many notices there are by the API."""
    return int(page.request.get("/api/notices", params={"q": words}).json()["total"])


def withdrawn(page: Page, name: str) -> None:
    """Takes out what a test uploaded."""
    for found in page.request.get("/api/notices", params={"q": name}).json()["notices"]:
        page.request.delete(f"/api/notices/{found['id']}")


# --- sections ------------------------------------------------------------------------------------


def test_overview_tells_what_there_is_and_what_is_amiss(admin: Page, go) -> None:
    section = go("overview")
    figures = section.locator(".figure")
    expect(figures.filter(has_text="公文").first).to_contain_text(f"{total(admin)} 件")
    expect(figures.filter(has_text="没有读入的文件")).to_contain_text("查看原因")
    stores = section.locator(".stores li")
    expect(stores).to_have_count(6)
    expect(stores.filter(has_text="公文库监视")).to_contain_text("正常")
    expect(section).to_contain_text("最近一次更新")


def test_one_section_is_shown_at_a_time_and_named_in_the_title(admin: Page, go) -> None:
    go("overview")
    nav = admin.get_by_role("navigation", name="运行管理")
    for name in ("notices", "failures", "overview"):
        link = nav.locator(f"a[href='#{name}']")
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        expect(nav.locator("[aria-current]")).to_have_count(1)
        expect(admin.locator("main > section:visible")).to_have_count(1)
        heading = admin.locator(f"#{name}-heading")
        expect(heading).to_be_focused()
        assert (heading.text_content() or "") in admin.title()
    admin.go_back()
    expect(admin.locator("#failures")).to_be_visible()


def test_unknown_section_is_the_overview(admin: Page) -> None:
    admin.goto("/admin#nothing")
    expect(admin.locator("#overview")).to_be_visible()


def test_library_is_looked_through_on_request(admin: Page, go) -> None:
    go("overview").get_by_role("button", name="立即查看公文库").click()
    expect(admin.locator("#said")).to_contain_text("已开始查看公文库")
    jobs = go("jobs")
    expect(row(jobs, "更新公文库").first).to_contain_text("未变", timeout=SLOW_MS)


def test_rebuilding_is_asked_about_first(admin: Page, go) -> None:
    section = go("overview")
    button = section.get_by_role("button", name="重建索引")
    before = admin.request.get("/api/jobs").json()["total"]
    button.click()
    admin.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(button).to_be_focused()
    assert admin.request.get("/api/jobs").json()["total"] == before
    button.click()
    dialog = admin.get_by_role("dialog", name="重建索引？")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="重建").click()
    expect(admin.locator("#said")).to_contain_text("已开始重建索引")
    expect(row(go("jobs"), "重建索引").first).to_contain_text("完成", timeout=SLOW_MS)


# --- uploading -----------------------------------------------------------------------------------


def test_uploaded_file_is_read_listed_and_answered_from(admin: Page, go) -> None:
    batch = send(go("upload"), text_file("渔港.txt", notice("渔港疏浚", "海洋渔业局")))
    expect(batch.locator(".batch-state")).to_contain_text("1 个文件都已读入")
    expect(batch.locator(".outcome")).to_contain_text("新公文")
    link = batch.get_by_role("link", name="查看公文")
    assert admin.request.get(link.get_attribute("href") or "").ok
    section = go("notices")
    listed = row(section, "关于渔港疏浚的通知")
    expect(listed.get_by_role("link", name="渔港.txt")).to_be_visible()
    original = listed.get_by_role("link", name="渔港.txt").get_attribute("href") or ""
    assert "海洋渔业局" in admin.request.get(original).text()
    answer = admin.request.post("/api/ask", data={"question": "渔港疏浚由谁负责？"}).json()
    assert "海洋渔业局" in answer["answer"]
    withdrawn(admin, "渔港")


def test_sending_shows_how_far_it_is_and_can_be_stopped(admin: Page, go, complaints) -> None:
    section = go("upload")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 80_000}
    client = admin.context.new_cdp_session(admin)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", slow)
    before = total(admin)
    large = text_file("大文件.txt", notice("泵站", "水务局") + "泵站检修。\n" * 60_000)
    section.locator("#files").set_input_files([large])
    section.get_by_role("button", name=re.compile("^上传")).click()
    batch = section.locator(".batch")
    expect(batch.get_by_role("heading")).to_be_focused()
    expect(batch).to_contain_text(re.compile(r"正在传送 \d.* / 9\d\d KB"))
    assert float(batch.locator("progress").get_attribute("value") or 0) > 0
    batch.get_by_role("button", name="停止传送").click()
    expect(batch).to_contain_text("已停止传送，什么也没有保存")
    assert total(admin) == before
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_progress_of_the_reading_is_shown(admin: Page, go) -> None:
    section = go("upload")
    reading = {**JOB, "kind": "upload", "done": 1, "total": 3, "at": "渔船.txt"}
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    admin.route("**/api/jobs/*/events", hold)  # the job goes on, nothing is told
    admin.route(
        re.compile(r"/api/jobs/[0-9a-f]{32}$"), lambda route: route.fulfill(json=reading), times=1
    )
    section.locator("#files").set_input_files([text_file("渔船.txt", notice("渔船检验", "海事局"))])
    section.get_by_role("button", name=re.compile("^上传")).click()
    batch = section.locator(".batch")
    expect(batch.locator(".outcome .badge")).to_have_count(0)
    until = time.monotonic() + PATIENCE_S
    while not held and time.monotonic() < until:
        admin.wait_for_timeout(50)
    told = "event: progress\ndata: " + json.dumps(reading) + "\n\n"
    held[0].fulfill(body=told, content_type="text/event-stream")
    expect(batch).to_contain_text("1 / 3，还要约 2 分钟")
    expect(batch).to_contain_text("正在处理 渔船.txt")
    expect(batch.locator(".outcome .badge")).to_have_text("已读入，新公文", timeout=SLOW_MS)
    withdrawn(admin, "渔船")


def test_what_cannot_be_sent_is_told_before(admin: Page, go) -> None:
    section = go("upload")
    chosen = [
        text_file("可以.txt", "关于水库的通知"),
        text_file("旧表.xls", "x" * 3_000_000),
        text_file("空.txt", ""),
        text_file("可以.txt", "同名"),
    ]
    section.locator("#files").set_input_files(chosen)
    files = section.locator("#chosen li")
    expect(files).to_have_count(4)
    for words, why in (("旧表.xls", "不能读 .xls 文件"), ("空.txt", "文件是空的")):
        expect(files.filter(has_text=words)).to_contain_text(why)
    expect(files.filter(has_text="旧表.xls")).to_contain_text("2.9 MB")
    expect(files.nth(3)).to_contain_text("同名")
    expect(section.get_by_role("button", name="上传 1 个文件")).to_be_visible()
    section.get_by_role("button", name="去掉 旧表.xls").click()
    expect(files).to_have_count(3)
    expect(section.get_by_role("button", name="去掉 空.txt")).to_be_focused()
    section.get_by_role("button", name="全部去掉").click()
    expect(files).to_have_count(0)
    expect(section.locator("#files")).to_be_focused()


def test_files_are_dropped_onto_the_place(admin: Page, go) -> None:
    section = go("upload")
    transfer = admin.evaluate_handle(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["关于水库的通知"], "水库.txt"));
          return transfer;
        }"""
    )
    section.locator("#drop").dispatch_event("dragover", {"dataTransfer": transfer})
    expect(section.locator("#drop")).to_have_class(re.compile("over"))
    section.locator("#drop").dispatch_event("drop", {"dataTransfer": transfer})
    expect(section.locator("#chosen li")).to_contain_text("水库.txt")
    expect(section.locator("#drop")).not_to_have_class(re.compile("over"))


def test_refusal_of_an_upload_says_what_to_do_and_can_be_retried(
    admin: Page, go, complaints
) -> None:
    section = go("upload")
    full = {"error": {"code": "store_unavailable", "message": "磁盘已满。", "detail": None}}
    admin.route(
        re.compile("/api/notices$"), lambda route: route.fulfill(status=503, json=full), times=1
    )
    section.locator("#files").set_input_files([text_file("堤坝.txt", notice("堤坝加固", "水利局"))])
    section.get_by_role("button", name=re.compile("^上传")).click()
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("磁盘已满。")
    alert.get_by_role("button", name="重试").click()
    expect(section.locator(".outcome .badge")).to_have_text("已读入，新公文", timeout=SLOW_MS)
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]
    withdrawn(admin, "堤坝")


# --- files that could not be read ----------------------------------------------------------------


def test_broken_upload_says_why_and_a_whole_one_of_the_name_settles_it(admin: Page, go) -> None:
    broken = {"name": "桥梁.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 nothing"}
    whole = text_file("好的.txt", notice("桥梁养护", "公路局"))
    batch = send(go("upload"), broken, whole)
    expect(batch.locator(".batch-state")).to_contain_text("读入 1 个，没有读入 1 个")
    failed = batch.locator("li").filter(has_text="桥梁.docx")
    expect(failed.locator(".badge")).to_have_text("没有读入")
    expect(failed.locator(".reason")).to_contain_text("损坏")
    section = go("failures")
    listed = row(section, "桥梁.docx")
    expect(listed).to_contain_text("损坏")
    expect(listed).to_contain_text("不再自动重读")
    expect(listed).to_contain_text("上传的文件")
    listed.get_by_role("button", name="重读 桥梁.docx").click()
    expect(admin.locator("#said")).to_contain_text("桥梁.docx 还是没有读入", timeout=SLOW_MS)
    expect(listed.get_by_role("button", name="重读")).to_be_focused()
    listed.get_by_role("button", name="丢弃 桥梁.docx").click()
    admin.get_by_role("dialog").get_by_role("button", name="丢弃").click()
    expect(admin.locator("#said")).to_contain_text("桥梁.docx 已丢弃")
    expect(listed).to_have_count(0)
    withdrawn(admin, "桥梁")


def test_broken_file_of_the_library_is_retried_after_being_replaced(
    admin: Page, go, library: Path
) -> None:
    section = go("failures")
    listed = row(section, "坏的.docx")
    expect(listed).to_contain_text(str(library))
    expect(listed).to_contain_text("内容却是PDF")
    expect(listed).to_contain_text("1 次")
    whole = Path(__file__).parents[2] / "documents/samples/澄川云岭2023年对口合作工作总结.docx"
    (library / "坏的.docx").resolve().write_bytes(whole.read_bytes())
    before = total(admin)
    listed.get_by_role("button", name="重读 坏的.docx").click()
    expect(admin.locator("#said")).to_contain_text("坏的.docx 已读入", timeout=SLOW_MS)
    expect(listed).to_have_count(0)
    assert total(admin) == before + 1
    focused = admin.evaluate("document.activeElement.closest('#failures-rows') !== null")
    assert focused


def test_all_failures_are_retried_together(admin: Page, go) -> None:
    broken = {"name": "水闸.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 nothing"}
    send(go("upload"), broken)
    section = go("failures")
    expect(row(section, "水闸.docx")).to_have_count(1)
    section.get_by_role("button", name="全部重读").click()
    expect(admin.locator("#said")).to_contain_text("没有读入", timeout=SLOW_MS)
    expect(row(section, "水闸.docx")).to_have_count(1)


# --- notices -------------------------------------------------------------------------------------


def test_withdrawing_is_asked_about_done_and_undone(admin: Page, go) -> None:
    send(go("upload"), text_file("路灯.txt", notice("路灯安装", "市政局")))
    section = go("notices")
    button = section.get_by_role("button", name="撤下《关于路灯安装的通知》")
    button.click()
    dialog = admin.get_by_role("dialog", name="撤下这份公文？")
    expect(dialog).to_contain_text("《关于路灯安装的通知》")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    admin.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    assert total(admin, "路灯") == 1
    button.click()
    dialog.get_by_role("button", name="撤下").click()
    note = section.locator(".withdrawn")
    expect(note).to_be_focused()
    expect(note).to_contain_text("已撤下《关于路灯安装的通知》")
    expect(note.locator("code")).to_have_text(
        re.compile(r"duikou history [0-9a-f]{16} --restore 1")
    )
    expect(row(section, "路灯安装")).to_have_count(0)
    assert total(admin, "路灯") == 0
    answer = admin.request.post("/api/ask", data={"question": "路灯安装由谁负责？"}).json()
    assert "市政局" not in answer["answer"]
    note.get_by_role("button", name="恢复").click()
    expect(admin.locator("#said")).to_contain_text("已恢复《关于路灯安装的通知》", timeout=SLOW_MS)
    expect(row(section, "路灯安装")).to_have_count(1)
    expect(note).to_have_count(0)
    withdrawn(admin, "路灯")


def test_notices_are_looked_for(admin: Page, go) -> None:
    section = go("notices")
    expect(section.locator("#notices-count")).to_contain_text(f"共 {total(admin)} 件")
    section.get_by_role("textbox", name="查找").fill("冷链")
    admin.keyboard.press("Enter")
    expect(section.locator("tbody[data-row]")).to_have_count(1)
    expect(section.locator("#notices-count")).to_contain_text("找到 1 件")
    section.get_by_role("textbox", name="查找").fill("没有这样的词")
    section.get_by_role("button", name="查找").click()
    expect(section.locator("#notices-rows")).to_contain_text(
        "没有标题、文号或发文机关里有这些字的公文"
    )
    section.get_by_role("button", name="清除").click()
    expect(row(section, "道路修缮")).to_have_count(1)
    expect(section.get_by_role("textbox", name="查找")).to_be_focused()


def test_pages_are_turned(admin: Page, go) -> None:
    def page_of(route: Route) -> None:
        offset = int(re.findall(r"offset=(\d+)", route.request.url)[0])
        shown = [
            {"id": f"{i:016}", "title": f"通知{i}", "status": "现行", "source": f"{i}.txt"}
            for i in range(offset, min(offset + 20, 45))
        ]
        route.fulfill(json={"notices": shown, "total": 45})

    admin.route("**/api/notices?*", page_of)
    section = go("notices")
    pager = section.get_by_role("navigation", name="公文翻页")
    expect(pager).to_contain_text("第 1 / 3 页")
    pager.get_by_role("button", name="下一页").click()
    expect(section.locator("tbody[data-row]").first).to_contain_text("通知20")
    expect(section.locator("#notices-rows")).to_be_focused()
    pager.get_by_role("button", name="下一页").click()
    expect(section.locator("tbody[data-row]")).to_have_count(5)
    expect(pager.get_by_role("button", name="下一页")).to_be_disabled()


# --- jobs ----------------------------------------------------------------------------------------


def test_jobs_show_the_upload_with_its_counts(admin: Page, go) -> None:
    broken = {"name": "涵洞.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 nothing"}
    send(go("upload"), text_file("隧道.txt", notice("隧道照明", "铁路局")), broken)
    section = go("jobs")
    job = row(section, "隧道.txt").filter(has_text="上传")
    expect(job).to_contain_text("新增 1")
    expect(job).to_contain_text("完成，有文件没有读入")
    opener = job.get_by_role("button", name="没有读入 1 个")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(opener).to_be_focused()
    expect(job.locator(".unread")).to_contain_text("涵洞.docx")
    expect(job.locator(".unread")).to_contain_text("损坏")
    opener.click()
    expect(job.locator(".unread")).to_have_count(0)
    withdrawn(admin, "隧道")


def serve_jobs(page: Page, *jobs: dict[str, Any]) -> list[dict[str, Any]]:
    """Shows these jobs in place of the service's; they can be changed."""
    shown = list(jobs)

    def answer(route: Route) -> None:
        busy = [job for job in shown if job["state"] in {"waiting", "running"}]
        found = busy if "state=" in route.request.url else shown
        route.fulfill(json={"jobs": found, "total": len(found)})

    page.route("**/api/jobs?*", answer)
    return shown


def test_running_job_goes_on_and_can_be_stopped(admin: Page, go) -> None:
    shown = serve_jobs(admin, JOB)
    section = go("jobs")
    job = row(section, "更新公文库")
    expect(job).to_contain_text("30 / 120，还要约 2 分钟")
    expect(job).to_contain_text("正在处理 冷链.docx")
    expect(job).to_contain_text("新增 28，更新 2")
    expect(admin.locator("#sections a[href='#jobs']")).to_contain_text("1 个")
    stop = job.get_by_role("button", name="停止更新公文库（第 7 号）")
    stop.focus()
    shown[0] = {**JOB, "done": 60, "seconds_left": 40}
    expect(job).to_contain_text("60 / 120，还要约 40 秒")
    expect(stop).to_be_focused()  # although the row was made anew
    sent: list[str] = []

    def stopped(route: Route) -> None:
        sent.append(route.request.method)
        shown[0] = {**shown[0], "stopping": True}
        route.fulfill(json=shown[0])

    admin.route(f"**/api/jobs/{JOB['id']}/cancel", stopped)
    stop.click()
    expect(job).to_contain_text("正在停止")
    assert sent == ["POST"]
    expect(stop).to_have_count(0)
    expect(job).to_be_focused()


def test_failed_job_says_why_and_can_be_done_again(admin: Page, go) -> None:
    over = {"finished_at": "2024-02-20T01:40:00Z", "at": "", "seconds_left": None}
    shown = serve_jobs(admin, {**JOB, **over, "state": "failed", "reason": "找不到 /公文库。"})
    section = go("jobs")
    job = row(section, "更新公文库")
    expect(job).to_contain_text("没有完成")
    expect(job).to_contain_text("找不到 /公文库。")

    def again(route: Route) -> None:
        shown[0] = {**JOB, "state": "waiting", "done": 0, "total": None}
        route.fulfill(status=202, json=shown[0])

    admin.route(f"**/api/jobs/{JOB['id']}/retry", again)
    job.get_by_role("button", name="再做一次").click()
    expect(job).to_contain_text("等待")
    expect(admin.locator("#said")).to_contain_text("已重新开始")


def test_resting_job_says_when_it_is_tried_again(admin: Page, go) -> None:
    serve_jobs(
        admin,
        {**JOB, "state": "waiting", "retry_at": "2024-02-20T01:31:00Z", "reason": "磁盘已满。"},
    )
    job = row(go("jobs"), "更新公文库")
    expect(job).to_contain_text("再试")
    expect(job).to_contain_text("磁盘已满。")
    expect(job.get_by_role("button", name="马上再试")).to_be_visible()


# --- trial ---------------------------------------------------------------------------------------


def test_trial_shows_both_ranks_the_reasons_and_the_answer(admin: Page, go) -> None:
    section = go("trial")
    section.get_by_label("问题").fill("文化旅游合作由哪个部门负责？")
    admin.keyboard.press("Enter")
    hits = section.locator(".hit")
    expect(hits.first).to_contain_text("文化旅游合作")
    for name in ("按词查找", "按意思查找"):
        rank = hits.first.locator(".ranks > div").filter(has=admin.get_by_text(name, exact=True))
        expect(rank).to_contain_text("第 1")
    similarity = hits.first.locator(".ranks > div").filter(has_text="相似度").locator("dd")
    expect(similarity).to_have_text(re.compile(r"^0\.\d{3}$"))
    reasons = hits.first.locator(".reasons li")
    assert 1 <= reasons.count() <= 5
    expect(reasons.first).to_have_text(re.compile(r"[+−]\d"))
    assert "文化旅游" in "".join(hits.first.locator("mark").all_text_contents())
    expect(section.locator(".reply-text")).to_contain_text("文化旅游局")
    expect(section.locator(".cited li").first).to_contain_text("关于文化旅游合作的通知")
    section.locator(".reply .cite").first.click()
    expect(section.locator(".cited a").first).to_be_focused()


def test_trial_of_what_nobody_knows_shows_the_refusal(admin: Page, go) -> None:
    section = go("trial")
    section.get_by_label("问题").fill("明天会下雪吗？")
    section.get_by_role("button", name="试一试").click()
    expect(section.locator(".reply")).to_contain_text("没有回答")


# --- faults, markup, small screens, keyboard -----------------------------------------------------


def test_service_out_of_reach_is_told_and_comes_back(admin: Page, go, complaints) -> None:
    section = go("notices")
    admin.route("**/api/**", lambda route: route.abort())
    section.get_by_role("button", name="查找").click()
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("连不上对口通服务")
    expect(alert).to_contain_text("duikou serve")
    admin.unroute("**/api/**")
    alert.get_by_role("button", name="重试").click()
    expect(row(section, "冷链建设")).to_have_count(1)
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


@pytest.mark.parametrize("name", ["overview", "notices", "jobs", "failures"])
def test_every_section_tells_a_fault_and_retries(admin: Page, go, complaints, name: str) -> None:
    admin.route("**/api/**", lambda route: route.abort())
    section = go(name)
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("连不上对口通服务")
    expect(admin.get_by_role("alert").locator("visible=true")).to_have_count(1)
    admin.unroute("**/api/**")
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_have_count(0)
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_withdrawing_that_fails_is_told(admin: Page, go, complaints) -> None:
    section = go("notices")
    gone = {"error": {"code": "not_found", "message": "没有这份公文。", "detail": None}}
    admin.route(
        re.compile("/api/notices/[0-9a-f]{16}$"),
        lambda route: route.fulfill(status=404, json=gone),
    )
    section.get_by_role("button", name="撤下《关于冷链建设的通知》").click()
    admin.get_by_role("dialog").get_by_role("button", name="撤下").click()
    expect(section.get_by_role("alert")).to_contain_text("没有这份公文。")
    assert total(admin, "冷链") == 1
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_markup_in_names_and_titles_is_text(admin: Page, go) -> None:
    hostile = text_file(f"{HOSTILE}上传.txt", notice(f"{HOSTILE}上传", "司法局"))
    broken = {"name": f"{HOSTILE}.docx", "mimeType": "text/plain", "buffer": b"nothing"}
    batch = send(go("upload"), hostile, broken)
    expect(batch.locator(".name").first).to_have_text(f"{HOSTILE}上传.txt")
    expect(batch.locator("li").nth(1)).to_contain_text(f"{HOSTILE}.docx")
    section = go("notices")
    listed = row(section, f"关于{HOSTILE}上传的通知")
    expect(listed).to_have_count(1)
    listed.get_by_role("button", name="撤下").click()
    expect(admin.get_by_role("dialog")).to_contain_text(f"《关于{HOSTILE}上传的通知》")
    admin.get_by_role("dialog").get_by_role("button", name="撤下").click()
    expect(section.locator(".withdrawn")).to_contain_text(HOSTILE)
    expect(row(go("jobs"), HOSTILE).first).to_be_visible()
    expect(row(go("failures"), f"{HOSTILE}.docx").first).to_be_visible()
    trial = go("trial")
    trial.get_by_label("问题").fill(f"{HOSTILE}由谁负责？")
    admin.keyboard.press("Enter")
    expect(trial.locator(".hit").first).to_be_visible()
    expect(trial.locator(".hits")).to_contain_text(HOSTILE)
    expect(admin.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_scrolls_sideways(open_page: Callable[..., Page], go, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    for name in SECTIONS:
        section = go(name, page)
        if name == "trial":
            section.get_by_label("问题").fill("文化旅游合作由哪个部门负责？")
            page.keyboard.press("Enter")
            expect(section.locator(".hit").first).to_be_visible()
        if name == "upload":
            section.locator("#files").set_input_files([text_file(f"{'长' * 50}.xls", "x")])
        assert page.evaluate(FITS), name
    page.locator("#sections a[href='#notices']").click()
    page.get_by_role("button", name=re.compile("^撤下")).first.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width


@pytest.mark.parametrize("name", SECTIONS)
def test_keyboard_alone_reaches_everything(admin: Page, go, name: str) -> None:
    section = go(name)
    if name == "upload":
        section.locator("#files").set_input_files([text_file("水库.txt", "x")])
    controls = admin.evaluate(
        """() => {
          const all = [...document.querySelectorAll("a[href], button:not(:disabled), input, select")]
            .filter((each) => each.checkVisibility());
          all.forEach((each, i) => { each.dataset.n = i; });
          document.activeElement.blur();
          return all.length;
        }"""
    )
    reached = set()
    for _ in range(controls + 5):
        admin.keyboard.press("Tab")
        reached.add(admin.evaluate("document.activeElement.dataset.n"))
    assert {str(i) for i in range(controls)} <= reached


def test_keyboard_alone_withdraws(admin: Page, go) -> None:
    send(go("upload"), text_file("围墙.txt", notice("围墙粉刷", "住建局")))
    section = go("notices")
    section.get_by_role("button", name="撤下《关于围墙粉刷的通知》").focus()
    admin.keyboard.press("Enter")
    expect(admin.get_by_role("button", name="取消")).to_be_focused()
    admin.keyboard.press("Tab")
    admin.keyboard.press("Enter")
    expect(section.locator(".withdrawn")).to_be_focused()
    admin.keyboard.press("Tab")
    expect(section.get_by_role("button", name="恢复")).to_be_focused()


def test_skip_link_leads_to_the_section(admin: Page, go) -> None:
    go("jobs")
    admin.locator("#skip").focus()
    admin.keyboard.press("Enter")
    expect(admin.locator("#jobs-heading")).to_be_focused()
    expect(admin.locator("#jobs")).to_be_visible()

"""The operators' page on what askers got: feedback, questions without an answer, evaluations."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Locator, Page, Route, expect

from tests.assistant.test_serving import eventually, running
from tests.browser.test_admin import FITS, HOSTILE, SLOW_MS, admin, go, notice, row
from tests.patience import until

__all__ = ["admin", "go"]
SECTIONS = ["feedback", "unanswered", "evaluation"]
QUESTION = "冷链建设由哪个部门负责？"
GOOD = {"question": QUESTION, "answers": ["商务局"], "relevant": ["冷链建设"], "type": "职责"}
WRONG = {"question": "道路修缮由谁负责？", "answers": ["水务局"], "relevant": ["道路修缮"]}
UNANSWERABLE = {"question": "明天会下雪吗？", "answerable": False}


@pytest.fixture(scope="module")
def service_url(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[str]:
    """A service of an office of its own, whose askers asked nothing yet."""
    folder = tmp_path_factory.mktemp("insight")
    library = folder / "公文库"
    library.mkdir()
    for subject, department in (
        ("冷链建设", "商务局"),
        ("道路修缮", "交通运输局"),
        (HOSTILE, "审计局"),
    ):
        (library / f"{subject}.txt").write_text(notice(subject, department), "utf-8")
    settings = {"DUIKOU_DATA_DIR": str(folder / "data"), "DUIKOU_LIBRARY": str(library)}
    with running(**settings, DUIKOU_SWEEP_SECONDS="86400") as url:
        eventually(url, 3)
        yield url


def asked(page: Page, question: str, **more: object) -> dict[str, Any]:
    """What an asker is answered."""
    reply: dict[str, Any] = page.request.post(
        "/api/ask", data={"question": question, **more}
    ).json()
    return reply


def judged(
    page: Page, question: str, vote: str, reason: str = "", **more: object
) -> dict[str, Any]:
    """An answer that its asker judged."""
    reply = asked(page, question, **more)
    which = {"conversation_id": reply["conversation_id"], "turn": reply["turn"]}
    given = page.request.post("/api/feedback", data={**which, "vote": vote, "reason": reason})
    assert given.status == 204
    return reply


def sheet(*rows: object, name: str = "问题.jsonl") -> dict[str, Any]:
    """A file of questions."""
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return {"name": name, "mimeType": "application/jsonl", "buffer": lines.encode()}


def evaluate(section: Locator, file: dict[str, Any]) -> None:
    """Chooses a file and has it evaluated."""
    section.get_by_label("问题表").set_input_files([file])
    section.get_by_role("button", name="开始评测").click()


def badge(page: Page) -> Locator:
    return page.locator("#sections a[href='#unanswered'] .count")


# --- empty, and what went wrong ------------------------------------------------------------------


def test_new_office_has_nothing_to_show(admin: Page, go) -> None:
    expect(go("feedback")).to_contain_text("还没有人把回答评为没用。")
    expect(go("unanswered")).to_contain_text("没有。问过的问题都有回答。")
    expect(badge(admin)).to_be_hidden()
    section = go("evaluation")
    expect(section).to_contain_text("还没有评测过。")
    expect(section).to_contain_text("不超过 10 MB、1000 个问题")
    section.get_by_role("button", name="开始评测").click()
    assert section.get_by_label("问题表").evaluate("input => input.validity.valueMissing")


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_tells_a_fault_and_retries(admin: Page, go, complaints, name: str) -> None:
    admin.route("**/api/**", lambda route: route.abort())
    section = go(name)
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("连不上对口通服务")
    admin.unroute("**/api/**")
    alert.get_by_role("button", name="重试").click()
    expect(alert).to_have_count(0)
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


# --- feedback ------------------------------------------------------------------------------------


def test_judged_answers_are_shown_with_reason_and_tried_again(admin: Page, go) -> None:
    judged(admin, QUESTION, "down", "不完整：缺时限")
    judged(admin, "道路修缮由谁负责？", "up")
    section = go("feedback")
    listed = row(section, QUESTION)
    expect(listed).to_contain_text("商务局")
    expect(listed).not_to_contain_text("[1]")
    expect(listed).to_contain_text("没用不完整：缺时限")
    expect(listed).to_contain_text("今天")
    expect(listed.get_by_role("link", name="《关于冷链建设的通知》")).to_be_visible()
    expect(row(section, "道路修缮")).to_have_count(0)
    useful = section.get_by_role("button", name="有用", exact=True)
    useful.click()
    expect(useful).to_have_attribute("aria-pressed", "true")
    expect(useful).to_be_focused()
    expect(row(section, "道路修缮")).to_have_count(1)
    expect(row(section, QUESTION)).to_have_count(0)
    section.get_by_role("link", name="试一试 道路修缮由谁负责？").click()
    trial = admin.locator("#trial")
    expect(trial.get_by_label("问题")).to_have_value("道路修缮由谁负责？")
    expect(trial.locator(".reply-text")).to_contain_text("交通运输局")
    admin.go_back()
    expect(row(section, "道路修缮")).to_have_count(1)


def test_newest_judgement_comes_first_and_a_follow_up_is_made_whole(admin: Page, go) -> None:
    first = judged(admin, QUESTION, "down")
    judged(admin, "什么时候完成？", "down", conversation_id=first["conversation_id"])
    section = go("feedback")
    newest = section.locator("tbody[data-row]").first
    expect(newest).to_contain_text("什么时候完成？")
    expect(newest).to_contain_text("理解为：冷链建设")
    expect(newest).to_contain_text("拒答")
    newest.get_by_role("link", name="试一试").click()
    expect(admin.locator("#trial").get_by_label("问题")).to_have_value(
        re.compile("^冷链建设.*完成")
    )


def test_long_answers_open_to_the_whole(admin: Page, go) -> None:
    answer = "一、" + "很长的回答。" * 60 + "[1]"
    turn = {
        "conversation_id": "a", "turn": 0, "question": "长", "standalone": "长", "answer": answer,
        "status": "answered", "reply": {"citations": []}, "asked_at": "2024-02-20T01:30:00Z",
        "vote": "down", "reason": None,
    }  # fmt: skip
    admin.route(
        "**/api/questions?*", lambda route: route.fulfill(json={"turns": [turn], "total": 1})
    )
    section = go("feedback")
    whole = section.locator(".said-words")
    expect(whole).to_be_hidden()
    section.locator("summary").press("Enter")
    expect(whole).to_have_text(answer)  # a mark without a citation is plain text


# --- questions without an answer -----------------------------------------------------------------


def test_refused_questions_are_counted_shown_and_tried_again(admin: Page, go) -> None:
    for question in ("火星茶叶产量是多少吨？", "火星茶叶产量是多少吨", "水星茶叶产量是多少吨？"):
        assert asked(admin, question)["status"] == "refused"
    section = go("unanswered")
    most = row(section, "火星茶叶")
    expect(most).to_have_count(1)
    expect(most).to_contain_text("2 次")
    expect(section.locator("tbody[data-row]").first).to_contain_text("火星茶叶")
    expect(badge(admin)).to_have_text(re.compile(r"^\d 个$"))
    opener = most.get_by_role("button", name=re.compile("当时最接近的 . 段"))
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(opener).to_be_focused()
    assert most.locator("blockquote").count() >= 1
    opener.click()
    expect(most.locator("blockquote")).to_have_count(0)
    again = most.get_by_role("button", name="再问一次")
    again.click()
    expect(most).to_contain_text("还是没有答案")
    expect(admin.locator("#said")).to_contain_text("现在还是没有答案")
    expect(again).to_be_focused()
    most.get_by_role("link", name="试一试").click()
    trial = admin.locator("#trial")
    expect(trial.get_by_label("问题")).to_have_value("火星茶叶产量是多少吨")
    expect(trial.locator(".reply")).to_contain_text("没有回答")
    expect(row(go("unanswered"), "火星茶叶")).to_contain_text("2 次")  # trying is not asking


def test_question_is_answered_once_its_notice_is_there(admin: Page, go) -> None:
    question = "渔港疏浚由哪个部门负责？"
    assert asked(admin, question)["status"] == "refused"
    section = go("unanswered")
    listed = row(section, "渔港疏浚")
    name, text = "渔港.txt", notice("渔港疏浚", "海洋渔业局")
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    admin.request.post("/api/notices", multipart={"files": file})
    eventually(admin.url.partition("/admin")[0], 4)
    listed.get_by_role("button", name="再问一次").click()
    expect(listed).to_contain_text("现在能回答")
    expect(listed).to_contain_text("海洋渔业局")
    expect(listed.get_by_role("link", name="《关于渔港疏浚的通知》")).to_be_visible()
    assert asked(admin, question)["status"] == "answered"
    expect(row(go("unanswered"), "渔港疏浚")).to_have_count(0)
    admin.request.delete(f"/api/notices/{_id_of(admin, '渔港')}")


def _id_of(page: Page, words: str) -> str:
    found = page.request.get("/api/notices", params={"q": words}).json()["notices"]
    return str(found[0]["id"])


def test_trying_again_that_fails_is_told(admin: Page, go, complaints) -> None:
    asked(admin, "木星由谁负责？")
    section = go("unanswered")
    listed = row(section, "木星")
    admin.route("**/api/ask", lambda route: route.abort(), times=1)
    listed.get_by_role("button", name="再问一次").click()
    alert = listed.get_by_role("alert")
    expect(alert).to_contain_text("连不上对口通服务")
    alert.get_by_role("button", name="重试").click()
    expect(listed).to_contain_text("还是没有答案")
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


@pytest.mark.parametrize(
    ("name", "address", "fields"),
    [
        ("unanswered", "**/api/questions/unanswered?*", "questions"),
        ("feedback", "**/api/questions?*", "turns"),
    ],
)
def test_pages_are_turned(admin: Page, go, name: str, address: str, fields: str) -> None:
    def page_of(route: Route) -> None:
        offset = int(re.findall(r"offset=(\d+)", route.request.url)[0])
        shown = [
            {
                "question": f"问题{i}", "standalone": f"问题{i}", "asked_as": f"问题{i}", "count": 1,
                "last_asked_at": "2024-02-20T01:30:00Z", "asked_at": "2024-02-20T01:30:00Z",
                "nearest": [], "conversation_id": f"c{i}", "turn": 0, "answer": "没有找到。",
                "status": "refused", "reply": None, "vote": "down", "reason": None,
            }
            for i in range(offset, min(offset + 20, 45))
        ]  # fmt: skip
        route.fulfill(json={fields: shown, "total": 45})

    admin.route(address, page_of)
    section = go(name)
    pager = section.get_by_role("navigation")
    pager.get_by_role("button", name="下一页").click()
    expect(section.locator("tbody[data-row]").first).to_contain_text("问题20")
    expect(section.locator(f"#{name}-rows")).to_be_focused()
    pager.get_by_role("button", name="下一页").click()
    expect(section.locator("tbody[data-row]")).to_have_count(5)
    expect(pager.get_by_role("button", name="下一页")).to_be_disabled()


# --- evaluations ---------------------------------------------------------------------------------


def test_sheet_is_evaluated_and_its_report_shown(admin: Page, go, complaints) -> None:
    section = go("evaluation")
    evaluate(section, sheet(GOOD, WRONG, UNANSWERABLE, "坏行"))
    report = section.locator("#evaluation-report")
    expect(report).to_contain_text("2 题完全符合预期，1 题有出入。", timeout=SLOW_MS)
    expect(report.get_by_role("heading", name="最近一次评测")).to_be_focused()
    expect(report).to_contain_text("问题.jsonl · 3 个问题 · 3 份公文")
    expect(report).to_contain_text("有 1 行没有读入")
    expect(report).to_contain_text("第 4 行：")
    expect(row(report, "答对")).to_contain_text("50%1 / 2")
    expect(row(report, "该拒则拒")).to_contain_text("100%1 / 1")
    expect(row(report, "（未分类）")).to_contain_text("2")
    miss = report.locator(".misses details").first
    miss.locator("summary").press("Enter")
    expect(miss).to_contain_text("应当水务局")
    expect(miss).to_contain_text("实际作答")
    expect(miss).to_contain_text("没有写出标准答案")
    with admin.expect_popup() as opened:
        report.get_by_role("link", name="打开完整报告").click()
    whole = opened.value
    expect(whole.get_by_role("heading", name="对口通评测报告")).to_be_visible()
    colour = whole.locator("h1").evaluate("each => getComputedStyle(each).color")
    assert colour == "rgb(163, 18, 29)"  # its style sheet is let in by its policy
    whole.close()
    section = go("evaluation")  # it is kept
    expect(section).to_contain_text("2 题完全符合预期")
    section.locator(".misses summary").first.click()
    section.get_by_role("link", name="试一试 道路修缮由谁负责？").click()
    expect(admin.locator("#trial").get_by_label("问题")).to_have_value("道路修缮由谁负责？")


def test_empty_sheet_is_downloaded_and_evaluated(admin: Page, go, tmp_path: Path) -> None:
    section = go("evaluation")
    with admin.expect_download() as coming:
        section.get_by_role("link", name="下载空白问题表").click()
    assert coming.value.suggested_filename == "问题.xlsx"
    kept = tmp_path / "填好.xlsx"
    coming.value.save_as(kept)
    section.get_by_label("问题表").set_input_files(kept)
    section.get_by_role("button", name="开始评测").click()
    expect(section).to_contain_text("填好.xlsx · 3 个问题", timeout=SLOW_MS)
    expect(section).to_contain_text("依据文件不在索引里")


def test_evaluation_can_be_stopped_and_leaves_no_report(admin: Page, go) -> None:
    section = go("evaluation")
    evaluate(section, sheet(GOOD, name="先前.jsonl"))
    expect(section).to_contain_text("先前.jsonl · 1 个问题", timeout=SLOW_MS)
    evaluate(section, sheet(*[WRONG] * 1000, name="太久.jsonl"))
    stop = section.get_by_role("button", name="停止评测")
    expect(stop).to_be_focused()
    expect(section.locator("#evaluation-run")).to_contain_text(re.compile(r"[1-9]\d* / 1000，"))
    stop.click()
    expect(admin.locator("#said")).to_contain_text("已停止评测，没有留下报告")
    expect(section.get_by_role("button", name="开始评测")).to_be_focused()
    until(lambda: not admin.request.get("/api/evaluation/state").json()["running"])
    expect(go("evaluation")).to_contain_text("先前.jsonl · 1 个问题")


def test_sheet_that_cannot_be_read_says_why(admin: Page, go, complaints) -> None:
    section = go("evaluation")
    evaluate(section, sheet("坏行", name="坏的.jsonl"))
    alert = section.get_by_role("alert")
    expect(alert).to_contain_text("坏的.jsonl 里没有能用的问题")
    expect(section.get_by_role("button", name="开始评测")).to_be_visible()
    evaluate(section, sheet(GOOD))
    expect(section).to_contain_text("1 题全部符合预期。", timeout=SLOW_MS)
    expect(alert).to_have_count(0)
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_evaluation_begun_elsewhere_is_followed(admin: Page, go) -> None:
    run = {"name": "别处.jsonl", "done": 3, "total": 12}
    state = {"reported": False, "running": run, "needs_file": True, "most": 1000}

    def told(route: Route) -> None:
        route.fulfill(json=state)

    admin.route("**/api/evaluation/state", told)
    section = go("evaluation")
    expect(section.locator("#evaluation-run")).to_contain_text("正在用 别处.jsonl 评测")
    expect(section.locator("#evaluation-run")).to_contain_text("3 / 12")
    expect(section.get_by_role("button", name="开始评测")).to_be_hidden()
    state["running"] = None
    expect(section.get_by_role("button", name="开始评测")).to_be_visible(timeout=SLOW_MS)


# --- markup, small screens, keyboard -------------------------------------------------------------


def filled(page: Page, section: Locator, name: str) -> None:
    """What an office has after a while, opened up."""
    if name == "feedback":
        judged(page, f"{HOSTILE}由谁负责？", "down", f"答偏了：{HOSTILE}")
    if name == "unanswered":
        assert asked(page, f"{HOSTILE}{'长' * 60}的产量是多少吨？")["status"] == "refused"
    page.reload()
    expect(section.locator("[aria-busy=true]")).to_have_count(0)
    if name == "unanswered":
        listed = row(section, HOSTILE).first
        listed.get_by_role("button", name="再问一次").click()
        expect(listed).to_contain_text("还是没有答案")
        listed.get_by_role("button", name=re.compile("最接近")).click()
    if name == "evaluation":
        bad = {**WRONG, "question": f"{HOSTILE}由谁负责？", "type": HOSTILE, "id": HOSTILE}
        evaluate(section, sheet(bad, {**bad, "type": "别的"}, HOSTILE, name=f"{HOSTILE}.jsonl"))
        expect(section.locator(".misses summary")).to_have_count(2, timeout=SLOW_MS)
        section.locator(".misses summary").first.click()


@pytest.mark.parametrize("name", SECTIONS)
def test_markup_in_questions_answers_and_notices_is_text(admin: Page, go, name: str) -> None:
    section = go(name)
    filled(admin, section, name)
    expect(section).to_contain_text(HOSTILE)
    expect(admin.locator("main img")).to_have_count(0)
    if name == "evaluation":
        with admin.expect_popup() as opened:
            section.get_by_role("link", name="打开完整报告").click()
        expect(opened.value.locator("main")).to_contain_text(HOSTILE)
        expect(opened.value.locator("img")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_scrolls_sideways(open_page: Callable[..., Page], go, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    for name in SECTIONS:
        section = go(name, page)
        filled(page, section, name)
        assert page.evaluate(FITS), name


CONTROLS = """[...document.querySelectorAll("a[href], button:not(:disabled), input, summary")]
    .filter((each) => each.checkVisibility())"""


@pytest.mark.parametrize("name", SECTIONS)
def test_keyboard_alone_reaches_everything(admin: Page, go, name: str) -> None:
    filled(admin, go(name), name)
    admin.wait_for_load_state("networkidle")  # what is filled in later would be another control
    admin.evaluate("() => { window.reached = new Set(); document.activeElement.blur(); }")
    for _ in range(admin.evaluate(f"() => ({CONTROLS}).length") + 8):
        admin.keyboard.press("Tab")
        admin.evaluate("() => { window.reached.add(document.activeElement); }")
    missed = f"() => ({CONTROLS}).filter((each) => !window.reached.has(each)).map((each) => each.outerHTML)"
    assert admin.evaluate(missed) == []

"""The versions of a notice on its page, on a service of its own: one is restored."""

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

from tests.assistant.test_serving import eventually, running
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FIRST = """关于印发松江市与临海市对口合作实施方案的通知

松江政办发〔2023〕12号

一、工作目标

到2025年底，双方共建产业园3个，投资额不少于15亿元。

二、重点任务

（一）产业合作。市工业和信息化局牵头，市商务局配合，2024年6月底前完成。
"""
SECOND = (
    FIRST.replace("〔2023〕12号", "〔2024〕3号")
    .replace("15亿元", "22亿元")
    .replace("市商务局配合", "市商务局、市投资促进局配合")
    + "（二）文化旅游。市文化旅游局负责。\n"
)


def upload(url: str, name: str, words: str) -> None:
    body = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n{words}\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    request = urllib.request.Request(f"{url}/api/notices", body.encode(), headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        job = json.load(response)["job_id"]
    for _ in range(600):
        with urllib.request.urlopen(f"{url}/api/jobs/{job}", timeout=PATIENCE_S) as response:
            if json.load(response)["state"] == "done":
                return
        time.sleep(0.1)
    pytest.fail("the upload was not read within a minute")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[str]:
    """The page of a notice in two versions."""
    with running(DUIKOU_DATA_DIR=str(tmp_path_factory.mktemp("versions"))) as url:
        eventually(url, 15)
        for words in (FIRST, SECOND):
            upload(url, "实施方案.txt", words)
        notices = eventually(url, 16)["notices"]
        (shown,) = (n for n in notices if n["source"] == "实施方案.txt")
        yield f"{url}/notices/{shown['id']}"


@pytest.fixture
def page(browser: "Browser", complaints: list[str], address: str) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.goto(address)
    opened.get_by_role("button", name="版本").click()
    yield opened
    context.close()
    assert complaints == []


def api(page: Page, address: str, rest: str = "") -> Any:
    return page.request.get(address.replace("/notices/", "/api/notices/") + rest).json()


def row(page: Page, number: int) -> Any:
    return page.locator(".versions tbody tr", has_text=f"第 {number} 版")


def test_versions_are_listed_newest_first(page: Page) -> None:
    rows = page.locator(".versions tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("第 2 版")
    expect(rows.nth(0)).to_contain_text("现行")
    expect(rows.nth(0)).to_contain_text("正在看")
    expect(rows.nth(1)).to_contain_text("第 1 版")
    expect(rows.nth(1).locator("time")).to_have_attribute("datetime", re.compile("Z$"))


def test_what_changed_is_marked_word_by_word(page: Page) -> None:
    changes = page.locator(".changes")
    headings = changes.locator("h4")
    expect(headings).to_have_text(["版头（1 处）", "章节（3 处）", "职责（2 处）", "数字（1 处）"])
    goal = changes.locator(".change", has_text="工作目标")
    expect(goal.locator("del")).to_have_text("15")
    expect(goal.locator("ins")).to_have_text("22")
    work = changes.locator(".change", has_text="产业合作")
    expect(work.locator("ins")).to_have_text("、市投资促进局")
    expect(work.locator("del")).to_have_count(0)
    added = changes.locator(".change", has_text="文化旅游")
    expect(added.locator(".badge")).to_have_text("新增")
    expect(added.locator("ins")).to_contain_text("市文化旅游局负责")


def test_the_other_way_round(page: Page) -> None:
    page.get_by_label("从哪一版").select_option(label="第 2 版（现行）")
    page.get_by_label("到哪一版").select_option(label="第 1 版")
    goal = page.locator(".change", has_text="工作目标")
    expect(goal.locator("ins")).to_have_text("15")
    page.get_by_label("到哪一版").select_option(label="第 2 版（现行）")
    expect(page.locator(".comparison")).to_contain_text("两个版本的内容相同")


def test_changed_words_lead_to_their_places_in_both_versions(page: Page, address: str) -> None:
    goal = page.locator(".change", has_text="工作目标")
    goal.get_by_role("link", name="看现在的文字").click()
    expect(page.locator("mark").first).to_be_in_viewport()
    expect(page.locator("mark").first).to_contain_text("22亿元")
    goal.get_by_role("link", name="看原来的文字").click()
    expect(page.locator("mark").first).to_contain_text("15亿元")
    expect(page.locator(".note.warned")).to_contain_text("这是旧版本（第 1 版）")
    assert "version=" in page.url


def test_former_version_is_opened_and_says_so(page: Page) -> None:
    row(page, 1).get_by_role("link", name="打开这一版").click()
    expect(page.locator(".note.warned")).to_contain_text("这是旧版本（第 1 版）")
    expect(page.locator(".notice-text")).to_contain_text("15亿元")
    expect(page.get_by_role("button", name="职责")).to_have_count(0)
    page.get_by_role("button", name="版本").click()
    expect(row(page, 1)).to_contain_text("正在看")
    expect(page.locator(".change", has_text="工作目标").locator("ins")).to_have_text("22")


def test_nothing_is_restored_without_confirmation(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    button = row(page, 1).get_by_role("button", name="恢复这一版")
    for leave in ("Escape", "Enter"):  # 取消 has the focus at first
        button.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("恢复第 1 版？")
        expect(dialog).to_contain_text("现行的第 2 版会成为旧版本")
        page.keyboard.press(leave)
        expect(dialog).to_have_count(0)
        expect(button).to_be_focused()
    assert "POST" not in asked
    assert api(page, address)["version"]["number"] == 2


def test_job_that_fails_is_told(page: Page) -> None:
    job = {"id": "0" * 32, "state": "failed", "reason": "磁盘已满，请清理后再试。"}
    page.route("**/restore", lambda route: route.fulfill(status=202, json={"job_id": job["id"]}))
    page.route("**/api/jobs/*", lambda route: route.fulfill(json=job))
    row(page, 1).get_by_role("button", name="恢复这一版").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    expect(page.locator(".part .note.warned")).to_contain_text("没有恢复：磁盘已满")


def test_refused_restore_is_told_and_can_be_tried_again(page: Page, complaints: list[str]) -> None:
    fault = {"error": {"code": "nothing_to_do", "message": "第 1 版就是现行版本。", "detail": None}}
    page.route("**/restore", lambda route: route.fulfill(status=409, json=fault))
    row(page, 1).get_by_role("button", name="恢复这一版").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("第 1 版就是现行版本。")
    expect(alert.get_by_role("button", name="重试")).to_be_visible()
    complaints[:] = [said for said in complaints if not said.startswith("Failed to load")]


def test_version_is_restored_and_shown(page: Page, address: str) -> None:
    row(page, 1).get_by_role("link", name="打开这一版").click()
    page.get_by_role("button", name="版本").click()
    row(page, 1).get_by_role("button", name="恢复这一版").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    expect(page.locator(".note.done")).to_contain_text("已恢复第 1 版的内容", timeout=60_000)
    assert page.url == address
    expect(page.locator(".notice-text")).to_contain_text("15亿元")
    expect(page.locator(".note.warned")).to_have_count(0)
    shown = api(page, address)
    assert "15亿元" in shown["text"]
    page.get_by_role("button", name="版本").click()
    expect(page.locator(".versions tbody tr", has_text="现行")).to_contain_text("正在看")

"""Signing in to the pages with a key, and keys on the operators' page."""

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.keyed import Keyed, keyed  # noqa: F401  fixture

SLOW_MS = 30_000


@pytest.fixture
def page(browser: Browser, keyed: Keyed) -> Iterator[Page]:  # noqa: F811
    size = {"width": 1280, "height": 800}
    context = browser.new_context(base_url=keyed.url, locale="zh-CN", viewport=size)
    yield context.new_page()
    context.close()


def sign_in(page: Page, key: str) -> None:
    dialog = page.get_by_role("dialog", name="登录对口通")
    dialog.get_by_label("访问密钥").fill(key)
    dialog.get_by_role("button", name="登录").click()


def test_chat_asks_for_a_key_once(page: Page, keyed: Keyed) -> None:  # noqa: F811
    page.goto("/")
    dialog = page.get_by_role("dialog", name="登录对口通")
    expect(dialog).to_have_count(1)
    sign_in(page, "dk_wrong")
    expect(dialog.get_by_role("alert")).to_contain_text("访问密钥不对")
    sign_in(page, keyed.keys["ask"])
    expect(dialog).to_have_count(0)
    expect(page.locator(".examples button").first).to_be_visible()
    page.reload()
    expect(page.locator(".examples button").first).to_be_visible()
    expect(dialog).to_have_count(0)


def test_who_leaves_is_asked_again(page: Page, keyed: Keyed) -> None:  # noqa: F811
    page.goto("/")
    expect(page.get_by_role("button", name="退出")).to_have_count(0)
    sign_in(page, keyed.keys["ask"])
    expect(page.locator(".examples button").first).to_be_visible()
    page.goto("/duties")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("dialog", name="登录对口通")).to_be_visible()


def test_who_does_not_sign_in_is_told_and_may_later(page: Page, keyed: Keyed) -> None:  # noqa: F811
    page.goto("/duties")
    page.get_by_role("dialog", name="登录对口通").get_by_role("button", name="取消").click()
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text("需要访问密钥")
    alert.get_by_role("button", name="重试").click()
    sign_in(page, keyed.keys["ask"])
    expect(page.locator(".task").first).to_be_visible()


def test_sign_in_is_accessible(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("dialog", name="登录对口通")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


def test_operations_are_for_operators(page: Page, keyed: Keyed) -> None:  # noqa: F811
    page.goto("/admin#keys")
    sign_in(page, keyed.keys["ask"])
    expect(page.locator("#keys-rows")).to_contain_text("没有“运行管理”（admin）权限")


def test_key_is_made_shown_once_and_revoked(page: Page, keyed: Keyed) -> None:  # noqa: F811
    page.goto("/admin#keys")
    sign_in(page, keyed.keys["admin"])
    section = page.get_by_role("region", name="访问密钥", exact=True)
    expect(section.locator("#keys-note")).to_contain_text("用“admin”密钥登录")
    section.get_by_label("名称").fill("办公门户")
    section.get_by_label("每分钟最多几问").fill("20")
    section.get_by_label("每天最多几问").fill("0")
    section.get_by_role("button", name="新建密钥").click()
    secret = section.locator(".secret")
    expect(secret).to_have_text(re.compile("^dk_"))
    row = section.locator("[data-row]").filter(has_text="办公门户")
    expect(row).to_contain_text("提问和查阅")
    expect(row).to_contain_text("没有用过")
    expect(row).to_contain_text("今天 0 问每分钟最多 20 问，每天不限")
    bearer = {"Authorization": f"Bearer {secret.text_content()}"}
    assert page.request.get("/api/notices", headers=bearer).ok
    page.get_by_role("link", name="概况").click()
    page.get_by_role("link", name="访问密钥").click()
    expect(secret).to_have_count(0)
    row.get_by_role("button", name="撤销 办公门户").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销").click()
    expect(row).to_contain_text("已撤销")
    assert page.request.get("/api/notices", headers=bearer).status == 401


def test_upload_goes_on_with_a_sign_in(page: Page, keyed: Keyed) -> None:  # noqa: F811
    page.goto("/admin#upload")
    sign_in(page, keyed.keys["admin"])
    text = "关于堤坝加固的通知\n各区水利局：\n　　堤坝加固由水利局牵头。\n市政府\n2026年3月1日"
    file = {"name": "堤坝.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("#files").set_input_files([file])
    page.get_by_role("button", name=re.compile("^上传")).click()
    expect(page.locator(".outcome .badge")).to_have_text("已读入，新公文", timeout=SLOW_MS)

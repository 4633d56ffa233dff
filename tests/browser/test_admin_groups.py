"""Operators say for whom a file and a key are, in the page; others do not see it there."""

from collections.abc import Iterator

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Browser, Page, expect

from tests.browser.keyed import Keyed, keyed  # noqa: F401  fixture
from tests.browser.test_signing import SLOW_MS, sign_in

SECRET = {
    "name": "任免.txt",
    "mimeType": "text/plain",
    "buffer": "关于霜岭干部任免的通知\n\n霜岭专班由柏溪人才局牵头组建。\n".encode(),
}


@pytest.fixture
def pages(browser: Browser, keyed: Keyed) -> Iterator[tuple[Page, Page]]:  # noqa: F811
    """Those of an operator and of somebody else."""
    made = [browser.new_context(base_url=keyed.url, locale="zh-CN") for _ in range(2)]
    yield made[0].new_page(), made[1].new_page()
    for context in made:
        context.close()


def test_notice_of_a_group_is_for_its_keys(
    pages: tuple[Page, Page],
    keyed: Keyed,  # noqa: F811
) -> None:
    operator, other = pages
    operator.goto("/admin#upload")
    sign_in(operator, keyed.keys["admin"])
    operator.get_by_label("只给这些组看").fill("人事处、领导")
    operator.locator("#files").set_input_files([SECRET])
    operator.get_by_role("button", name="上传 1 个文件").click()
    batch = operator.locator("#batches")
    expect(batch).to_contain_text("已读入，新公文", timeout=SLOW_MS)
    expect(batch).to_contain_text("人事处+领导/任免.txt")

    operator.get_by_role("link", name="访问密钥").click()
    operator.get_by_label("名称").fill("人事处的人")
    operator.get_by_label("可见组").fill("人事处")
    operator.get_by_role("button", name="新建密钥").click()
    secret = operator.locator("#keys-made code").text_content() or ""
    expect(operator.locator("#keys-rows")).to_contain_text("可见组：人事处", timeout=SLOW_MS)

    question = "霜岭专班由哪个部门牵头？"
    for key, says in ((keyed.keys["ask"], "没有"), (secret, "柏溪人才局")):
        other.context.clear_cookies()
        other.goto("/")
        sign_in(other, key)
        expect(other.locator(".examples button").first).to_be_visible(timeout=SLOW_MS)
        other.get_by_role("textbox").first.fill(question)
        other.keyboard.press("Enter")
        expect(other.locator("main")).to_contain_text(says, timeout=SLOW_MS)
        other.goto("/")

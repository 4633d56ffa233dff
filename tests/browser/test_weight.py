"""What the chat page costs to load for the first time: a bound on bytes, never on time."""

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

MOST_BYTES = 150_000
LOADED = """() => ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
  .map(({ name, transferSize, encodedBodySize }) => ({ name, transferSize, encodedBodySize }))"""


def test_chat_page_weighs_little_with_all_that_it_loads(chat: Page) -> None:
    expect(chat.locator(".examples button").first).to_be_visible()
    loaded = chat.evaluate(LOADED)
    for part in ("/static/chat.js", "/static/base.css", "/api/suggestions"):
        assert any(part in each["name"] for each in loaded)
    assert all(each["transferSize"] for each in loaded), "nothing came from the browser's cache"
    assert sum(each["transferSize"] for each in loaded) <= MOST_BYTES


def test_chat_page_loaded_again_hardly_weighs_anything(chat: Page) -> None:
    expect(chat.locator(".examples button").first).to_be_visible()
    first = sum(each["transferSize"] for each in chat.evaluate(LOADED))
    chat.reload()
    expect(chat.locator(".examples button").first).to_be_visible()
    again = chat.evaluate(LOADED)
    assert sum(each["transferSize"] for each in again) < first / 3

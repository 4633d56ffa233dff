"""A notice of three hundred pages is opened, scrolled and cited without the page standing still."""

from functools import cache
from typing import Any

import pytest

pytest.importorskip("playwright", reason="没有安装 playwright，跳过浏览器测试")
from playwright.sync_api import Page, expect

CHAPTERS, ARTICLES, ITEMS = 50, 10, 11
SENTENCE = (
    "各有关部门要按照职责分工抓好落实，加强产业合作、人才交流和文化旅游合作，定期报送进展情况"
)
DRAWING_MS = 1500
"""The longest that opening may keep the page from answering, on a machine that does other work too."""
FRAME_MS = 50
SCROLL = """async () => {
  const frames = [];
  let last = performance.now();
  for (let i = 0; i < 200; i += 1) {
    window.scrollBy(0, 500);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return frames.sort((a, b) => a - b);
}"""
WATCH = """window.tasks = [];
new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((each) => each.duration)))
  .observe({ type: "longtask", buffered: true });"""


@cache
def three_hundred_pages() -> tuple[str, tuple[tuple[str, int, int, int], ...]]:
    """Some 400,000 characters in 6,000 paragraphs, with tables, and the outline's entries."""
    lines: list[str] = ["关于印发长方案的通知"]
    outline = []
    length = len(lines[0]) + 1

    def put(line: str) -> None:
        nonlocal length
        lines.append(line)
        length += len(line) + 1

    for chapter in range(1, CHAPTERS + 1):
        outline.append((f"第{chapter}章 总体安排", 1, length, length + 8))
        put(outline[-1][0])
        for article in range(1, ARTICLES + 1):
            outline.append((f"第{chapter * 100 + article}条", 2, length, length + 8))
            put(f"{outline[-1][0]} 第{chapter}章的第{article}条，{SENTENCE}。")
            for item in range(1, ITEMS + 1):
                put(f"（{item}）{chapter}-{article}-{item}号任务：{SENTENCE}，{SENTENCE[:14]}。")
        for row in range(8):
            put(f"{row}\t{chapter}章第{row}行任务\t市发展改革委\t市商务局\t2025年12月底")
    return "\n".join(lines), tuple(outline)


@pytest.fixture
def page(chat: Page) -> Page:
    """A page on which a notice of the service says so much."""
    notice_id = chat.request.get("/api/notices?limit=1").json()["notices"][0]["id"]
    notice: dict[str, Any] = chat.request.get(f"/api/notices/{notice_id}").json()
    text, outline = three_hundred_pages()
    names = ("heading", "level", "start", "end")
    notice |= {"text": text, "outline": [dict(zip(names, each, strict=True)) for each in outline]}
    chat.route(f"**/api/notices/{notice_id}", lambda route: route.fulfill(json=notice))
    chat.add_init_script(WATCH)
    chat.goto(f"/notices/{notice_id}")
    expect(chat.locator(".chunk").first).to_be_visible()
    return chat


def go(page: Page, words: str) -> None:
    text, _ = three_hundred_pages()
    start = text.index(words)
    page.evaluate(f"window.location.hash = '#{start}-{start + len(words)}'")


def test_it_is_as_long_as_it_says() -> None:
    text, _ = three_hundred_pages()
    assert len(text) > 400_000
    assert text.count("\n") > 6000


def test_it_is_drawn_and_scrolled_without_standing_still(page: Page) -> None:
    page.wait_for_timeout(500)
    assert max(page.evaluate("window.tasks"), default=0) < DRAWING_MS
    frames = page.evaluate(SCROLL)
    assert page.evaluate("window.scrollY") > 50_000
    assert frames[len(frames) // 2] < FRAME_MS
    assert frames[int(len(frames) * 0.95)] < 4 * FRAME_MS


@pytest.mark.parametrize("words", ["25-5-5号任务", "50-10-11号任务", "1-1-1号任务"])
def test_citation_anywhere_is_scrolled_to(page: Page, words: str) -> None:
    go(page, words)
    mark = page.locator("mark")
    expect(mark).to_have_text(words)
    page.wait_for_timeout(700)  # what is laid out meanwhile must not push it away
    expect(mark).to_be_in_viewport()


def test_from_one_end_to_the_other_and_back(page: Page) -> None:
    for words in ("50-10-11号任务", "1-2-3号任务", "30章第5行任务", "48-1-1号任务"):
        go(page, words)
        expect(page.locator("mark")).to_have_text(words)
        page.wait_for_timeout(400)
        expect(page.locator("mark")).to_be_in_viewport()
        expect(page.locator("mark")).to_have_count(1)


def test_outline_jumps_to_a_far_heading(page: Page) -> None:
    page.get_by_role("button", name="第40章 总体安排").click()
    page.wait_for_timeout(500)
    heading = page.locator(".notice-text :focus")
    expect(heading).to_have_text("第40章 总体安排")
    expect(heading).to_be_in_viewport()
    bar, box = page.locator(".tools").bounding_box(), heading.bounding_box()
    assert bar
    assert box
    assert bar["y"] + bar["height"] <= box["y"]  # not under the bar


def test_bar_is_at_hand_in_the_middle(page: Page) -> None:
    go(page, "25-5-5号任务")
    expect(page.get_by_role("button", name="职责")).to_be_in_viewport()
    page.get_by_role("button", name="页首").click()
    expect(page.locator(".notice h1")).to_be_in_viewport()
    page.get_by_role("button", name="版本").click()
    expect(page.locator(".versions")).to_be_in_viewport()

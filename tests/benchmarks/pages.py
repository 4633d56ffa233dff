"""The pages in Chromium: first paint, a register of 20,000 rows, a table of 5,000."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.benchmarks.measuring import Row
from tests.browser import chromium
from tests.conftest import service_at
from tests.large_register import fill

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_ROWS, _TABLE_ROWS = 20_000, 5000
_VISITS = 7
_WIDE = {"width": 1440, "height": 900}
_WATCH = """window.tasks = [];
new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((each) => each.duration)))
  .observe({ type: "longtask", buffered: true });"""
_LONGEST = "Math.max(0, ...window.tasks)"
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_LOADED = """["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
  .map((each) => each.transferSize)"""
_REQUESTS = """performance.getEntriesByType("resource").filter(({ name }) => name.includes("/api/duties"))
  .map(({ duration }) => duration)"""

_Act = Callable[["Page"], None]


@dataclass(frozen=True)
class _Seen:
    """A visit: how long what was done took, the longest task, the requests; in seconds."""

    took_s: float
    longest_s: float
    requests_s: tuple[float, ...]


def rows(folder: Path) -> Iterator[Row]:
    """Nothing where there is no Chromium."""
    if chromium.program() is None:
        return
    large = folder / "large"
    large.mkdir()
    fill(large, _ROWS)
    with chromium.launched() as browser, service_at(_made(folder / "samples")) as samples:
        yield _painted(browser, samples)
        yield _table(browser, samples)
        with service_at(large) as url:
            for what, act in _DEEDS.items():
                yield _register(browser, what, act, (url, samples))


@contextmanager
def _opened(browser: "Browser", url: str) -> Iterator["Page"]:
    """A page with an empty cache, whose long tasks are noted."""
    context = browser.new_context(viewport=_WIDE, locale="zh-CN", base_url=url)
    context.add_init_script(_WATCH)
    yield context.new_page()
    context.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _painted(browser: "Browser", url: str) -> Row:
    """Each time in a context of its own, whose cache is empty."""
    paints: dict[str, list[float]] = {"/": [], "/health/live": []}
    loaded: list[int] = []
    for _ in range(_VISITS):
        for address, times in paints.items():
            with _opened(browser, url) as page:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                times.append(page.evaluate(_PAINT) / 1000)
                loaded = page.evaluate(_LOADED) if address == "/" else loaded
    unit = f"visit with an empty cache, {sum(loaded) / 1000:.0f} kB in {len(loaded)} answers"
    what, baseline = "first contentful paint of the chat page", "of one line of JSON"
    return Row(what, baseline, median(paints["/"]), median(paints["/health/live"]), unit)


# --- the register -----------------------------------------------------------------------------------


def _sort(page: "Page") -> None:
    page.locator(".sorter", has_text="时限").click()


def _filter(page: "Page") -> None:
    page.get_by_label("单位", exact=True).fill("发改委")
    page.keyboard.press("Enter")


def _turn(page: "Page") -> None:
    page.get_by_role("button", name="下一页").click()


_DEEDS: dict[str, _Act | None] = {
    "opened": None,
    "sorted by deadline": _sort,
    "narrowed to a department": _filter,
    "turned to the next page": _turn,
}


def _register(browser: "Browser", what: str, act: _Act | None, urls: tuple[str, str]) -> Row:
    ours, theirs = ([_visit(browser, url, act) for _ in range(_VISITS)] for url in urls)
    requests = [max(seen.requests_s) for seen in ours]
    longest = max(seen.longest_s for seen in ours)
    unit = f"visit, longest task {longest * 1000:.0f} ms, slowest request {median(requests) * 1000:.0f} ms"
    return Row(
        f"register page of {_ROWS:,} rows, {what}",
        "of the samples",
        median(seen.took_s for seen in ours),
        median(seen.took_s for seen in theirs),
        unit,
    )


def _visit(browser: "Browser", url: str, act: _Act | None) -> _Seen:
    with _opened(browser, url) as page:
        page.goto("/duties")
        page.locator("#rows[aria-busy=false] .task").first.wait_for()
        began = 0.0
        if act:
            page.wait_for_load_state("networkidle")
            page.evaluate("window.tasks = []; performance.clearResourceTimings()")
            began = page.evaluate("performance.now()")
            act(page)
            page.locator("#rows[aria-busy=false] .task").first.wait_for()
        took = page.evaluate("performance.now()") - began
        page.wait_for_timeout(300)  # a task is told of when it is over
        longest, requests = page.evaluate(_LONGEST), page.evaluate(_REQUESTS)
    return _Seen(took / 1000, longest / 1000, tuple(each / 1000 for each in requests))


# --- a table ----------------------------------------------------------------------------------------


def _table(browser: "Browser", url: str) -> Row:
    ours = [_read(browser, url, _TABLE_ROWS) for _ in range(_VISITS)]
    theirs = [_read(browser, url, 1) for _ in range(_VISITS)]
    longest = max(seen.longest_s for seen in ours)
    return Row(
        f"reader with a table of {_TABLE_ROWS:,} rows opened",
        "with one of one row",
        median(seen.took_s for seen in ours),
        median(seen.took_s for seen in theirs),
        f"visit, longest task {longest * 1000:.0f} ms",
    )


def _read(browser: "Browser", url: str, count: int) -> _Seen:
    lines = (
        f"{n}\t第{n}号任务：推进文化旅游合作\t市发展改革委\t2025年{n % 12 + 1}月底前"
        for n in range(count)
    )
    with _opened(browser, url) as page:
        notice_id = page.request.get("/api/notices?limit=1").json()["notices"][0]["id"]
        notice: dict[str, Any] = page.request.get(f"/api/notices/{notice_id}").json()
        notice |= {"text": "\n".join(lines), "outline": [], "pages": []}
        page.route(f"**/api/notices/{notice_id}", lambda route: route.fulfill(json=notice))
        page.goto(f"/notices/{notice_id}")
        page.locator(".notice-text tr").first.wait_for()
        took = page.evaluate("performance.now()")
        page.wait_for_timeout(300)
        return _Seen(took / 1000, page.evaluate(_LONGEST) / 1000, ())

"""Chromium, for whoever drives the pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--lang=zh-CN",
]


def program() -> str | None:
    """Where Chromium is, None where there is none."""
    return shutil.which("chromium", path="/usr/bin") or shutil.which("chromium")


@contextmanager
def launched() -> Iterator["Browser"]:
    """A browser without a window; there must be a `program`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=_SWITCHES)
        yield browser
        browser.close()

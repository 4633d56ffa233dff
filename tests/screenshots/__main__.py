"""make screenshots: every page and state into screenshots/; words after the command choose among them."""

import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import chromium
from tests.screenshots import admin, chat, keyed, reader, register, services
from tests.screenshots.readme import README, keep
from tests.screenshots.shot import LOOKS, Look, Shot, take

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_INTO = Path("screenshots")
_Opened = Callable[[Path, "Browser"], AbstractContextManager[str]]
_SERIES: list[tuple[_Opened, list[Shot]]] = [
    (services.samples, [*chat.SHOTS, *reader.SHOTS, *register.SHOTS]),
    (services.office, [*reader.OFFICE, *admin.SHOTS]),
    (services.empty, [*chat.EMPTY, *register.EMPTY, *admin.EMPTY]),
    (services.keyed, keyed.SIGN_IN),
    (services.portal, keyed.PORTAL),
]
"""Each service, and what is to be seen on it."""


def main(words: list[str]) -> None:
    """Take those whose file's name holds one of the words, or all; `readme` renews README.md's."""
    if chromium.program() is None:
        sys.exit("没有找到 Chromium（apt install chromium）。")
    for_readme = words == ["readme"]
    wanted = [f"{name}-1440-light" for name in README] if for_readme else words
    _INTO.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium.launched() as browser:
        for number, (opened, shots) in enumerate(_SERIES):
            chosen = _chosen(shots, wanted)
            data = Path(folder) / str(number)
            data.mkdir()
            if chosen:
                with opened(data, browser) as url:
                    for shot, look in chosen:
                        _picture(browser, url, shot, look)
    if for_readme:
        keep(_INTO)


def _chosen(shots: list[Shot], wanted: list[str]) -> list[tuple[Shot, Look]]:
    every = [(shot, look) for shot in shots for look in LOOKS]
    return [
        (shot, look)
        for shot, look in every
        if not wanted or any(word in look.file(shot) for word in wanted)
    ]


def _picture(browser: "Browser", url: str, shot: Shot, look: Look) -> None:
    """On a page of its own, on which nothing was done before."""
    context = browser.new_context(
        base_url=url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.scheme == "dark" else "light",
    )
    take(context.new_page(), shot, _INTO / look.file(shot))
    context.close()
    sys.stdout.write(f"{look.file(shot)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

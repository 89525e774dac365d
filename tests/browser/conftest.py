"""One browser and one house for all of these tests; without a browser on the machine they say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.desk import Desk, desk_open
from tests.browser.house import running_house

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "No Chromium on this machine: install Debian's package chromium, or set CHROMIUM to its path."


def chromium_find() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Of the package, not the session: while it lives, Django takes this thread for an asynchronous one."""
    path = chromium_find()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("house")
    with running_house(os.environ["DATABASE_URL"], folder) as address:
        yield address


@pytest.fixture(scope="package")
def logins() -> dict[str, Any]:
    """The cookies of whoever logged in already."""
    return {}


Sitter = Callable[..., Desk]


@pytest.fixture
def sit(browser: Browser, house: str, logins: dict[str, Any]) -> Iterator[Sitter]:
    """Sit down as somebody: ``sit("growth", theme="dark", width=PHONE)``; ``sit()`` as nobody yet."""
    opened: list[Desk] = []

    def sit(name: str = "", **options: Any) -> Desk:
        desk = desk_open(browser, house, state=logins.get(name), **options)
        opened.append(desk)
        if name and name not in logins:
            desk.log_in(name)
            desk.page.wait_for_url("**/app/")
            logins[name] = desk.context.storage_state()
        return desk

    yield sit
    for desk in opened:
        desk.context.close()

"""An agent is asked by a button: its answer is read in the dialog, and applied."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PHONE, WIDE, Desk

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
FRAME = ".ness-answer-frame"


def lead_open(desk: Desk) -> None:
    assert desk.at("/app/growth/lead/?status__exact=new") == 200
    [path, *_others] = desk.links(r"/growth/lead/[0-9a-f-]{36}/change/$")
    assert desk.at(path) == 200


def qualify_press(desk: Desk) -> None:
    """Up to the answer in the dialog."""
    desk.page.locator("[href*='lead_qualify'], [hx-get*='lead_qualify']").first.click()
    dialog = desk.page.locator("#dialog")
    expect(dialog).to_be_visible()
    dialog.locator("button[type=submit]").click()
    expect(desk.page.locator(FRAME)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_answer_fits_the_window(theme: str, width: int, sit: Sitter) -> None:
    desk = sit("growth", theme=theme, width=WIDE)
    lead_open(desk)
    qualify_press(desk)
    assert desk.overflow(width) == ""
    if folder := os.environ.get("SHOTS"):
        desk.page.screenshot(path=Path(folder) / f"answer-{theme}-{width}.png")
    assert desk.faults() == []


def test_what_was_read_is_applied(sit: Sitter) -> None:
    desk = sit("growth", width=WIDE)
    lead_open(desk)
    qualify_press(desk)
    score = desk.page.locator(f"{FRAME} dd").first.inner_text().split()[0]
    with desk.page.expect_navigation():
        desk.page.locator("#dialog button[type=submit]").click()
    expect(desk.page.get_by_text(f"{score} pontos").first).to_be_visible()
    assert desk.page.input_value("input[name=lead_score]") == score
    assert desk.faults() == []

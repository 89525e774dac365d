"""Asking the house with the keyboard, on a wide screen and on a phone; and uploading by dropping."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.desk import PHONE, WIDE, Desk
from tests.browser.walking import page_faults

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
ASK = "/app/knowledge/"
QUESTION = "backup dos servidores"


def ask(desk: Desk, question: str = QUESTION) -> None:
    desk.page.fill("#question", question)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#answer .ness-card")


def test_a_question_is_asked_answered_and_followed_by_keyboard(sit: Sitter) -> None:
    desk = sit("ops")
    desk.at(ASK)
    desk.page.locator("h1").first.click()
    desk.page.keyboard.press("/")
    assert desk.page.evaluate("document.activeElement.id") == "question"
    desk.page.keyboard.type(QUESTION)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#answer mark")
    assert desk.page.url.endswith(ASK)  # the question stands in no address
    desk.page.keyboard.press("ArrowDown")
    assert desk.page.evaluate("document.activeElement.className") == "ness-piece-title"
    desk.page.keyboard.press("ArrowUp")
    assert desk.page.evaluate("document.activeElement.id") == "question"
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/change/")
    assert desk.faults() == []


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_answers_and_their_absence_fit(sit: Sitter, width: int, theme: str) -> None:
    desk = sit("ops", theme=theme, width=width)
    desk.at(ASK)
    ask(desk)
    assert page_faults(desk) == []
    ask(desk, "girafas no zoológico municipal")
    assert page_faults(desk) == []


def test_files_are_chosen_uploaded_and_their_state_told(sit: Sitter, tmp_path: Path) -> None:
    file, empty = tmp_path / "regulamento.txt", tmp_path / "vazio.pdf"
    file.write_text("O expediente começa às nove.")
    empty.touch()
    desk = sit("admin", width=PHONE)
    desk.at("/app/knowledge/upload/")
    desk.page.set_input_files("#id_documents", [file, empty])
    desk.page.click("main button[type=submit], #main button.ness-button")
    desk.page.wait_for_selector("#states td")
    assert "vazio.pdf" in desk.page.inner_text("body")
    assert "regulamento" in desk.page.inner_text("#states")
    assert page_faults(desk) == []


def test_the_index_has_a_page_that_fits(sit: Sitter) -> None:
    for width in (WIDE, PHONE):
        desk = sit("root", width=width)
        assert desk.at("/app/knowledge/index/") == 200
        assert page_faults(desk) == []

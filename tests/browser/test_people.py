"""What each role finds when it sits down, and who does not get in."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.house import ROLES

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
#: Whoever has a role reads the documents that were uploaded for everybody.
EVERYBODYS = "IA"
#: Which groups of the sidebar a role finds besides.
ROOMS = {
    "admin": {"GROWTH", "OPS", "FIN", "PEOPLE", "JUR", "GOV", "CONVERSAS", "Sistema"},
    "growth": {"GROWTH", "OPS"},
    "ops": {"OPS", "GROWTH", "FIN", "Sistema"},
    "fin": {"FIN", "OPS"},
    "people": {"PEOPLE", "OPS"},
    "jur": {"JUR", "FIN"},
    "gov": {"GOV"},
    "atendimento": {"GROWTH", "CONVERSAS"},
    "employee": {"OPS", "PEOPLE", "GOV"},
}


def test_somebody_logs_in_in_portuguese_and_out_again(sit: Sitter) -> None:
    desk = sit()
    desk.at("/app/growth/lead/")
    expect(desk.page).to_have_url(f"{desk.address}/app/login/?next=/app/growth/lead/")
    expect(desk.page.get_by_text("Senha", exact=False).first).to_be_visible()
    desk.page.fill("input[name=username]", "growth")
    desk.page.fill("input[name=password]", "correct horse battery")
    desk.page.keyboard.press("Enter")
    expect(desk.page).to_have_url(f"{desk.address}/app/growth/lead/")
    assert desk.faults() == []
    desk.page.locator("#logout-form").wait_for(state="attached")
    desk.page.evaluate("document.getElementById('logout-form').requestSubmit()")
    desk.page.wait_for_url("**/app/login/**")
    desk.at("/app/")
    assert "/app/login/" in desk.page.url


def test_a_wrong_password_is_told_and_the_sixth_is_locked_out(sit: Sitter) -> None:
    desk = sit()
    for _attempt in range(5):
        desk.log_in("clumsy", "wrong horse battery")
    expect(desk.page.get_by_text("Usuário ou senha incorretos", exact=False)).to_be_visible()
    desk.log_in("clumsy")
    expect(desk.page.get_by_text("Muitas tentativas de acesso", exact=False)).to_be_visible()
    assert "/app/login/" in desk.page.url


def test_each_role_finds_its_rooms_and_cards(sit: Sitter) -> None:
    found: dict[str, Any] = {}
    for role in ROLES:
        desk = sit(role)
        desk.at("/app/")
        titles = set(desk.page.locator("#nav-sidebar-apps h2, #nav-sidebar h2").all_inner_texts())
        found[role] = (
            {title.strip() for title in titles},
            desk.page.locator(".ness-card").count() > 0,
            desk.faults(),
        )
        desk.context.close()
    assert found == {role: ({*rooms, EVERYBODYS}, True, []) for role, rooms in ROOMS.items()}


def test_someone_without_a_role_finds_nothing_and_is_told_whom_to_ask(sit: Sitter) -> None:
    desk = sit("stranger")
    desk.at("/app/")
    expect(desk.page.get_by_text("Peça a um administrador", exact=False)).to_be_visible()
    assert desk.page.locator(".ness-card").count() == 0
    assert desk.at("/app/growth/lead/") == 403


@pytest.mark.parametrize(("role", "is_found"), [("growth", True), ("fin", False)])
def test_the_palette_finds_what_one_may_read(sit: Sitter, role: str, is_found: bool) -> None:
    name = sit("root").ask("leads/", limit=1)["results"][0]["name"]
    desk = sit(role)
    desk.at("/app/")
    desk.page.keyboard.press("Control+k")
    with desk.page.expect_response("**/app/search/**"):
        desk.page.locator("#search-input-command").press_sequentially(name)
    results = desk.page.locator("#command-results")
    expect(results.get_by_text(name).first).to_be_visible(visible=is_found)
    assert desk.faults() == []

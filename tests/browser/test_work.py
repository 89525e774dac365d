"""Work done by hand: forms, the board, the timer, policies, charts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
_DRAWN = """canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value, place) => place % 4 === 3 && value > 0);
}"""


def test_a_lead_made_by_form_is_announced(sit: Sitter) -> None:
    desk = sit("growth")
    desk.at("/app/growth/lead/add/")
    desk.page.fill("input[name=name]", "Beatriz Nogueira")
    desk.page.fill("input[name=email]", "beatriz@example.com")
    desk.page.click("button[name=_save], input[name=_save]")
    desk.page.wait_for_url("**/app/growth/lead/")
    (lead,) = desk.ask("leads/", search="Beatriz Nogueira")["results"]
    first = sit("admin").ask("events/", entity_id=lead["id"])["results"][-1]  # its qualification may follow
    assert (first["event_type"], first["payload"]["email"]) == ("lead.created", "beatriz@example.com")
    assert desk.faults() == []


def test_a_form_that_is_wrong_says_so_at_its_field(sit: Sitter) -> None:
    desk = sit("growth")
    desk.at("/app/growth/lead/add/")
    desk.page.fill("input[name=name]", "Beatriz")
    desk.page.click("button[name=_save], input[name=_save]")
    expect(desk.page.get_by_text("para que possamos responder", exact=False).first).to_be_visible()
    assert desk.page.input_value("input[name=name]") == "Beatriz"


def test_a_card_is_moved_with_the_keyboard_and_back(sit: Sitter) -> None:
    desk = sit("growth")
    desk.at("/app/growth/lead/board/")
    new = desk.page.locator("ul[data-value=new] .ness-board-card")
    card = new.first.get_attribute("data-pk")
    count = new.count()
    where = f"ul[data-value={{}}] [data-pk='{card}']"
    select = desk.page.locator(f"#move-{card}")
    select.focus()
    select.press("ArrowDown")
    expect(desk.page.locator(where.format("qualified"))).to_be_visible()
    assert desk.ask(f"leads/{card}/")["status"] == "qualified"
    expect(select).to_be_focused()
    desk.page.locator("#board-undo").press("Enter")
    expect(desk.page.locator(where.format("new"))).to_be_visible()
    expect(new).to_have_count(count)
    assert desk.ask(f"leads/{card}/")["status"] == "new"
    assert desk.faults() == []


def test_a_timer_is_started_and_stopped(sit: Sitter) -> None:
    desk = sit("employee")
    desk.at("/app/ops/timer/")
    desk.page.select_option("select[name=contract]", index=1)
    desk.page.fill("input[name=note]", "Revisão de cópias")
    desk.page.click("button[value=start]")
    expect(desk.page.locator("button[value=stop]")).to_be_visible()
    (entry,) = desk.ask("time-entries/", ended_at__isnull="true")["results"]
    assert entry["note"] == "Revisão de cópias"
    desk.page.click("button[value=stop]")
    expect(desk.page.locator("button[value=start]")).to_be_visible()
    assert desk.ask("time-entries/", ended_at__isnull="true")["results"] == []
    assert desk.faults() == []


def test_a_policy_is_read_and_accepted(sit: Sitter) -> None:
    desk = sit("employee")
    desk.at("/app/gov/pending/")
    waiting = desk.page.locator(".ness-readings form")
    count = waiting.count()
    waiting.first.get_by_role("button").click()
    expect(waiting).to_have_count(count - 1)
    assert len(desk.ask("policy-acceptances/")["results"]) == 1
    assert desk.faults() == []


def test_profitability_is_drawn_and_turns_its_pages(sit: Sitter) -> None:
    desk = sit("fin")
    desk.at("/app/fin/profitability/")
    chart = desk.page.locator("canvas.chart")
    expect(chart).to_be_visible()
    desk.page.wait_for_function(f"({_DRAWN})(document.querySelector('canvas.chart'))")
    total = desk.page.locator("tfoot").inner_text()
    desk.page.click("a[rel=prev]")
    expect(desk.page.locator("tfoot")).not_to_have_text(total)
    assert desk.faults() == []


def test_a_policy_of_the_page_keeps_foreign_scripts_out(sit: Sitter) -> None:
    desk = sit("root")
    desk.at("/app/")
    desk.page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.got_in = true";
        document.body.append(script);
    }""")
    assert desk.page.evaluate("window.got_in") is None
    assert any("CSP: script-src" in fault for fault in desk.faults())

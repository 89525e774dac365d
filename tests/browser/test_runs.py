"""What people do with workflows at the desk, while a worker does what is due."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.language import is_english
from tests.browser.runs import DRAFT
from tests.browser.walking import page_faults
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("browser")

Sitter = Callable[..., Desk]
WORKFLOWS, RUNS, APPROVALS = (f"/app/workflows/{name}/" for name in ("workflow", "run", "approval"))


def dialog_open(desk: Desk, button: str) -> None:
    """By the keyboard, as everything here can be done by it."""
    desk.page.locator(f"a[href*='/{button}/']").first.press("Enter")
    expect(desk.page.locator("#dialog")).to_be_visible()


def dialog_send(desk: Desk) -> None:
    desk.page.locator("#dialog button[type=submit]").click()


def run_wait(desk: Desk, run: str, status: str) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        found: dict[str, Any] = desk.ask(f"runs/{run}/")
        return found

    wait_until(lambda: read()["status"] == status, seconds=15)
    return read()


def run_shown(desk: Desk) -> str:
    desk.page.wait_for_url(f"**{RUNS}*/change/")
    return desk.page.url.split("/")[-3]


def run_find(desk: Desk, step: str) -> str:
    """A run with a step that stands so."""
    for each in desk.ask("runs/", limit=50)["results"]:
        if any(found["status"] == step for found in each["steps"]):
            return str(each["id"])
    raise AssertionError(f"No run has a step that is {step}.")


def workflow_open(desk: Desk, name: str) -> None:
    desk.at(WORKFLOWS)
    desk.page.get_by_role("link", name=name, exact=True).click()
    desk.page.wait_for_url(f"**{WORKFLOWS}*/change/")


def test_a_run_that_somebody_starts_goes_on_when_somebody_else_approves(sit: Sitter) -> None:
    root = sit("root")
    workflow_open(root, "Publicar artigo")
    dialog_open(root, "workflow_trigger")
    assert root.page.input_value("#dialog textarea[name=payload]") == ""
    root.page.fill(
        "#dialog textarea[name=payload]", json.dumps({"draft": {**DRAFT, "title": "Um ano depois"}})
    )
    dialog_send(root)
    run = run_shown(root)
    assert [step["status"] for step in run_wait(root, run, "waiting")["steps"]] == ["waiting", "pending"]

    growth = sit("growth")
    growth.at(APPROVALS)
    growth.page.get_by_role("link", name="Publicar “Um ano depois”").click()
    expect(growth.page.get_by_text("Hoje cada pedido tem dono").first).to_be_visible()
    dialog_open(growth, "approval_approve")
    growth.page.fill("#dialog textarea[name=comment]", "Pode ir.")
    dialog_send(growth)
    expect(growth.page.get_by_text("Pode ir.").first).to_be_visible()
    shown = run_wait(root, run, "completed")
    assert [step["status"] for step in shown["steps"]] == ["completed", "completed"]
    assert shown["steps"][0]["output"]["by"] == ["growth"]
    assert growth.faults() + root.faults() == []


def test_a_rejection_without_a_reason_is_asked_for_one_in_the_dialog(sit: Sitter) -> None:
    desk = sit("growth")
    desk.at(APPROVALS)
    desk.page.locator("#result_list a[href*='/change/']").first.click()
    dialog_open(desk, "approval_reject")
    dialog_send(desk)
    expect(desk.page.locator("#dialog-form .errorlist, #dialog-form [class*=text-red]").first).to_be_visible()
    assert desk.faults() == []


def test_steps_with_a_fault_are_told_at_their_field_until_they_can_be_published(sit: Sitter) -> None:
    desk = sit("ops")
    desk.at(f"{WORKFLOWS}add/")
    desk.page.fill("input[name=name]", "Ver o tempo")
    desk.page.fill("input[name=slug]", "ver-o-tempo")
    told = desk.page.locator(".field-steps .errorlist")
    for steps, fault in (
        ('[{"name": "ver",\n  "type": "condition" "expression": "True"}]', "linha 2, coluna 23"),
        ('[{"name": "ver", "type": "condition", "expression": "payload.total >"}]', "steps[0].expression"),
        ('[{"name": "ver", "squad": "pombos", "action": "voar"}]', "pombos"),
    ):
        desk.page.fill("textarea[name=steps]", steps)
        desk.page.click("button[name=_save], input[name=_save]")
        expect(told).to_contain_text(fault)
        assert desk.page.input_value("textarea[name=steps]") == steps
    desk.page.fill("textarea[name=steps]", '[{"name": "ver", "type": "condition", "expression": "True"}]')
    desk.page.click("button[name=_save], input[name=_save]")
    desk.page.wait_for_url(f"**{WORKFLOWS}")
    assert desk.ask("workflows/ver-o-tempo/")["version"] == 1
    assert desk.faults() == []


def test_a_draft_says_what_keeps_it_from_being_published(sit: Sitter) -> None:
    desk = sit("ops")
    workflow_open(desk, "Rascunho de campanha")
    faults = desk.page.locator(".ness-faults").first
    expect(faults).to_contain_text("steps[0].expression")
    expect(faults).to_contain_text("steps[1].squad")
    dialog_open(desk, "workflow_publish")
    dialog_send(desk)
    expect(desk.page.get_by_text("steps[1].depends_on[0]").first).to_be_visible()
    assert desk.ask("workflows/rascunho-de-campanha/")["published_version"] is None


def test_a_failed_run_is_retried_where_it_failed(sit: Sitter) -> None:
    desk = sit("ops")
    run = run_find(desk, "failed")
    before = desk.ask(f"runs/{run}/")["steps"]
    desk.at(f"{RUNS}{run}/change/")
    expect(desk.page.locator(".ness-steps .ness-pill.ness-bad")).to_have_count(1)
    dialog_open(desk, "run_retry")
    dialog_send(desk)
    expect(desk.page.get_by_text("A execução continua.", exact=False)).to_be_visible()
    after = run_wait(desk, run, "completed")["steps"]
    assert after[0]["ended_at"] == before[0]["ended_at"]
    assert after[1]["output"]["alert_sent"] is True
    desk.at(f"{RUNS}{run}/change/")
    expect(desk.page.locator(".ness-steps .ness-pill.ness-good")).to_have_count(2)
    assert desk.faults() == []


def test_what_nobody_can_tell_is_told_by_a_person(sit: Sitter) -> None:
    desk = sit("ops")
    run = run_find(desk, "unknown")
    desk.at(f"{RUNS}{run}/change/")
    dialog_open(desk, "step_resolve")
    desk.page.fill("#dialog textarea[name=output]", '{"alert_sent": "talvez"}')
    dialog_send(desk)
    expect(desk.page.get_by_text("output.alert_sent", exact=False).first).to_be_visible()
    assert desk.ask(f"runs/{run}/")["steps"][1]["status"] == "unknown"

    dialog_open(desk, "step_resolve")
    desk.page.fill("#dialog textarea[name=output]", '{"alert_sent": true, "recipients": []}')
    dialog_send(desk)
    assert run_wait(desk, run, "completed")["steps"][1]["output"]["alert_sent"] is True
    assert desk.faults() == []


@pytest.mark.parametrize("table", [WORKFLOWS, RUNS, f"{APPROVALS}?status=all"])
def test_every_page_of_the_engine_fits_and_speaks_portuguese(sit: Sitter, table: str) -> None:
    desk = sit("root")
    desk.at(table)
    pages = [table, *desk.links(rf"^{table.partition('?')[0]}[^/]+/change/$")]
    assert len(pages) > 4
    found = {}
    for path in pages:
        desk.at(path)
        found[path] = page_faults(desk, is_english)
    assert not {path: told for path, told in found.items() if told}


@pytest.mark.parametrize(
    ("short", "long"),
    [("", WORKFLOWS), ("novo", f"{WORKFLOWS}add/"), ("pendentes", APPROVALS), ("dashboard", RUNS)],
)
def test_the_old_addresses_lead_to_the_pages(sit: Sitter, short: str, long: str) -> None:
    desk = sit("ops")
    assert desk.at(f"/app/ops/workflows/{short}") == 200
    assert desk.page.url == f"{desk.address}{long}"

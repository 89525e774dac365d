"""Actions, buttons and deletions: row by row, announced, and refused in sentences."""

from typing import Any

import pytest
from django.core.checks import run_checks

from fin.models import Client, Contract
from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from nessos.web.admin import RoomAdmin
from nessos.web.admin.checks import DeskChecks
from tests.web.admin.reading import text_of
from tests.web.admin.sample import site

LEADS = "/app/growth/lead/"


@pytest.fixture
def leads(db: None) -> list[Lead]:
    people = [("Ana Souza", "Padaria Sol"), ("Bia Lima", "Padaria Lua")]
    return [
        Lead.objects.create(name=name, email="a@example.com", company=company) for name, company in people
    ]


def test_an_action_goes_row_by_row_and_announces_each(desk: Any, leads: list[Lead]) -> None:
    chosen = {"action": "leads_lose", "_selected_action": [lead.pk for lead in leads]}
    told = text_of(desk("growth").post(LEADS, chosen, follow=True))
    assert "2 rows were changed." in told
    assert ModuleEvent.objects.filter(event_type="lead.updated").count() == 2


def test_what_one_row_refuses_leaves_the_others_done(desk: Any, leads: list[Lead]) -> None:
    chosen = {"action": "leads_refuse_some", "_selected_action": [lead.pk for lead in leads]}
    told = text_of(desk("growth").post(LEADS, chosen, follow=True))
    assert "1 row was changed." in told
    assert "This is no longer as you saw it. Load it again and repeat your change." in told
    assert sorted(Lead.objects.values_list("status", flat=True)) == ["lost", "new"]


def test_a_button_asks_on_get_and_acts_on_post_only(desk: Any, leads: list[Lead]) -> None:
    browser, lead = desk("growth"), leads[0]
    url = f"{LEADS}{lead.pk}/lead_win/"
    assert "Win this lead?" in text_of(browser.get(url))
    lead.refresh_from_db()
    assert lead.status == "new"
    answer = browser.post(url, {"_form_submitted": "on"}, headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    lead.refresh_from_db()
    assert lead.status == "won"
    assert "It is won." in text_of(browser.get(LEADS))


def test_a_button_with_a_form_hands_over_what_was_entered(desk: Any, leads: list[Lead]) -> None:
    browser, lead = desk("growth"), leads[0]
    url = f"{LEADS}{lead.pk}/lead_note/"
    assert "This field is required." in text_of(browser.post(url, {"_form_submitted": "on", "reason": ""}))
    browser.post(url, {"_form_submitted": "on", "reason": "a good one"})
    lead.refresh_from_db()
    assert lead.message == "a good one"


def test_what_a_button_refuses_is_told_and_nothing_is_kept(desk: Any, leads: list[Lead]) -> None:
    browser, lead = desk("growth"), leads[0]
    answer = browser.post(f"{LEADS}{lead.pk}/lead_refuse/", {"_form_submitted": "on"}, follow=True)
    assert "This is no longer as you saw it. Load it again and repeat your change." in text_of(answer)
    lead.refresh_from_db()
    assert lead.message == ""


def test_a_button_is_closed_to_who_may_only_look(desk: Any, leads: list[Lead]) -> None:
    browser, lead = desk("atendimento"), leads[0]
    assert browser.get(f"{LEADS}{lead.pk}/change/").status_code == 200
    assert browser.post(f"{LEADS}{lead.pk}/lead_win/", {"_form_submitted": "on"}).status_code == 403
    answer = browser.post(LEADS, {"action": "leads_lose", "_selected_action": [lead.pk]}, follow=True)
    assert "changed" not in text_of(answer)
    lead.refresh_from_db()
    assert lead.status == "new"


def test_a_plain_button_of_unfold_is_refused_by_the_checks() -> None:
    from unfold.decorators import action

    class Careless(RoomAdmin):
        actions_detail = ("lead_lose",)

        @action(description="Lose", permissions=["growth.nonsense"])
        def lead_lose(self, request: Any, object_id: str) -> None: ...

    told = [str(fault.msg) for fault in DeskChecks().check(Careless(Lead, site))]
    assert told == [
        "The button lead_lose of Careless asks for growth.nonsense, which does not exist.",
        "The button lead_lose of Careless is a plain action of unfold, which runs on GET.",
    ]


def test_the_checks_of_django_find_nothing_to_say(db: None) -> None:
    assert run_checks() == []


def test_a_held_record_says_what_holds_it(desk: Any) -> None:
    client = Client.objects.create(name="Primeira Ltda")
    contract = Contract.objects.create(client=client)
    browser = desk("fin")
    url = f"/app/fin/client/{client.pk}/delete/"
    told = text_of(browser.get(url))
    assert (
        "“Primeira Ltda” cannot be deleted: these still refer to it. Delete them or change them first."
        in told
    )
    assert str(contract) in told
    assert browser.post(url, {"post": "yes"}).status_code in {200, 302}
    assert Client.objects.filter(pk=client.pk).exists()


def test_many_are_deleted_one_by_one(desk: Any, leads: list[Lead]) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [lead.pk for lead in leads]}
    browser = desk("growth")
    assert "Ana Souza" in text_of(browser.post(LEADS, chosen))
    browser.post(LEADS, {**chosen, "post": "yes"})
    assert not Lead.objects.exists()


def test_a_thousand_rows_at_once_are_the_most(desk: Any, leads: list[Lead]) -> None:
    Client.objects.bulk_create([Client(name=f"Cliente {number}") for number in range(1001)])
    chosen = {
        "action": "delete_selected",
        "_selected_action": [Client.objects.get(name="Cliente 7").pk],
        "select_across": "1",
    }
    told = text_of(desk("fin").post("/app/fin/client/", chosen, follow=True))
    assert "At most 1000 rows at once. Narrow the list down first." in told

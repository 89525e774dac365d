"""Saving at the desk: whatever is refused stands in the form, and nobody overwrites what he has not seen."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client as Browser

from fin.models import Client, Contract
from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from tests.waiting import wait_until
from tests.web.admin.reading import form_of, text_of

ADD_CLIENT = "/app/fin/client/add/"
CNPJ = "11.222.333/0001-81"


@pytest.fixture
def lead(db: None) -> Lead:
    return Lead.objects.create(name="Ana Souza", email="ana@example.com", company="Padaria Sol")


def lead_url(lead: Lead) -> str:
    return f"/app/growth/lead/{lead.pk}/change/"


def test_a_saved_record_is_announced_and_noted_in_its_history(desk: Any, lead: Lead) -> None:
    browser = desk("growth")
    form = form_of(browser.get(lead_url(lead)))
    answer = browser.post(lead_url(lead), {**form, "company": "Padaria Lua"})
    assert answer.status_code == 302
    event = ModuleEvent.objects.get(event_type="lead.updated")
    assert event.payload["changed"] == ["company"]
    assert "Changed Company." in text_of(browser.get(f"/app/growth/lead/{lead.pk}/history/"))


def test_the_second_of_two_editors_is_told_what_the_field_says_now(desk: Any, lead: Lead) -> None:
    first, second = desk("growth", username="ana"), desk("growth", username="bia")
    seen_by_first, seen_by_second = form_of(first.get(lead_url(lead))), form_of(second.get(lead_url(lead)))
    assert first.post(lead_url(lead), {**seen_by_first, "company": "Padaria Lua"}).status_code == 302
    answer = second.post(lead_url(lead), {**seen_by_second, "company": "Padaria Mar"})
    assert answer.status_code == 200
    told = "Somebody changed this after you opened the page: it says “Padaria Lua” now. Save again to put yours there."
    assert told in text_of(answer)
    lead.refresh_from_db()
    assert lead.company == "Padaria Lua"
    again = form_of(answer)
    assert again["company"] == "Padaria Mar"
    assert second.post(lead_url(lead), again).status_code == 302
    lead.refresh_from_db()
    assert lead.company == "Padaria Mar"


def test_a_field_that_the_second_editor_does_not_touch_is_not_turned_back_unseen(
    desk: Any, lead: Lead
) -> None:
    browser = desk("growth")
    form = form_of(browser.get(lead_url(lead)))
    lead.status = Lead.Status.WON
    lead.save()
    answer = browser.post(lead_url(lead), {**form, "company": "Padaria Mar"})
    assert answer.status_code == 200
    assert "it says “Won” now" in text_of(answer)


def test_two_people_who_made_the_same_change_have_no_quarrel(desk: Any, lead: Lead) -> None:
    browser = desk("growth")
    form = form_of(browser.get(lead_url(lead)))
    lead.company = "Padaria Mar"
    lead.save()
    assert browser.post(lead_url(lead), {**form, "company": "Padaria Mar"}).status_code == 302


def test_a_broken_rule_of_the_table_stands_in_the_form(desk: Any, lead: Lead) -> None:
    browser = desk("growth")
    form = form_of(browser.get(lead_url(lead)))
    answer = browser.post(lead_url(lead), {**form, "email": ""})
    assert answer.status_code == 200
    assert "Enter an e-mail address or a telephone, so that we can answer." in text_of(answer)


@pytest.mark.usefixtures("emptied")
def test_a_value_that_another_transaction_took_meanwhile_is_told_at_the_form(
    desk: Callable[..., Browser],
) -> None:
    browser = desk("fin")
    answers: list[Any] = []

    def save() -> None:
        try:
            answers.append(browser.post(ADD_CLIENT, {"name": "Segunda", "document": CNPJ}))
        finally:
            connection.close()

    thread = Thread(target=save)
    with transaction.atomic():
        Client.objects.create(name="Primeira", document=CNPJ)
        thread.start()
        wait_until(someone_waits)
    thread.join(10)
    assert answers[0].status_code == 200
    assert "Another client has this CPF or CNPJ. Use that client, or correct the number." in text_of(
        answers[0]
    )
    assert [client.name for client in Client.objects.all()] == ["Primeira"]


@pytest.mark.usefixtures("emptied")
def test_a_second_save_waits_for_the_first_and_is_then_told(desk: Callable[..., Browser]) -> None:
    lead = Lead.objects.create(name="Ana Souza", email="ana@example.com", company="Padaria Sol")
    browser = desk("growth")
    form = form_of(browser.get(lead_url(lead)))
    answers: list[Any] = []

    def save() -> None:
        try:
            answers.append(browser.post(lead_url(lead), {**form, "company": "Padaria Mar"}))
        finally:
            connection.close()

    thread = Thread(target=save)
    with transaction.atomic():
        held = Lead.objects.select_for_update().get(pk=lead.pk)
        thread.start()
        wait_until(someone_waits)
        held.company = "Padaria Lua"
        held.save()
    thread.join(10)
    assert "it says “Padaria Lua” now" in text_of(answers[0])


def test_money_is_typed_as_it_is_written(desk: Any, db: None) -> None:
    client = Client.objects.create(name="Primeira")
    browser = desk("fin")
    browser.cookies["django_language"] = "pt-br"
    answer = browser.post("/app/fin/contract/add/", {"client": client.pk, "number": "", "mrr": "1.234,56"})
    assert answer.status_code == 302, text_of(answer)
    contract = Contract.objects.get()
    assert str(contract.mrr) == "1234.56"
    assert "R$" not in str(form_of(browser.get(f"/app/fin/contract/{contract.pk}/change/"))["mrr"])


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])

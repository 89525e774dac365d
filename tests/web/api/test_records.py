"""What a room's viewset does without a line of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from fin.models import Client as FinClient
from fin.models import Contract
from growth.models import Lead, Service
from nessos.eventlog.models import ModuleEvent
from ops.models import Playbook, TimeEntry
from tests.web.api.asking import ANA, LEADS, faults, patch, post

SERVICES = "/api/v1/services/"
ENTRIES = "/api/v1/time-entries/"


@pytest.fixture
def growth(api: Any) -> Any:
    return api("growth")


def test_a_row_is_made_read_changed_and_deleted_and_announces_each(growth: Any) -> None:
    made = post(growth, LEADS, ANA)
    assert made.status_code == 201
    lead = made.json()
    assert made["Location"] == f"{LEADS}{lead['id']}/"
    assert growth.get(made["Location"]).json() == lead
    changed = patch(growth, made["Location"], {"company": "Acme"})
    assert (changed.status_code, changed.json()["company"]) == (200, "Acme")
    assert growth.delete(made["Location"]).status_code == 204
    assert growth.get(made["Location"]).status_code == 404
    events = ModuleEvent.objects.filter(entity_id=lead["id"]).order_by("created_at")
    assert [event.event_type for event in events] == ["lead.created", "lead.updated"]
    assert {event.trace_id for event in events} == {made["X-Request-ID"], changed["X-Request-ID"]}


def test_what_was_read_may_be_sent_back_whole(growth: Any) -> None:
    made = post(growth, LEADS, ANA)
    back = growth.put(made["Location"], made.json(), content_type="application/json")
    assert back.status_code == 200
    assert back.json()["id"] == made.json()["id"]
    assert back.json()["created_at"] == made.json()["created_at"]


def test_a_put_needs_what_a_post_needs(growth: Any) -> None:
    made = post(growth, LEADS, ANA)
    answer = growth.put(made["Location"], {"company": "Acme"}, content_type="application/json")
    assert answer.status_code == 400
    assert faults(answer) == {"name": "This field is required."}


def test_the_models_rules_answer_400_with_their_sentences(growth: Any) -> None:
    answer = post(growth, LEADS, {"name": "Ana"})
    sentence = "Enter an e-mail address or a telephone, so that we can answer."
    assert answer.status_code == 400
    assert answer.json() == {
        "type": "urn:nessos:problem:invalid",
        "title": "The request is not valid",
        "status": 400,
        "detail": sentence,
        "errors": [{"path": "", "message": sentence}],
    }


def test_the_models_rules_hold_for_a_change_too(growth: Any) -> None:
    made = post(growth, LEADS, ANA)
    answer = patch(growth, made["Location"], {"email": ""})
    assert answer.status_code == 400
    assert faults(answer) == {"": "Enter an e-mail address or a telephone, so that we can answer."}
    assert Lead.objects.get().email == "ana@example.com"


def test_a_row_is_answered_as_it_was_stored(growth: Any) -> None:
    made = post(growth, LEADS, {"name": "  Ana  ", "email": "Ana@Example.COM", "phone": "(11) 98765-4321"})
    assert made.status_code == 201
    assert growth.get(made["Location"]).json() == made.json()
    assert made.json()["phone"] == "+5511987654321"


def test_money_is_a_text_with_two_decimals_however_it_was_sent(growth: Any) -> None:
    for sent in ("1234.5", 1234.5):
        made = post(growth, SERVICES, {"name": f"Plano {sent!r}", "base_price": sent})
        assert (made.status_code, made.json()["base_price"]) == (201, "1234.50")


def test_a_name_that_is_taken_says_so_at_its_path(api: Any) -> None:
    ops = api("ops")
    Playbook.objects.create(title="Coleta", slug="coleta")
    answer = post(ops, "/api/v1/playbooks/", {"title": "Outra", "slug": "coleta"})
    assert answer.status_code == 400
    assert faults(answer) == {"slug": "Playbook with this Slug already exists."}


@pytest.mark.parametrize(
    "sent",
    ["no-id", "", 5, 2**200, -1, 1.5, True, ["x"], {"id": "x"}, "0193f7f0-0000-7000-8000-000000000000"],
)
def test_a_related_row_that_is_none_is_400_at_its_path(growth: Any, sent: Any) -> None:
    answer = post(growth, SERVICES, {"name": "Plano", "playbook": sent})
    assert answer.status_code == 400
    assert list(faults(answer)) == ["playbook"]
    assert not Service.objects.filter(name="Plano").exists()


def test_faults_in_a_list_say_where(api: Any) -> None:
    answer = post(api("ops"), "/api/v1/playbooks/", {"title": "Coleta", "tags": ["ok", 5, "x" * 61]})
    assert faults(answer) == {
        "tags[1]": "Send a text.",
        "tags[2]": "Ensure this field has no more than 60 characters.",
    }


def test_a_playbook_in_use_cannot_be_deleted_and_the_answer_names_its_users(api: Any) -> None:
    everyone = api("growth", "ops")
    playbook = Playbook.objects.create(title="Coleta")
    Service.objects.create(name="Coleta seletiva", playbook=playbook)
    answer = everyone.delete(f"/api/v1/playbooks/{playbook.pk}/")
    assert answer.status_code == 409
    faults(answer)
    assert answer.json()["detail"] == (
        "It cannot be deleted, because it is in use by 1 service (Coleta seletiva). Change or delete these first."
    )
    assert Playbook.objects.filter(pk=playbook.pk).exists()


# --- Own rows -------------------------------------------------------------------------------------------------------
@pytest.fixture
def contract(db: None) -> Contract:
    client = FinClient.objects.create(name="Acme")
    return Contract.objects.create(client=client, number="1", start_date=date(2024, 1, 1))


def test_a_new_row_belongs_to_whoever_makes_it(api: Any, contract: Contract) -> None:
    employee = api("employee")
    made = post(employee, ENTRIES, {"contract": str(contract.pk)})
    assert made.status_code == 201, made.content
    assert made.json()["user"] == employee.user.pk


def test_a_row_cannot_be_made_for_someone_else(api: Any, make_user: Any, contract: Contract) -> None:
    other = make_user("rui", "employee")
    answer = post(api("employee"), ENTRIES, {"contract": str(contract.pk), "user": other.pk})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "You may write your own rows only."
    assert not TimeEntry.objects.exists()


def test_the_rows_of_others_are_not_there(api: Any, make_user: Any, contract: Contract) -> None:
    employee = api("employee")
    entry = TimeEntry.objects.create(user=make_user("rui", "employee"), contract=contract)
    assert employee.get(ENTRIES).json()["results"] == []
    address = f"{ENTRIES}{entry.pk}/"
    assert employee.get(address).status_code == 404
    assert patch(employee, address, {"user": employee.user.pk}).status_code == 404
    assert len(api("ops").get(ENTRIES).json()["results"]) == 1


# --- Permissions ----------------------------------------------------------------------------------------------------
def test_who_may_not_is_told_which_permission_is_missing(api: Any) -> None:
    answer = api("fin").get(LEADS)
    assert answer.status_code == 403
    faults(answer)
    assert answer.json()["detail"] == (
        "You may not do this. Ask an administrator for the permission growth.view_lead."
    )


def test_who_only_reads_may_not_write(api: Any) -> None:
    reader = api("atendimento")
    assert reader.get(LEADS).status_code == 200
    assert post(reader, LEADS, ANA).status_code == 403
    assert not Lead.objects.exists()


# --- At once --------------------------------------------------------------------------------------------------------
def test_two_changes_at_once_cannot_break_together_what_each_alone_keeps(emptied: None, api: Any) -> None:
    headers = {"Authorization": api("growth").defaults["HTTP_AUTHORIZATION"]}
    lead = Lead.objects.create(name="Ana", email="ana@example.com", phone="+5511987654321")
    gate = threading.Barrier(2)

    def clear(field: str) -> int:
        gate.wait()
        try:
            return int(patch(Client(headers=headers), f"{LEADS}{lead.pk}/", {field: ""}).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(clear, ["email", "phone"])) == [200, 400]
    lead.refresh_from_db()
    assert bool(lead.email) != bool(lead.phone)

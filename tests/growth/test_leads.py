"""Leads: who they are, where they came from, and when they count as qualified."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from growth.models import Lead
from growth.services import lead_move, lead_score_record
from growth.sources import source_derive
from nessos.eventlog.models import ModuleEvent

pytestmark = pytest.mark.django_db


def make_lead(**fields: Any) -> Lead:
    return Lead.objects.create(**{"name": "Marina Prado", "email": "marina@example.com", **fields})


def events_of(lead: Lead) -> list[str]:
    rows = ModuleEvent.objects.filter(entity_id=str(lead.pk)).order_by("id")
    return [row.event_type for row in rows]


def post(browser: Browser, body: object) -> Any:
    return browser.post("/api/v1/leads/", body, content_type="application/json")


# --- Who they are --------------------------------------------------------------------------------------------------
def test_a_lead_comes_in_and_is_announced_with_what_the_api_shows(api: Callable[..., Browser]) -> None:
    answer = post(
        api("growth"),
        {
            "name": "Marina Prado",
            "phone": "(11) 98765-4321",
            "company": "Café Aurora",
            "origin_url": "https://example.com/solucoes/soc",
            "uf": "sp",
        },
    )
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["phone"], shown["uf"]) == ("+5511987654321", "SP")
    assert (shown["status"], shown["source"], shown["lead_score"]) == ("new", "solucoes", None)
    [event] = ModuleEvent.objects.filter(entity_id=shown["id"])
    assert event.name == "growth.lead.created"
    assert shown.keys() <= event.payload.keys()
    assert event.payload["company"] == "Café Aurora"


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        (
            {"name": "Marina Prado"},
            "",
            "Enter an e-mail address or a telephone, so that we can answer.",
        ),
        ({"email": "marina@example.com"}, "name", "This field is required."),
        (
            {"name": "M", "email": "marina@example.com"},
            "name",
            "Ensure this field has at least 2 characters.",
        ),
        (
            {"name": "Marina Prado", "email": "marina at home"},
            "email",
            "Enter a valid email address.",
        ),
        (
            {"name": "Marina Prado", "email": "marina@example.com", "lead_score": 101},
            "lead_score",
            "Ensure this value is less than or equal to 100.",
        ),
    ],
)
def test_a_lead_that_cannot_be_reached_or_has_no_name_is_refused(
    api: Callable[..., Browser], body: object, path: str, message: str
) -> None:
    answer = post(api("growth"), body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": path, "message": message}]
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"email": ""}, "growth_lead_can_be_reached"),
        ({"name": " M "}, "growth_lead_name_given"),
        ({"lead_score": 101}, "growth_lead_score_range"),
    ],
)
def test_the_database_holds_the_same(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_lead(**fields)


def test_leads_are_found_without_accents_and_filtered_by_status(api: Callable[..., Browser]) -> None:
    make_lead(name="José Álvares")
    make_lead(name="Marina Prado", status="lost")
    browser = api("growth")
    found = browser.get("/api/v1/leads/?search=jose alvares").json()["results"]
    assert [lead["name"] for lead in found] == ["José Álvares"]
    lost = browser.get("/api/v1/leads/?status=lost&ordering=name").json()["results"]
    assert [lead["name"] for lead in lost] == ["Marina Prado"]


def test_who_has_no_role_reads_no_leads(api: Callable[..., Browser]) -> None:
    make_lead()
    assert api("people").get("/api/v1/leads/").status_code == 403
    assert post(api("atendimento"), {"name": "Marina Prado"}).status_code == 403


# --- Where they came from ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("", "site"),
        ("https://example.com/contato", "contato"),
        ("https://example.com/solucoes/soc", "solucoes"),
        ("https://example.com/solu%C3%A7%C3%B5es", "solucoes"),
        ("/Blog/como-comecar", "blog"),
        ("https://example.com/casos/aurora", "casos"),
        ("https://example.com/sobre", "other"),
        ("https://example.com/servicos", "other"),
    ],
)
def test_the_source_follows_from_the_page(origin: str, source: str) -> None:
    assert source_derive(origin) == source
    assert make_lead(origin_url=origin).source == source


def test_a_source_that_somebody_gave_is_kept() -> None:
    lead = make_lead(source="Feira de 2026", origin_url="/contato")
    lead.origin_url = "/blog"
    lead.save()
    assert (lead.source, lead.source_label) == ("Feira de 2026", "Feira de 2026")


# --- Qualified, once -----------------------------------------------------------------------------------------------
def by_admin_action(lead: Lead, desk: Browser, _api: Browser) -> None:
    desk.post("/app/growth/lead/", {"action": "leads_qualify", "_selected_action": [str(lead.pk)]})


def by_board(lead: Lead, desk: Browser, _api: Browser) -> None:
    desk.post("/app/growth/lead/board/move/", {"pk": str(lead.pk), "value": "qualified", "was": lead.status})


def by_api(lead: Lead, _desk: Browser, api: Browser) -> None:
    api.patch(f"/api/v1/leads/{lead.pk}/", {"status": "qualified"}, content_type="application/json")


def by_save(lead: Lead, _desk: Browser, _api: Browser) -> None:
    lead.status = Lead.Status.QUALIFIED
    lead.save()


def by_partial_save(lead: Lead, _desk: Browser, _api: Browser) -> None:
    lead.status = Lead.Status.QUALIFIED
    lead.save(update_fields=["status"])


def by_update(lead: Lead, _desk: Browser, _api: Browser) -> None:
    Lead.objects.filter(pk=lead.pk).update(status="qualified")


def by_bulk_update(lead: Lead, _desk: Browser, _api: Browser) -> None:
    lead.status = Lead.Status.QUALIFIED
    Lead.objects.bulk_update([lead], ["status"])


def by_service(lead: Lead, _desk: Browser, _api: Browser) -> None:
    lead_move(lead=lead, status=Lead.Status.QUALIFIED)


def by_score(lead: Lead, _desk: Browser, _api: Browser) -> None:
    lead_score_record(lead=lead, score=50, segment="mid-market")


@pytest.mark.parametrize(
    "door",
    [
        by_admin_action,
        by_board,
        by_api,
        by_save,
        by_partial_save,
        by_update,
        by_bulk_update,
        by_service,
        by_score,
    ],
)
def test_a_lead_is_qualified_once_by_any_door(
    door: Callable[[Lead, Browser, Browser], None], desk: Browser, api: Callable[..., Browser]
) -> None:
    lead = make_lead()
    door(lead, desk, api("growth"))
    lead.refresh_from_db()
    assert (lead.status, lead.qualified_at is not None) == ("qualified", True)
    Lead.objects.filter(pk=lead.pk).update(status="new")
    Lead.objects.filter(pk=lead.pk).update(status="qualified")
    assert events_of(lead) == [
        "lead.created",
        "lead.updated",
        "lead.qualified",
        "lead.updated",
        "lead.updated",
    ]


def test_a_lead_that_is_born_qualified_is_announced_as_both() -> None:
    [lead] = Lead.objects.bulk_create(
        [Lead(name="Marina Prado", email="marina@example.com", status="qualified")]
    )
    assert events_of(lead) == ["lead.created", "lead.qualified"]


def test_an_old_copy_of_the_row_does_not_let_it_be_qualified_twice() -> None:
    lead = make_lead()
    copy = Lead.objects.get(pk=lead.pk)
    lead_move(lead=lead, status=Lead.Status.QUALIFIED)
    copy.company = "Café Aurora"
    copy.save()  # writes every column, and with them the status that it knows: new
    lead_move(lead=copy, status=Lead.Status.QUALIFIED)
    assert events_of(lead).count("lead.qualified") == 1


@pytest.mark.parametrize(("score", "status"), [(49, "new"), (50, "qualified"), (100, "qualified")])
def test_a_score_of_50_from_qualification_qualifies(score: int, status: str) -> None:
    assert lead_score_record(lead=make_lead(), score=score).status == status


def test_a_score_moves_no_lead_that_somebody_has_moved_on() -> None:
    assert lead_score_record(lead=make_lead(status="lost"), score=90).status == "lost"


def test_a_change_names_the_fields_that_people_know() -> None:
    lead = make_lead()
    Lead.objects.filter(pk=lead.pk).update(company="Café Aurora")
    event = ModuleEvent.objects.get(entity_id=str(lead.pk), event_type="lead.updated")
    assert event.payload["changed"] == ["company"]


def test_what_is_rolled_back_leaves_no_event() -> None:
    lead = make_lead()

    class FailureError(Exception):
        pass

    def fail() -> None:
        with transaction.atomic():
            lead_move(lead=lead, status=Lead.Status.QUALIFIED)
            raise FailureError

    with pytest.raises(FailureError):
        fail()
    assert events_of(lead) == ["lead.created"]

"""Proposals: what is offered to whom, and what stands once somebody accepted it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from growth.errors import ProposalNotOpenError, ProposalOverdueError, ProposalSettledError
from growth.models import Lead, Proposal
from growth.services import proposal_accept, proposals_expire
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock

pytestmark = pytest.mark.django_db

ITEMS = [
    {"service": None, "description": "Diagnóstico", "amount": "1500.00"},
    {"service": "soc", "description": "Monitoramento", "amount": "2500.50"},
]


def make_lead() -> Lead:
    return Lead.objects.create(name="Marina Prado", email="marina@example.com")


def make_proposal(**fields: Any) -> Proposal:
    return Proposal.objects.create(
        **{"title": "Proposta Aurora", "lead": make_lead(), "items": ITEMS, **fields}
    )


def events_of(proposal: Proposal) -> list[str]:
    rows = ModuleEvent.objects.filter(entity_id=str(proposal.pk)).order_by("id")
    return [row.event_type for row in rows]


def post(browser: Browser, body: object) -> Any:
    return browser.post("/api/v1/proposals/", body, content_type="application/json")


def test_a_proposal_is_made_and_its_total_is_the_sum_of_its_items(api: Callable[..., Browser]) -> None:
    body = {
        "title": "Proposta Aurora",
        "lead": str(make_lead().pk),
        "sections": [{"heading": "Escopo", "markdown": "Um mês."}],
        "items": [{"service": None, "description": "Diagnóstico", "amount": 1500}, ITEMS[1]],
        "valid_until": "2030-01-31",
    }
    answer = post(api("growth"), body)
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["total"], shown["status"]) == ("4000.50", "draft")
    assert shown["items"] == ITEMS
    [event] = ModuleEvent.objects.filter(entity_id=shown["id"])
    assert event.name == "growth.proposal.created"
    assert event.payload["total"] == "4000.50"
    assert shown.keys() <= event.payload.keys()


def test_a_total_that_somebody_gives_stands() -> None:
    assert make_proposal(total=Decimal(3800)).total == Decimal(3800)


def test_a_total_follows_its_items_until_somebody_sets_it() -> None:
    proposal = make_proposal()
    proposal.items = ITEMS[:1]
    proposal.save()
    assert proposal.total == Decimal(1500)
    Proposal.objects.update(total=Decimal(1400))
    Proposal.objects.update(items=ITEMS)
    proposal.refresh_from_db()
    assert proposal.total == Decimal(1400)


def test_a_proposal_is_for_somebody(api: Callable[..., Browser]) -> None:
    answer = post(api("growth"), {"title": "Proposta"})
    assert answer.status_code == 400
    message = "Choose the lead or the client that this proposal is for."
    assert answer.json()["errors"] == [{"path": "", "message": message}]
    with pytest.raises(IntegrityError, match="growth_proposal_for_somebody"), transaction.atomic():
        Proposal.objects.create(title="Proposta")


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([{"description": "Diagnóstico"}], "Entry 1 › amount: Field required."),
        (
            [{"description": "Diagnóstico", "amount": "-1"}],
            "Entry 1 › amount: Input should be greater than or equal to 0.",
        ),
        (
            [ITEMS[0], {"description": "Outro", "amount": "1", "note": "?"}],
            "Entry 2 › note: Extra inputs are not permitted.",
        ),
        ({"description": "Diagnóstico"}, "Entry the whole: Input should be a valid list."),
    ],
)
def test_items_have_a_shape(items: object, message: str, api: Callable[..., Browser]) -> None:
    answer = post(api("growth"), {"title": "Proposta", "lead": str(make_lead().pk), "items": items})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "items", "message": message}]
    with pytest.raises(ValidationError):
        make_proposal(items=items)


def test_an_accepted_proposal_is_announced_once_and_stands(api: Callable[..., Browser]) -> None:
    proposal = proposal_accept(proposal=make_proposal(status="sent"))
    assert proposal.accepted_at is not None
    proposal_accept(proposal=proposal)
    assert events_of(proposal) == ["proposal.created", "proposal.accepted"]
    address = f"/api/v1/proposals/{proposal.pk}/"
    answer = api("growth").patch(address, {"total": "1.00"}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "The proposal “Proposta Aurora” was accepted, and what was offered stands. "
        "Make a new proposal for what changed."
    )
    with pytest.raises(ProposalSettledError):
        Proposal.objects.update(status="rejected")
    proposal.oportunidade_pipe_id = "4711"
    proposal.save()


def test_a_rejected_proposal_is_not_accepted_by_the_api_either(api: Callable[..., Browser]) -> None:
    proposal = make_proposal(status="rejected")
    with pytest.raises(ProposalNotOpenError):
        proposal_accept(proposal=proposal)
    address = f"/api/v1/proposals/{proposal.pk}/"
    answer = api("growth").patch(address, {"status": "accepted"}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        "The proposal “Proposta Aurora” is rejected, so it cannot be accepted. "
        "Make a new proposal, or reopen this one first."
    )
    assert events_of(proposal) == ["proposal.created"]


def test_an_offer_ends_with_its_day() -> None:
    today = clock.today()
    proposal = make_proposal(status="sent", valid_until=today)
    assert proposals_expire() == 0
    clock.advance(timedelta(days=1))
    with pytest.raises(ProposalOverdueError):
        proposal_accept(proposal=proposal)
    assert proposals_expire() == 1
    proposal.refresh_from_db()
    assert proposal.status == "expired"


def test_the_desk_takes_items_as_rows_and_amounts_as_people_write_them(desk: Browser) -> None:
    lead = make_lead()
    form = {
        "title": "Proposta Aurora",
        "lead": str(lead.pk),
        "status": "draft",
        "items-0-description": "Diagnóstico",
        "items-0-service": "",
        "items-0-amount": "1,500.00",
        "items-1-description": "",
        "items-1-service": "",
        "items-1-amount": "",
        "sections-0-heading": "Escopo",
        "sections-0-markdown": "Um mês.",
    }
    answer = desk.post("/app/growth/proposal/add/", form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    proposal = Proposal.objects.get()
    assert proposal.items == [{"service": None, "description": "Diagnóstico", "amount": "1500.00"}]
    assert proposal.sections == [{"heading": "Escopo", "markdown": "Um mês."}]
    assert proposal.total == Decimal(1500)
    page = " ".join(desk.get(f"/app/growth/proposal/{proposal.pk}/change/").content.decode().split())
    assert 'name="items-0-amount" value="1,500.00"' in page


def test_the_desk_says_which_row_holds_no_amount(desk: Browser) -> None:
    form = {
        "title": "Proposta",
        "lead": str(make_lead().pk),
        "status": "draft",
        "items-0-description": "Diagnóstico",
        "items-0-amount": "muito",
    }
    answer = desk.post("/app/growth/proposal/add/", form)
    assert answer.context["adminform"].form.errors == {"items": ["Row 1, Amount: Enter a number."]}

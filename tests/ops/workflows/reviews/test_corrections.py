"""What an agent, or an action, put out may be corrected only to what it could have put out itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from growth.models import Lead
from nessos.accounts.models import User
from ops.workflows.errands.running import Errands
from ops.workflows.models import Approval
from ops.workflows.reviews.prints import place_of
from tests.ops.workflows.engine.conftest import Document, workflow_make
from tests.ops.workflows.errands.conftest import worker_make
from tests.ops.workflows.reviews.conftest import Ask, Asked, act, review
from tests.ops.workflows.reviews.test_api import client_of

QUALIFY: Document = {
    "name": "qualify",
    "type": "ai_agent",
    "agent": "qualify_lead",
    "context_keys": ["payload.name", "payload.company", "payload.message", "payload.source"],
}
NOTE: Document = {
    "name": "note",
    "type": "db_query",
    "operation": "update",
    "model": "growth.Lead",
    "filter": {"id": "{{ payload.id }}"},
    "values": {"lead_score": "{{ steps.review.output.output.score }}"},
}


@pytest.fixture
def errands(emptied: None) -> Iterator[Errands]:
    found = Errands(worker_make().id)
    yield found
    found.leave()


@pytest.fixture
def lead(emptied: None) -> Lead:
    return Lead.objects.create(
        name="Rui Lima", email="rui@example.com", message="We need help with our servers."
    )


@pytest.fixture
def asked(ask: Ask, errands: Errands, lead: Lead, ana: User) -> Asked:
    """A lead that an agent has judged, and people are asked about."""
    payload = {"id": str(lead.pk), "name": lead.name, "message": lead.message, "company": "", "source": ""}
    plain = {key: value for key, value in review().items() if key not in {"subject", "title"}}
    found = ask(QUALIFY, plain, NOTE, payload=payload)
    while errands.drain() + found.engine.drain():
        pass
    return found


def test_a_correction_that_fits_is_what_the_steps_behind_read(asked: Asked, ana: User, lead: Lead) -> None:
    proposed = asked.approval.proposed
    assert proposed is not None
    answer = act(client_of(ana), asked, "approve", output={**proposed, "score": 77})
    assert answer.status_code == 200
    assert (asked.run["status"], asked.step()["output"]["corrected"]) == ("completed", True)
    lead.refresh_from_db()
    assert lead.lead_score == 77


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        ({"score": 101}, "output.score", "Give 100 or less."),
        ({"score": "77"}, "output.score", "Give a whole number."),
        ({"reasons": ["a", 7]}, "output.reasons[1]", "Give a text."),
        ({"colour": "red"}, "output.colour", "There is no such field here. Remove it, or correct its name."),
    ],
)
def test_one_that_does_not_fit_the_agent_is_refused_by_path(
    asked: Asked, ana: User, change: dict[str, Any], path: str, message: str
) -> None:
    proposed = asked.approval.proposed
    assert proposed is not None
    answer = act(client_of(ana), asked, "approve", output={**proposed, **change})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": path, "message": message}]
    assert answer.json()["detail"] == f"The corrected output does not fit: {path}: {message}"
    assert Approval.objects.get().is_open


@pytest.mark.parametrize("output", [[], "text", 7, {}])
def test_something_else_altogether_is_refused(asked: Asked, ana: User, output: Any) -> None:
    answer = act(client_of(ana), asked, "approve", output=output)
    assert answer.status_code == 400
    assert all(fault["path"].startswith("output") for fault in answer.json()["errors"])
    assert asked.approval.is_open


def test_a_part_under_review_is_held_to_what_that_part_may_be(
    ask: Ask, errands: Errands, lead: Lead, ana: User
) -> None:
    payload = {"id": str(lead.pk), "name": lead.name, "message": lead.message, "company": "", "source": ""}
    found = ask(QUALIFY, review(title="", subject="steps.qualify.output.score"), payload=payload)
    while errands.drain() + found.engine.drain():
        pass
    answer = act(client_of(ana), found, "approve", output=101)
    assert answer.json()["errors"] == [{"path": "output", "message": "Give 100 or less."}]
    assert act(client_of(ana), found, "approve", output=51).status_code == 200
    assert found.step()["output"]["output"] == 51


def test_the_record_is_the_one_that_the_trigger_is_about(engine: Any, errands: Errands, ana: User) -> None:
    workflow_make(QUALIFY, review(title="", subject="steps.qualify.output"), event="growth.lead.created")
    lead = Lead.objects.create(name="Rui Lima", email="rui@example.com")
    while errands.drain() + engine.drain():
        pass
    assert place_of(Approval.objects.get()) == ("growth.Lead", str(lead.pk))

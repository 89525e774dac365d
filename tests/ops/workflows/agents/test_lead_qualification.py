"""``lead-qualification`` as it ships: a lead comes in by the API, and is qualified without a model."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from ops.workflows.models import Run
from ops.workflows.selectors import run_show
from ops.workflows.services import workflow_save
from ops.workflows.shipped import shipped_workflows
from tests.ops.workflows.agents.conftest import Worker

HOT = "Sofremos um ataque hacker, os sistemas estão parados. Preciso de ajuda urgente, temos verba aprovada."
COLD = "Só estou pesquisando preços por enquanto."


@pytest.fixture
def qualification() -> None:
    shipped = next(each for each in shipped_workflows() if each.slug == "lead-qualification")
    workflow_save(
        slug=shipped.slug,
        name=shipped.name,
        steps=shipped.steps,
        trigger_module=shipped.trigger_module,
        trigger_event=shipped.trigger_event,
        is_active=True,
    )


@pytest.fixture
def arrive(worker: Worker, qualification: None, api: Callable[..., Client]) -> Callable[[str], Lead]:
    client = api("growth")

    def arrive(message: str) -> Lead:
        body = {"name": "Marina Prado", "email": "m@example.com", "company": "Grupo Alfa", "message": message}
        answer = client.post("/api/v1/leads/", body, content_type="application/json")
        assert answer.status_code == 201, answer.json()
        worker.work()
        return Lead.objects.get(pk=answer.json()["id"])

    return arrive


def events_of(lead: Lead) -> list[str]:
    rows = ModuleEvent.objects.filter(entity_id=str(lead.pk)).order_by("created_at", "id")
    return list(rows.values_list("event_type", flat=True))


def only_run() -> dict[str, Any]:
    return run_show(Run.objects.get().pk)


def test_a_hot_lead_is_qualified_and_announced(arrive: Callable[[str], Lead]) -> None:
    lead = arrive(HOT)
    run = only_run()
    assert (run["status"], run["error"]) == ("completed", "")
    output = run["steps"][0]["output"]
    assert (lead.lead_score, lead.lead_segment) == (output["score"], output["segment"])
    assert lead.lead_score is not None
    assert lead.lead_score >= 70
    assert (lead.lead_segment, lead.status) == ("segurança", "qualified")
    assert events_of(lead) == ["lead.created", "lead.updated", "lead.qualified"]
    qualified = ModuleEvent.objects.get(event_type="lead.qualified")
    assert (str(qualified.caused_by), qualified.trace_id) == (run["id"], run["trace_id"])


def test_a_cold_lead_has_its_score_and_stays_new(arrive: Callable[[str], Lead]) -> None:
    lead = arrive(COLD)
    assert only_run()["status"] == "completed"
    assert lead.lead_score is not None
    assert lead.lead_score < 50
    assert lead.status == "new"
    assert events_of(lead) == ["lead.created", "lead.updated"]

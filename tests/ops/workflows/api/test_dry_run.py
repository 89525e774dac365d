"""Dry runs over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from growth.models import Case
from nessos.eventlog.models import ModuleEvent
from ops.workflows.models import Run, Version
from tests.ops.workflows.engine.conftest import condition, workflow_make

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/workflows/sample/dry-run/"
Maker = Callable[..., Client]


def ask(client: Client, body: Any, address: str = ADDRESS) -> Any:
    return client.post(address, body, content_type="application/json")


def make(title: str) -> dict[str, Any]:
    values = {"title": title}
    return {
        "name": "make",
        "type": "db_query",
        "operation": "create",
        "model": "growth.Case",
        "values": values,
    }


def test_it_answers_the_run_that_it_would_make(ops: Client) -> None:
    workflow_make(make("{{ payload.title }}"), condition("look", "steps.make.output.title == 'We won'"))
    events = ModuleEvent.objects.count()
    answer = ask(ops, {"payload": {"title": "We won"}})
    assert answer.status_code == 200
    run = answer.json()
    assert list(run) == [
        "id", "workflow", "version", "status", "trigger_payload", "event", "trace_id", "started_at", "ended_at",
        "error", "steps", "trigger",
    ]  # fmt: skip
    assert (run["id"], run["workflow"], run["version"], run["status"], run["event"]) == (
        None, "sample", 1, "completed", None,
    )  # fmt: skip
    assert run["trace_id"] == answer["X-Request-ID"]
    made, looked = run["steps"]
    assert list(made) == [
        "name", "type", "status", "attempt", "input", "output", "error", "reason", "waiting_for", "due_at",
        "started_at", "ended_at", "would",
    ]  # fmt: skip
    assert made["would"] == "It would make a record of growth.Case."
    assert (made["output"]["title"], looked["output"]) == ("We won", {"result": True})
    assert (Case.objects.count(), Run.objects.count(), ModuleEvent.objects.count()) == (0, 0, events)


def test_it_takes_an_event(ops: Client) -> None:
    body = {"module": "ops", "event_type": "custom.rang", "entity_id": "1", "payload": {"title": "We won"}}
    event = ops.post("/api/v1/events/", body, content_type="application/json").json()["id"]
    workflow_make(make("{{ event.payload.title }}"), event="ops.custom.rang")
    run = ask(ops, {"event": event}).json()
    assert (run["event"], run["steps"][0]["input"]["values"]) == (event, {"title": "We won"})
    assert run["trigger"] == {"starts": True, "reason": "The event triggers it."}
    assert not Case.objects.exists()


def test_a_draft_with_faults_is_400_with_them(ops: Client) -> None:
    workflow_make(condition("fine"))
    workflow_make(condition("bad", "1 +"), draft=True)
    answer = ask(ops, {"payload": {}})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [fault["path"] for fault in answer.json()["errors"]] == ["steps[0].expression"]


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ({"payload": []}, "payload", 'Expected a dictionary of items but got type "list".'),
        ({"event": str(uuid4())}, "event", "There is no such event."),
        ({"event": "x"}, "event", "Must be a valid UUID."),
        ({"event": str(uuid4()), "payload": {}}, "event", "There is no such event."),
        ({"steps": []}, "steps", "There is no such field here."),
    ],
)
def test_what_it_does_not_understand_is_400(ops: Client, body: Any, path: str, message: str) -> None:
    workflow_make(condition("look"))
    answer = ask(ops, body)
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"path": path, "message": message}])


def test_a_workflow_that_is_not_there_is_404(ops: Client) -> None:
    assert ask(ops, {"payload": {}}, "/api/v1/workflows/nowhere/dry-run/").status_code == 404


def test_who_may_not_start_it_may_not_rehearse_it(api: Maker) -> None:
    workflow_make(condition("look"))
    answer = ask(api("growth"), {"payload": {}})
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "You may not do this. Ask an administrator for the permission workflows.trigger_workflow.",
    )


@pytest.mark.parametrize(
    ("slug", "payload"),
    [
        ("stock_emergency", {"product_id": "prod_123", "stock_level": 3, "min_threshold": 10}),
        ("stock_emergency", {"product_id": "prod_123", "stock_level": 12, "min_threshold": 10}),
        ("abandoned_cart_recovery", {"abandoned_items": [], "customer_phone": "+5511987654321"}),
        ("new_lead_nurture", {"lead_data": {"name": "Ana Lima", "phone": "+5511987654321"}}),
    ],
)
def test_a_shipped_workflow_can_be_rehearsed(ops: Client, slug: str, payload: dict[str, Any]) -> None:
    answer = ask(ops, {"payload": payload}, f"/api/v1/workflows/{slug}/dry-run/")
    assert answer.status_code == 200, answer.content
    run = answer.json()
    assert (run["status"], run["error"]) == ("completed", ""), run
    assert Version.objects.filter(workflow__slug=slug).count() == 1
    skipped = [step["reason"] for step in run["steps"] if step["status"] == "skipped"]
    assert all(skipped)
    if payload.get("stock_level") == 12:
        assert len(skipped) == len(run["steps"]) == 4

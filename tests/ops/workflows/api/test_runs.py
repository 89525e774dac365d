"""Runs over HTTP: reading them, and who may."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.models import Run, Workflow
from ops.workflows.services import run_trigger
from tests.ops.workflows.api.running import RUNS, find, post, start
from tests.ops.workflows.engine.conftest import condition, ring, workflow_make

pytestmark = pytest.mark.usefixtures("engine")

Maker = Callable[..., Client]
SHAPE = [
    "id", "workflow", "version", "status", "trigger_payload", "event", "trace_id", "started_at", "ended_at", "error",
    "steps",
]  # fmt: skip
STEP = [
    "name", "type", "status", "attempt", "input", "output", "error", "reason", "waiting_for", "due_at", "started_at",
    "ended_at",
]  # fmt: skip


def test_a_run_has_exactly_this_shape(ops: Client, engine: Engine) -> None:
    workflow_make(
        condition("look", "payload.tone == 'low'"),
        {"name": "rest", "type": "delay", "seconds": 60},
        condition("last"),
        event="ops.custom.rang",
    )
    event = ring(tone="low")
    engine.drain()
    run = Run.objects.get()
    answer = ops.get(f"{RUNS}{run.pk}/")
    assert answer.status_code == 200
    shown = answer.json()
    assert list(shown) == SHAPE
    assert {name: shown[name] for name in SHAPE if name not in ("steps", "started_at")} == {
        "id": str(run.pk), "workflow": "sample", "version": 1, "status": "waiting", "trigger_payload": {"tone": "low"},
        "event": event, "trace_id": run.trace_id, "ended_at": None, "error": "",
    }  # fmt: skip
    assert datetime.fromisoformat(shown["started_at"]) == run.started_at
    assert shown["started_at"].endswith("Z")
    assert [list(step) for step in shown["steps"]] == [STEP] * 3
    assert [(step["name"], step["type"], step["status"], step["attempt"]) for step in shown["steps"]] == [
        ("look", "condition", "completed", 1),
        ("rest", "delay", "waiting", 1),
        ("last", "condition", "pending", 0),
    ]
    look, rest, last = shown["steps"]
    assert (look["input"], look["output"]) == ({"expression": "payload.tone == 'low'"}, {"result": True})
    assert (rest["waiting_for"], rest["due_at"] is not None, rest["ended_at"]) == ("time", True, None)
    assert (last["input"], last["output"], last["due_at"], last["started_at"]) == (None, None, None, None)
    assert ops.get(RUNS).json()["results"] == [shown]


def test_the_list_is_paged_newest_first_and_costs_the_same_for_any_number(
    ops: Client, engine: Engine
) -> None:
    workflow = workflow_make(condition("a"), condition("b"))
    runs = [run_trigger(workflow=workflow, payload={"n": n}) for n in range(7)]
    engine.drain()
    expected = [str(run.pk) for run in reversed(runs)]
    found, address = [], f"{RUNS}?limit=3"
    while address:
        page = ops.get(address).json()
        found += [run["id"] for run in page["results"]]
        address = page["next"]
    assert found == expected
    ascending = ops.get(RUNS, {"ordering": "started_at"}).json()["results"]
    assert [run["id"] for run in ascending] == expected[::-1]
    counts = []
    for limit in (1, 7):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ops.get(RUNS, {"limit": limit})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_runs_are_found_by_workflow_status_event_and_trace(ops: Client, engine: Engine) -> None:
    workflow_make(condition("look"), slug="first", event="ops.custom.rang")
    workflow_make({"name": "rest", "type": "delay", "seconds": 60}, slug="second", event="ops.custom.rang")
    one, two = ring("1"), ring("2")
    by_hand = start(condition("look", "1 + 'a' > 2"), slug="third")
    engine.drain()
    first, second = Run.objects.filter(event_id=one).order_by("workflow__slug")

    def found(**query: str) -> set[str]:
        answer = ops.get(RUNS, query)
        assert answer.status_code == 200, answer.content
        return {run["id"] for run in answer.json()["results"]}

    others = {str(run.pk) for run in Run.objects.filter(event_id=two)}
    ours = {str(first.pk), str(second.pk)}
    assert found(event=one) == ours
    assert found(event=two) == others
    assert found(workflow="first") == {
        str(pk) for pk in Run.objects.filter(workflow__slug="first").values_list("pk", flat=True)
    }
    assert found(workflow="nowhere") == set()
    assert found(status="failed") == {str(by_hand.pk)}
    assert found(status="waiting", event=one) == {str(second.pk)}
    assert found(status="completed", workflow="first", event=one) == {str(first.pk)}
    assert found(status__in="failed,cancelled") == {str(by_hand.pk)}
    assert found(trace_id=by_hand.trace_id) == {str(by_hand.pk)} | {
        str(run.pk) for run in Run.objects.filter(trace_id=by_hand.trace_id)
    }
    assert found(search="third") == {str(by_hand.pk)}


@pytest.mark.parametrize("query", [{"status": "lost"}, {"event": "x"}, {"colour": "red"}, {"cursor": "x"}])
def test_a_filter_that_is_none_is_refused(ops: Client, query: dict[str, str]) -> None:
    answer = ops.get(RUNS, query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["path"] == next(iter(query))


def test_archived_workflows_keep_their_runs_under_their_slug(ops: Client) -> None:
    old = start(condition("look"))
    Workflow.objects.update(archived_at=clock.now())
    new = start(condition("look"))
    found = ops.get(RUNS, {"workflow": "sample"}).json()["results"]
    assert [run["id"] for run in found] == [str(new.pk), str(old.pk)]


@pytest.mark.parametrize("verb", ["", "cancel/", "retry/", "resolve/"])
def test_what_is_not_there_is_404(ops: Client, verb: str) -> None:
    body = {"step": "look", "outcome": "done"} if verb == "resolve/" else {}
    for key in (uuid4(), "no-id"):
        address = f"{RUNS}{key}/{verb}"
        answer = ops.post(address, body, content_type="application/json") if verb else ops.get(address)
        assert answer.status_code == 404


# --- Permissions ----------------------------------------------------------------------------------------------------
def test_who_may_only_look_changes_nothing(api: Maker, engine: Engine) -> None:
    looker = api(username="looker")
    looker.user.user_permissions.add(Permission.objects.get(codename="view_run"))  # type: ignore[attr-defined]
    run = start(find("look", "Late"))
    engine.drain()
    assert looker.get(f"{RUNS}{run.pk}/").status_code == 200
    answers = {
        verb: post(looker, run, verb, {"step": "look", "outcome": "done"} if verb == "resolve" else {})
        for verb in ("cancel", "retry", "resolve")
    }
    assert {verb: (answer.status_code, answer.json()["detail"]) for verb, answer in answers.items()} == {
        verb: (403, f"You may not do this. Ask an administrator for the permission workflows.{code}.")
        for verb, code in (("cancel", "cancel_run"), ("retry", "retry_run"), ("resolve", "retry_run"))
    }
    assert [
        verb
        for verb in ("put", "patch", "delete")
        if getattr(looker, verb)(f"{RUNS}{run.pk}/").status_code != 405
    ] == []
    assert looker.post(RUNS, {}, content_type="application/json").status_code == 405

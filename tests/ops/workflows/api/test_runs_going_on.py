"""Cancelling, retrying and resolving over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from growth.models import Case
from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.models import Step
from ops.workflows.services import run_cancel
from tests.ops.workflows.api.running import RUNS, find, post, send, start
from tests.ops.workflows.engine.conftest import condition, step_of
from tests.ops.workflows.engine.probing import Probe

pytestmark = pytest.mark.usefixtures("engine")


# --- Cancelling ------------------------------------------------------------------------------------------------------
def test_cancelling_answers_the_run_and_a_second_time_409(ops: Client, engine: Engine) -> None:
    run = start(condition("a"), {"name": "rest", "type": "delay", "seconds": 60}, condition("b"))
    engine.drain()
    answer = post(ops, run, "cancel")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["status"], shown["ended_at"] is not None) == ("cancelled", True)
    assert [step["status"] for step in shown["steps"]] == ["completed", "cancelled", "cancelled"]

    answer = post(ops, run, "cancel")
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "urn:nessos:problem:run_ended",
        "title": "Conflict",
        "status": 409,
        "detail": f"The run {run.pk} has ended already: it is cancelled. There is nothing left to cancel.",
        "errors": [],
    }
    assert ops.get(f"{RUNS}{run.pk}/").json() == shown


def test_a_step_that_finishes_after_the_cancelling_changes_nothing(
    ops: Client, engine: Engine, probe: Probe
) -> None:
    run = start(
        send("tell"),
        condition("after"),
    )
    engine.drain()

    def cancel_meanwhile(*_given: Any) -> Any:
        assert post(ops, run, "cancel").status_code == 200
        return perform(*_given)

    perform, probe.perform_now = probe.perform_now, cancel_meanwhile
    probe.work()
    clock.advance(timedelta(days=1))
    engine.drain()
    shown = ops.get(f"{RUNS}{run.pk}/").json()
    assert (len(probe.sent), shown["status"], step_of(shown, "after")["status"]) == (
        1,
        "cancelled",
        "cancelled",
    )
    assert post(ops, run, "retry").status_code == 409
    assert ops.get(f"{RUNS}{run.pk}/").json() == shown


def test_cancelling_takes_no_fields(ops: Client) -> None:
    answer = post(ops, start(condition("look")), "cancel", {"why": "so"})
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"path": "why", "message": "There is no such field here."}],
    )


# --- Retrying --------------------------------------------------------------------------------------------------------
def test_retrying_a_failed_run_goes_on(ops: Client, engine: Engine) -> None:
    run = start(condition("first"), find("look", "Late"), condition("last"))
    engine.drain()
    failed = ops.get(f"{RUNS}{run.pk}/").json()
    assert [step["status"] for step in failed["steps"]] == ["completed", "failed", "cancelled"]
    Case.objects.create(title="Late")
    answer = post(ops, run, "retry")
    assert answer.status_code == 202
    shown = answer.json()
    assert (shown["id"], shown["status"], shown["ended_at"], shown["error"]) == (
        str(run.pk),
        "running",
        None,
        "",
    )
    assert [step["status"] for step in shown["steps"]] == ["completed", "scheduled", "pending"]
    assert shown["steps"][0] == failed["steps"][0]
    engine.drain()
    assert ops.get(f"{RUNS}{run.pk}/").json()["status"] == "completed"


def test_the_same_request_again_is_answered_again_and_retries_once(ops: Client, engine: Engine) -> None:
    run = start(find("look", "Late"))
    engine.drain()
    first = post(ops, run, "retry", **{"Idempotency-Key": "once"})
    second = post(ops, run, "retry", **{"Idempotency-Key": "once"})
    assert (first.status_code, second.status_code, second.json()) == (202, 202, first.json())
    assert Step.objects.get().generation == 1


def test_what_cannot_be_retried_is_409_with_a_sentence(ops: Client, engine: Engine) -> None:
    run = start(condition("look"))
    told = {}
    told["open"] = post(ops, run, "retry")
    engine.drain()
    told["completed"] = post(ops, run, "retry")
    completed = (
        f"The run {run.pk} is completed: there is nothing to retry. Name with from_step the step to repeat; what "
        "follows it is repeated as well."
    )
    cancelled = start(condition("look"))
    run_cancel(run=cancelled)
    told["cancelled"] = post(ops, cancelled, "retry", {"from_step": "look"})
    assert {name: (answer.status_code, answer.json()["detail"]) for name, answer in told.items()} == {
        "open": (
            409,
            f"The run {run.pk} has not ended: it is pending. Wait until it has; then it can be retried.",
        ),
        "completed": (
            409,
            completed,
        ),
        "cancelled": (409, f"The run {cancelled.pk} was cancelled, and that is for ever. Start a new one."),
    }


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        (
            {"from_step": "nowhere"},
            "from_step",
            "This version of the workflow runs no step “nowhere”. Choose one of these: look.",
        ),
        ({"from_step": 7}, "from_step", "Send a text."),
        ({"from_step": None}, "from_step", "This field may not be null."),
        ({"repeat_effects": "yes"}, "repeat_effects", "Send true or false."),
        ({"fromStep": "look"}, "fromStep", "There is no such field here."),
    ],
)
def test_a_retry_that_is_not_understood_is_400(
    ops: Client, engine: Engine, body: dict[str, Any], path: str, message: str
) -> None:
    run = start(condition("look"))
    engine.drain()
    answer = post(ops, run, "retry", body)
    assert (answer.status_code, answer.json()["errors"]) == (400, [{"path": path, "message": message}])


def test_effects_that_would_be_repeated_are_a_problem_with_their_list(
    ops: Client, engine: Engine, probe: Probe
) -> None:
    run = start(
        condition("first"),
        send("tell"),
    )
    for _turn in range(3):
        engine.drain()
        probe.work()
    answer = post(ops, run, "retry", {"from_step": "first"})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "urn:nessos:problem:effects_repeated",
        "title": "Conflict",
        "status": 409,
        "detail": "Effects outside would be repeated: tell (probe.send). If that is meant, say so with repeat_effects.",
        "errors": [
            {
                "path": "steps[1]",
                "message": "The step “tell” has done probe.send already. It would be done once more.",
            }
        ],
    }
    assert post(ops, run, "retry", {"from_step": "first", "repeat_effects": True}).status_code == 202
    for _turn in range(3):
        engine.drain()
        probe.work()
    assert (len(probe.sent), len({key for _text, key in probe.sent})) == (2, 2)
    assert ops.get(f"{RUNS}{run.pk}/").json()["status"] == "completed"


def test_what_nobody_can_tell_is_said_by_a_person(ops: Client, engine: Engine, probe: Probe) -> None:
    probe.next = ["unknown"]
    run = start(
        send("tell"),
        condition("after"),
    )
    for _turn in range(3):
        engine.drain()
        probe.work()
    shown = ops.get(f"{RUNS}{run.pk}/").json()
    assert (shown["status"], step_of(shown, "tell")["status"]) == ("waiting", "unknown")
    assert step_of(shown, "tell")["waiting_for"] == "person"
    for body, path in (({"step": "tell", "outcome": "perhaps"}, "outcome"), ({"outcome": "done"}, "step")):
        answer = post(ops, run, "resolve", body)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)
    answer = post(ops, run, "resolve", {"step": "tell", "outcome": "done", "output": {"number": 4}})
    assert answer.status_code == 200
    engine.drain()
    shown = ops.get(f"{RUNS}{run.pk}/").json()
    assert (shown["status"], step_of(shown, "tell")["output"]) == ("completed", {"number": 4})
    assert (
        post(ops, run, "resolve", {"step": "tell", "outcome": "done", "output": {"number": 4}}).status_code
        == 409
    )

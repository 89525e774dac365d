"""When the outside world misbehaves: refusals are repeated, doubts are looked up, and nothing is done twice."""

from itertools import pairwise
from typing import Any

import pytest

from conversations.models import OutgoingMessage
from nessos.integrations.sandbox.faults import fault_set, faults_clear
from nessos.integrations.sandbox.models import SandboxEffect
from ops.workflows.models import Errand, Run
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger, workflow_save
from tests.ops.workflows.squads.conftest import Shown, Worker, stands
from tests.waiting import wait_until

WELCOME: dict[str, Any] = {
    "name": "welcome",
    "squad": "whatsapp",
    "action": "send_welcome_message",
    "params": {"phone": "+5511955554321", "name": "Maria"},
    "retry_on_failure": 2,
    "retry_delay_seconds": 10,
}


def welcome_run(worker: Worker, **changes: Any) -> Shown:
    workflow = workflow_save(slug="welcome", name="Welcome", steps=[{**WELCOME, **changes}])
    run = run_trigger(workflow=workflow, payload={})
    worker.work()
    return end(worker, run)


def end(worker: Worker, run: Run) -> Shown:
    def is_over() -> bool:
        worker.pass_time(seconds=5)
        return run_show(run.pk)["status"] not in {"pending", "running", "waiting"}

    wait_until(is_over, seconds=30)
    return run_show(run.pk)


def test_three_refusals_fail_the_run_and_the_gaps_double(worker: Worker) -> None:
    fault_set(name="whatsapp.send_welcome_message", mode="fail", times=9)
    shown = welcome_run(worker)
    (step,) = shown["steps"]
    assert (shown["status"], step["status"], step["attempt"]) == ("failed", "failed", 3)
    assert step["error"].startswith(
        "whatsapp.send_welcome_message was refused: the sandbox is told to fail it."
    )
    assert not OutgoingMessage.objects.exists()
    begun = list(Errand.objects.order_by("id").values_list("created_at", flat=True))
    first, second = [(later - sooner).total_seconds() for sooner, later in pairwise(begun)]
    assert 10 <= first < 20 <= second < 30
    assert faults_clear() == 1


@pytest.mark.parametrize("mode", ["unknown", "timeout"])
def test_after_a_lost_answer_the_ledger_is_asked_and_nobody_is_written_to_twice(
    worker: Worker, mode: str
) -> None:
    """It was sent: then that is its outcome. It was not: then the next attempt sends it."""
    fault_set(name="whatsapp.send_welcome_message", mode=mode)
    shown = welcome_run(worker)
    (step,) = shown["steps"]
    assert (shown["status"], step["output"]["welcome_sent"]) == ("completed", True)
    assert (OutgoingMessage.objects.count(), SandboxEffect.objects.count()) == (1, 1)
    assert step["attempt"] == {"unknown": 1, "timeout": 2}[mode]


@pytest.mark.parametrize("mode", ["fail", "timeout", "unknown"])
def test_what_is_in_our_own_database_is_simply_done_again(worker: Worker, mode: str) -> None:
    fault_set(name="inventory.check_stock", mode=mode, times=2)
    changes = {"squad": "inventory", "action": "check_stock", "params": {"items": ["prod_1"]}}
    shown = welcome_run(worker, **changes)
    assert (shown["status"], stands(shown)) == ("completed", [("welcome", "completed")])
    assert shown["steps"][0]["attempt"] == 3

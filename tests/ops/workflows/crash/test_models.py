"""Steps that ask models, in real processes: what was bought is not bought again, whoever dies over it, and another
plan is in force everywhere at once.
"""

import signal
import time
from collections.abc import Iterator

import pytest

from nessos.ai.models import AgentCall, KeptAnswer
from ops.workflows.models import Errand, Run, Workflow
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger
from tests.ai.model_server import ModelServer, model_serve
from tests.ai.routing.making import TEXT, model_make, plan_make, prompt_make, sages, says
from tests.ops.workflows.crash.conftest import Zygote, dead_age
from tests.ops.workflows.engine.conftest import step_of, workflow_store
from tests.waiting import wait_until


@pytest.fixture
def server(zygote: Zygote) -> Iterator[ModelServer]:
    """One model, which always answers, and an agent that has only models."""
    with sages(), model_serve() as found:
        prompt_make("oracle_only")
        plan_make(model_make(found.url, "small"), agent="oracle_only")
        found.always(says(8))
        yield found


@pytest.fixture
def asking(server: ModelServer) -> Workflow:
    return workflow_store({"name": "ask", "type": "ai_agent", "agent": "oracle_only"})


def start(workflow: Workflow) -> Run:
    return run_trigger(workflow=workflow, payload={"text": TEXT})


def is_ended(run: Run) -> bool:
    return Run.objects.filter(pk=run.pk, ended_at__isnull=False).exists()


def killed(zygote: Zygote, point: str) -> None:
    assert zygote.wait(zygote.fork("work", crash=point)) == -signal.SIGKILL
    dead_age()


def outcomes() -> list[str]:
    return [call.outcome for call in AgentCall.objects.order_by("created_at", "id")]


@pytest.mark.parametrize("point", ["agent.kept", "errand.performed", "errand.settling"])
def test_an_answer_that_was_bought_is_not_bought_again(
    point: str, zygote: Zygote, server: ModelServer, asking: Workflow
) -> None:
    run = start(asking)
    killed(zygote, point)
    assert KeptAnswer.objects.count() == 1
    zygote.fork("work")
    wait_until(lambda: is_ended(run), seconds=30)
    step = step_of(run_show(run.pk), "ask")
    assert (step["status"], step["output"]) == ("completed", {"words": 8, "by": "model"})
    assert len(server.calls) == 1
    assert outcomes() == ["answered"]
    assert not KeptAnswer.objects.exists()


def test_a_question_that_was_interrupted_is_unknown_and_repeated_once(
    zygote: Zygote, server: ModelServer, asking: Workflow
) -> None:
    run = start(asking)
    killed(zygote, "agent.answered")
    assert outcomes() == ["asking"]
    zygote.fork("work")
    wait_until(lambda: is_ended(run), seconds=30)
    assert step_of(run_show(run.pk), "ask")["status"] == "completed"
    assert len(server.calls) == 2
    assert outcomes() == ["unknown", "answered"]


def test_one_that_was_interrupted_twice_fails_and_says_so(
    zygote: Zygote, server: ModelServer, asking: Workflow
) -> None:
    run = start(asking)
    for _death in range(2):
        killed(zygote, "agent.answered")
    zygote.fork("work")
    wait_until(lambda: is_ended(run), seconds=30)
    step = step_of(run_show(run.pk), "ask")
    assert (step["status"], step["reason"]) == ("failed", "agent_asked_twice")
    assert "foi consultado duas vezes sem que uma resposta voltasse" in step["error"]
    assert len(server.calls) == 2
    assert outcomes() == ["unknown", "unknown"]
    assert Errand.objects.get().status == "failed"


def test_another_plan_is_in_force_in_a_running_worker_within_five_seconds(
    zygote: Zygote, server: ModelServer, asking: Workflow
) -> None:
    zygote.fork("work")
    first = start(asking)
    wait_until(lambda: is_ended(first), seconds=30)
    with model_serve() as second_server:
        second_server.always(says(9))
        plan_make(model_make(second_server.url, "large"), agent="oracle_only")
        published = time.monotonic()
        second = start(asking)
        wait_until(lambda: is_ended(second), seconds=30)
        assert time.monotonic() - published < 5
        assert len(second_server.calls) == len(server.calls) == 1
    models = Errand.objects.order_by("id").values_list("details__model", flat=True)
    assert list(models) == ["small", "large"]

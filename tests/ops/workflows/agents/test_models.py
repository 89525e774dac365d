"""Steps whose agent asks models: what a fault does to the step, and that a run keeps the plan it began with."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from nessos.ai.models import AgentCall, Budget, KeptAnswer, Provider, ServedModel
from nessos.kernel import clock
from ops.workflows.models import Errand, Step
from ops.workflows.rehearsing import run_rehearse
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger
from tests.ai import model_server as speaking
from tests.ai.model_server import ModelServer, model_serve
from tests.ai.routing.making import TEXT, model_make, plan_make, prompt_make, sages, says
from tests.ops.workflows.agents.conftest import Worker
from tests.ops.workflows.engine.conftest import Document, step_of, workflow_store


@pytest.fixture
def server(worker: Worker) -> Iterator[ModelServer]:
    with sages(), model_serve() as found:
        for name in ("sage", "oracle_only"):
            prompt_make(name)
        yield found


@pytest.fixture
def small(server: ModelServer) -> ServedModel:
    found = model_make(server.url, "small")
    plan_make(found, agent="oracle_only")
    return found


def ask(agent: str = "oracle_only", **fields: Any) -> Document:
    return {"name": "ask", "type": "ai_agent", "agent": agent, **fields}


def test_a_model_answers_a_step_and_the_errand_says_which(
    worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    server.will(says(8))
    run = worker.run(ask(), text=TEXT)
    assert step_of(run, "ask")["output"] == {"words": 8, "by": "model"}
    errand = Errand.objects.get()
    assert errand.details == {
        "model": "small",
        "prompt_version": 1,
        "usage": {"input_tokens": 11, "output_tokens": 7},
        "confidence": 0.9,
    }
    call = AgentCall.objects.get()
    assert (call.key, call.subject, str(call.caused_by)) == (errand.key, f"run {run['id']}", run["id"])
    assert not KeptAnswer.objects.exists()


def test_a_fault_that_passes_is_repeated_no_sooner_than_it_was_said(
    worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    server.will(speaking.rate_limited("40"), says())
    run = worker.run(ask(retry_on_failure=1, retry_delay_seconds=1), text=TEXT)
    step = Step.objects.get()
    assert (step.status, step.waiting_for) == ("retrying", "retry")
    assert step.due_at is not None
    assert timedelta(seconds=38) < step.due_at - clock.now() <= timedelta(seconds=40)
    with clock.at(clock.now() + timedelta(seconds=41)):
        worker.work()
    assert step_of(run_show(run["id"]), "ask")["status"] == "completed"
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    "reply", [speaking.key_refused(), speaking.out_of_credit(), speaking.filtered(), speaking.model_unknown()]
)
def test_a_fault_that_stays_fails_the_step_at_once_and_says_who_said_what(
    reply: speaking.Reply, worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    server.always(reply)
    step = step_of(worker.run(ask(retry_on_failure=3), text=TEXT), "ask")
    assert (step["status"], step["reason"], step["attempt"]) == ("failed", "agent_unanswered", 1)
    assert step["error"].startswith("No model answered for the agent “oracle_only”. ")
    assert "small" in step["error"]
    assert "Marina" not in step["error"]
    assert len(server.calls) == 1


@pytest.mark.parametrize("reply", [speaking.fault(500), speaking.resets(), speaking.answers("no")])
def test_a_fault_that_passes_fails_the_step_when_its_repetitions_are_over(
    reply: speaking.Reply, worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    server.always(reply)
    run = worker.run(ask(retry_on_failure=1, retry_delay_seconds=0), text=TEXT)
    with clock.at(clock.now() + timedelta(minutes=1)):
        worker.work()
    step = step_of(run_show(run["id"]), "ask")
    assert (step["status"], step["reason"], step["attempt"]) == ("failed", "agent_unanswered", 2)


def test_a_model_that_hangs_costs_the_step_no_more_than_its_time(
    worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    server.always(speaking.hangs())
    step = step_of(worker.run(ask(timeout_seconds=1), text=TEXT), "ask")
    assert step["status"] == "failed"
    assert [call.fault for call in AgentCall.objects.all()] == ["timeout"]


def test_a_spent_budget_fails_the_step_and_says_when_it_starts_anew(
    worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    Budget.objects.create(kind="agent", agent="oracle_only", limit="0.000001")
    step = step_of(worker.run(ask(retry_on_failure=3), text=TEXT), "ask")
    assert (step["status"], step["reason"], step["attempt"]) == ("failed", "budget_spent", 1)
    assert "It starts anew on" in step["error"]
    assert not server.calls


@pytest.mark.parametrize(("allowed", "status"), [(True, "completed"), (False, "failed")])
def test_whether_the_rule_of_the_house_stands_in_for_a_spent_budget_says_the_plan(
    allowed: bool, status: str, worker: Worker, server: ModelServer
) -> None:
    plan_make(model_make(server.url, "small"), agent="sage", offline_on_budget=allowed)
    Budget.objects.create(kind="house", limit="0.000001")
    step = step_of(worker.run(ask("sage"), text=TEXT), "ask")
    assert (step["status"], step["reason"]) == (status, "" if allowed else "budget_spent")
    assert not server.calls


def test_a_run_keeps_the_plan_and_the_prompt_it_began_with(
    worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    server.always(says())
    run = run_trigger(workflow=workflow_store(ask()), payload={"text": TEXT})
    with clock.at(clock.now() + timedelta(hours=1)):
        plan_make(model_make(server.url, "large"), agent="oracle_only")
        prompt_make("oracle_only", "# System\n\nCount twice.\n\n# User\n\n{{ text }}\n")
        worker.work()
        run_trigger(workflow=run.workflow, payload={"text": TEXT})
        worker.work()
    told = Errand.objects.order_by("id").values_list("details__model", "details__prompt_version")
    assert list(told) == [("small", 1), ("large", 2)]
    assert step_of(run_show(run.pk), "ask")["status"] == "completed"


def test_what_was_barred_since_is_not_asked_by_a_run_that_began_before(
    worker: Worker, server: ModelServer, small: ServedModel
) -> None:
    run_trigger(workflow=workflow_store(ask()), payload={"text": TEXT})
    Provider.objects.update(sees_personal_data=False)
    worker.work()
    assert Errand.objects.get().status == "failed"
    assert "may not see personal data, so it was not asked." in Errand.objects.get().error
    assert not server.calls


def test_a_dry_run_asks_no_model(worker: Worker, server: ModelServer) -> None:
    plan_make(model_make(server.url, "small"), agent="sage")
    shown = run_rehearse(workflow=workflow_store(ask("sage")), payload={"text": TEXT})
    assert step_of(shown, "ask")["output"] == {"words": 8, "by": "rule"}
    assert not server.calls

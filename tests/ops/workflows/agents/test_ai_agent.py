"""Steps that consult an agent: what it is given, what comes of its answer."""

from typing import Any

import pytest

from growth.models import Lead
from nessos.ai.models import AgentCall
from ops.workflows.models import Errand, Step
from ops.workflows.rehearsing import run_rehearse
from ops.workflows.services import run_trigger
from tests.ops.workflows.agents.conftest import Worker, ask
from tests.ops.workflows.engine.conftest import condition, stands, step_of, workflow_store


def heard(run: dict[str, Any], name: str = "ask") -> Any:
    assert step_of(run, name)["status"] == "completed", step_of(run, name)
    return step_of(run, name)["output"]["heard"]


def test_an_agent_is_given_what_the_context_holds_and_nothing_that_it_does_not_ask_for(
    worker: Worker,
) -> None:
    run = worker.run(ask(), name="Ana", city="Recife", tone="rude", cpf="529.982.247-25")
    assert heard(run) == {"name": "Ana", "city": "Recife"}
    assert step_of(run, "ask")["input"] == {"name": "Ana", "city": "Recife"}


def test_paths_go_over_the_context_and_params_over_paths(worker: Worker) -> None:
    client = {"name": "Bea", "city": "Natal", "phone": "1"}
    run = worker.run(
        ask("by_name", depends_on=[], context_keys=["payload.client.name"]),
        ask("whole", depends_on=[], context_keys=["payload.client"]),
        ask("over", depends_on=[], context_keys=["payload.client"], params={"name": "{{ payload.name }} P."}),
        name="Ana",
        city="Recife",
        client=client,
    )
    assert heard(run, "by_name") == {"name": "Bea", "city": "Recife"}
    assert heard(run, "whole") == {"name": "Bea", "city": "Natal"}
    assert heard(run, "over") == {"name": "Ana P.", "city": "Natal"}


def test_a_path_to_a_record_gives_its_fields(worker: Worker) -> None:
    lead = Lead.objects.create(name="Marina Prado", email="marina@example.com", city="Olinda")
    read = {"name": "read", "type": "db_query", "operation": "get", "model": "growth.Lead"}
    run = worker.run(
        {**read, "filter": {"id": "{{ payload.id }}"}},
        ask(context_keys=["steps.read.output"], params={"tone": "dry"}),
        id=str(lead.pk),
        name="Somebody else",
    )
    assert heard(run) == {"name": "Marina Prado", "city": "Olinda", "tone": "dry"}


def test_a_path_that_leads_to_nothing_leaves_what_there_is(worker: Worker) -> None:
    run = worker.run(ask(context_keys=["payload.client.name", "payload.city"]), name="Ana", city=None)
    assert heard(run) == {"name": "Ana"}


def test_what_the_agent_cannot_be_asked_fails_the_step(worker: Worker) -> None:
    run = worker.run(ask(params={"amount": 5}))
    assert step_of(run, "ask")["error"] == (
        "The agent “parrot” cannot be asked this: input.name: This is missing. Add it. input.amount: Give a text."
    )
    assert not Errand.objects.exists()


def test_an_answer_that_is_too_unsure_fails_the_step_and_says_so(worker: Worker) -> None:
    run = worker.run(ask(min_confidence=0.75), condition("after"), name="Ana")
    step = step_of(run, "ask")
    assert (step["status"], step["reason"]) == ("failed", "low_confidence")
    assert step["error"] == (
        "The agent is less sure than this step asks for: 60%, where at least 75% is needed."
    )
    assert run["status"] == "failed"


def test_an_answer_that_is_sure_enough_goes_on(worker: Worker) -> None:
    run = worker.run(
        ask(min_confidence=0.6), condition("after", "steps.ask.output.heard.name == 'Ana'"), name="Ana"
    )
    assert (run["status"], step_of(run, "after")["output"]) == ("completed", {"result": True})


def test_the_model_and_its_confidence_are_kept_with_the_errand_and_in_the_ledger(worker: Worker) -> None:
    run = worker.run(ask(), name="Ana")
    errand = Errand.objects.get()
    assert (errand.kind, errand.name, errand.status) == ("agent", "parrot", "done")
    assert errand.details == {
        "model": "offline",
        "prompt_version": None,
        "usage": {"input_tokens": 0, "output_tokens": 0},
        "confidence": 0.6,
    }
    call = AgentCall.objects.get()
    assert (call.agent, str(call.caused_by), call.subject) == ("parrot", run["id"], f"run {run['id']}")
    assert call.trace_id == run["trace_id"]


def test_no_transaction_waits_for_an_agent(worker: Worker) -> None:
    workflow = workflow_store(ask())
    run_trigger(workflow=workflow, payload={"name": "Ana"})
    worker.engine.drain()
    step = Step.objects.get()
    assert (step.status, step.waiting_for, step.due_at) == ("running", "agent", None)
    worker.work()
    step.refresh_from_db()
    assert step.status == "completed"


def test_an_agent_that_this_program_lacks_is_waited_for(worker: Worker) -> None:
    run = worker.run(ask(agent="oracle"), name="Ana")
    step = step_of(run, "ask")
    assert (step["status"], step["waiting_for"], step["attempt"]) == ("scheduled", "program", 0)


def test_many_are_asked_at_once_and_one_bad_one_spoils_nothing(worker: Worker) -> None:
    names = [f"ask_{number}" for number in range(12)]
    steps = [ask(name, depends_on=[], params={"city": name}) for name in names]
    bad = ask("bad", depends_on=[], params={"city": 7}, on_failure="continue")
    run = worker.run(*steps, bad, name="Ana")
    assert {heard(run, name)["city"] for name in names} == set(names)
    assert stands(run)["bad"] == "failed"
    assert AgentCall.objects.count() == 12


@pytest.mark.parametrize(("least", "status"), [(0.5, "completed"), (0.9, "failed")])
def test_a_dry_run_answers_offline_and_leaves_nothing(least: float, status: str, worker: Worker) -> None:
    shown = run_rehearse(workflow=workflow_store(ask(min_confidence=least)), payload={"name": "Ana"})
    step = step_of(shown, "ask")
    assert step["status"] == status
    assert step["output"] == ({"heard": {"name": "Ana"}} if status == "completed" else None)
    assert not AgentCall.objects.exists()
    assert not Errand.objects.exists()

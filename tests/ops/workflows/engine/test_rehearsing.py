"""Dry runs: everything is shown, and nothing is there afterwards."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction

from growth.models import Case, Lead
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.services import event_emit
from ops.workflows.advance import Engine
from ops.workflows.errors import NoSteps, RehearsalBlocked, WorkflowInvalid
from ops.workflows.models import Approval, Errand, Run, Step, Workflow
from ops.workflows.rehearsing import run_rehearse
from tests.ops.workflows.engine.conftest import (
    condition,
    ring,
    stands,
    step_of,
    workflow_make,
    workflow_store,
)
from tests.ops.workflows.engine.probing import Probe

pytestmark = pytest.mark.usefixtures("engine")
Document = dict[str, Any]


@pytest.fixture(autouse=True)
def unheard(engine: Engine) -> Iterator[None]:
    """No bell rings for what is only rehearsed, whatever rang while it was prepared."""
    listening = engine._marks.connection
    listening.execute("LISTEN nessos_workflows")
    listening.execute("LISTEN nessos_errands")
    yield
    assert [bell.payload for bell in listening.notifies(timeout=0.1)] == []


def make(name: str, title: str, **fields: Any) -> Document:
    values = {"title": title}
    return {
        "name": name,
        "type": "db_query",
        "operation": "create",
        "model": "growth.Case",
        "values": values,
        **fields,
    }


def rows() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Case, Lead, ModuleEvent, Delivery, Run, Step, Errand, Approval)
    )


def test_each_step_is_shown_and_nothing_stays() -> None:
    other = workflow_make(condition("woken"), slug="other", event="growth.case.saved")
    workflow = workflow_make(
        make("case", "{{ payload.title }}"),
        {
            "name": "change", "type": "db_query", "operation": "update", "model": "growth.Case",
            "filter": {"id": "{{ steps.case.output.id }}"}, "values": {"summary": "In short"},
        },
        {
            "name": "read", "type": "db_query", "operation": "get", "model": "growth.Case",
            "filter": {"id": "{{ steps.case.output.id }}"},
        },
        {"name": "rest", "type": "delay", "seconds": 86400},
        condition("gate", "steps.read.output.summary == 'In short'"),
        make("yes", "Yes", delay_seconds=60),
        make("no", "No", depends_on=["gate"], when=False),
        make("aside", "Aside", depends_on=[], condition="payload.title == 'x'"),
    )  # fmt: skip
    before = rows()
    run = run_rehearse(workflow=workflow, payload={"title": "We won"})
    assert rows() == before
    assert other.runs.count() == 0
    told = ("id", "workflow", "version", "status", "event", "error", "trigger_payload")
    assert [run[name] for name in told] == [
        None, "sample", 1, "completed", None, "", {"title": "We won"},
    ]  # fmt: skip
    assert stands(run) == {
        "case": "completed", "change": "completed", "read": "completed", "rest": "completed", "gate": "completed",
        "yes": "completed", "no": "skipped", "aside": "skipped",
    }  # fmt: skip
    assert step_of(run, "case")["input"]["values"] == {"title": "We won"}
    assert step_of(run, "read")["output"]["summary"] == "In short"
    assert step_of(run, "no")["reason"] == "The gate “gate” gave true, and this step asks for false."
    assert step_of(run, "aside")["reason"] == "Its condition was false: payload.title == 'x'"
    until = step_of(run, "rest")["output"]["until"]
    assert {step["name"]: step["would"] for step in run["steps"]} == {
        "case": "It would make a record of growth.Case.",
        "change": "It would change records of growth.Case: 1.",
        "read": "",
        "rest": f"It would wait until {until}.",
        "gate": "",
        "yes": "It would wait 60 s before it begins. It would make a record of growth.Case.",
        "no": "",
        "aside": "",
    }


def test_nothing_is_sent_and_reviews_are_taken_as_approved(probe: Probe) -> None:
    workflow = workflow_make(
        {
            "name": "tell",
            "type": "action",
            "squad": "probe",
            "action": "send",
            "params": {"text": "{{ payload.x }}"},
        },
        {
            "name": "ask",
            "type": "human_review",
            "title": "Fine?",
            "assignee_group": "ops",
            "subject": "steps.tell.output",
        },
        make("after", "After"),
    )
    before = rows()
    run = run_rehearse(workflow=workflow, payload={"x": "hello"})
    assert (rows(), probe.sent, mail.outbox) == (before, [], [])
    assert (run["status"], set(stands(run).values())) == ("completed", {"completed"})
    assert step_of(run, "tell")["input"] == {"text": "hello"}
    assert step_of(run, "tell")["would"] == "It would ask probe for send, with this input. Nothing was sent."
    assert step_of(run, "ask")["output"]["decision"] == "approved"
    assert (
        step_of(run, "ask")["would"] == "It would wait for a decision of ops. Here it is taken as approved."
    )


def test_a_failure_is_shown_where_it_would_end_the_run_and_where_it_would_not() -> None:
    lost = {"type": "db_query", "operation": "update", "model": "growth.Case", "filter": {"title": "none"}}
    lost["values"] = {"summary": "x"}
    workflow = workflow_make(
        {**lost, "name": "lenient", "on_failure": "continue"},
        {**lost, "name": "strict"},
        make("after", "After"),
    )
    run = run_rehearse(workflow=workflow)
    assert stands(run) == {"lenient": "failed", "strict": "failed", "after": "cancelled"}
    error = "There is no such record of growth.Case to update."
    assert (run["status"], run["error"]) == ("failed", f"The step “strict” failed: {error}")
    assert step_of(run, "lenient")["error"] == error
    assert not Case.objects.exists()


def test_the_newest_version_is_rehearsed_although_it_is_a_draft() -> None:
    workflow_make(condition("old"))
    workflow = workflow_make(condition("new"), draft=True)
    run = run_rehearse(workflow=workflow)
    assert (run["version"], stands(run)) == (2, {"new": "completed"})


def test_a_draft_with_faults_is_refused_with_them() -> None:
    workflow = workflow_make(condition("bad", "1 +"), draft=True)
    with pytest.raises(WorkflowInvalid) as caught:
        run_rehearse(workflow=workflow)
    assert [fault["path"] for fault in caught.value.errors] == ["steps[0].expression"]


def test_a_workflow_without_steps_is_refused() -> None:
    workflow = Workflow.objects.create(slug="empty", name="Empty", is_active=False)
    with pytest.raises(
        NoSteps, match=re.escape("The workflow empty has no steps yet. Save some first, as a draft")
    ):
        run_rehearse(workflow=workflow)


def test_an_event_is_taken_as_it_was() -> None:
    lead = Lead.objects.create(name="Ana Lima", email="ana@example.com")
    event = ModuleEvent.objects.get(event_type="lead.created")
    workflow = workflow_make(
        condition("look", "event.entity_id == payload.id and payload.created_at <= now()"),
        event="growth.lead.created",
        trigger_condition="payload.name == 'Rui'",
        is_active=False,
    )
    run = run_rehearse(workflow=workflow, event=event)
    assert step_of(run, "look")["output"] == {"result": True}
    assert (run["event"], run["trace_id"], run["trigger_payload"]["id"]) == (
        str(event.pk), event.trace_id, str(lead.pk),
    )  # fmt: skip
    assert run["trigger"] == {
        "starts": False,
        "reason": "The trigger's condition is false for this event: payload.name == 'Rui'",
    }


@pytest.mark.parametrize(
    ("fields", "starts", "reason"),
    [
        ({"event": "ops.custom.rang"}, True, "The event triggers it."),
        ({"event": "ops.custom.rang", "is_active": False}, False, "The workflow is switched off."),
        (
            {"event": "ops.custom.knocked"},
            False,
            "It waits for ops.custom.knocked, and this is ops.custom.rang.",
        ),
        ({}, False, "It waits for nothing: it runs only by hand, and this is ops.custom.rang."),
    ],
)
def test_it_is_told_whether_the_event_would_start_it(
    fields: dict[str, Any], starts: bool, reason: str
) -> None:
    event = ModuleEvent.objects.get(pk=ring(tone="low"))
    workflow = workflow_make(condition("look"), **fields)
    assert run_rehearse(workflow=workflow, event=event)["trigger"] == {"starts": starts, "reason": reason}


def test_a_trigger_condition_that_errs_fails_the_run() -> None:
    event = event_emit(module="ops", event_type="custom.rang", entity_id="", payload={"tone": "low"})
    workflow = workflow_make(
        condition("look"), event="ops.custom.rang", trigger_condition="payload.tone + 1 > 0"
    )
    run = run_rehearse(workflow=workflow, event=event)
    assert (run["status"], stands(run)) == ("failed", {"look": "cancelled"})
    assert run["error"].startswith(
        "The trigger's condition failed: The expression “payload.tone + 1 > 0” cannot be"
    )


def test_a_record_that_somebody_changes_is_not_waited_for() -> None:
    case = Case.objects.create(title="Held")
    workflow = workflow_make(
        {
            "name": "touch", "type": "db_query", "operation": "update", "model": "growth.Case",
            "filter": {"id": str(case.pk)}, "values": {"summary": "x"},
        }
    )  # fmt: skip
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get()
            held.set()
            over.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(20)
        sentence = "Somebody is changing a record that the step “touch” needs. Repeat the dry run."
        with pytest.raises(RehearsalBlocked, match=re.escape(sentence)):
            run_rehearse(workflow=workflow)
    finally:
        over.set()
        holder.join(20)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "0"
    assert run_rehearse(workflow=workflow)["status"] == "completed"


def test_a_kind_of_step_that_this_program_does_not_know_is_told() -> None:
    workflow = workflow_store({"name": "other", "type": "of_tomorrow"}, condition("after"))
    run = run_rehearse(workflow=workflow)
    assert (run["status"], stands(run)) == ("waiting", {"other": "waiting", "after": "pending"})
    assert step_of(run, "other")["waiting_for"] == "program"

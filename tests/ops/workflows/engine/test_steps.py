"""What the steps do: rows read and written, delays, repetitions; and what undoes a batch."""

import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from growth.models import Case
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.errors import RunEnded
from ops.workflows.models import BatchMark, Run, Step
from ops.workflows.retrying import pause_after
from ops.workflows.selectors import run_show
from ops.workflows.services import run_cancel, run_trigger
from tests.ops.workflows.engine.conftest import RunSteps, condition, ring, stands, step_of, workflow_make
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[4]


def query(name: str, operation: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": "db_query", "operation": operation, "model": "growth.Case", **fields}


TOUCH = query("touch", "update", filter={"id": "{{ payload.case }}"}, values={"summary": "{{ run.id }}"})


def test_records_are_made_read_counted_and_changed_and_announce_it(run_steps: RunSteps) -> None:
    run = run_steps(
        query("make", "create", values={"title": "{{ payload.title }}"}),
        query("read", "get", filter={"id": "{{ steps.make.output.id }}"}),
        query("none", "get", filter={"id": str(uuid4())}),
        query("all", "list", filter={"title__icontains": "won"}, order_by=["title"], limit=5),
        query("many", "count"),
        query("change", "update", filter={"title": "We won"}, values={"summary": "In short"}),
        title="We won",
    )
    case = Case.objects.get()
    assert (run["status"], case.summary) == ("completed", "In short")
    assert step_of(run, "read")["output"]["title"] == "We won"
    assert step_of(run, "none")["output"] is None
    assert step_of(run, "all")["output"]["count"] == step_of(run, "many")["output"]["count"] == 1
    assert step_of(run, "change")["output"] == {"updated": 1, "ids": [str(case.pk)]}
    events = ModuleEvent.objects.filter(event_type="case.saved").order_by("id")
    assert [(str(event.caused_by), event.depth, event.trace_id) for event in events] == [
        (run["id"], 1, run["trace_id"])
    ] * 2


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (
            query("bad", "update", filter={"id": str(uuid4())}, values={"summary": "x"}),
            "There is no such record of growth.Case to update.",
        ),
        (
            query("bad", "get", filter={"title": "{{ payload.nothing }}"}),
            "The filter “title” came out empty. Ask for empty ones with isnull.",
        ),
        (query("bad", "create", values={"title": "{{ 7 }}"}), "title: Give a text."),
    ],
)
def test_a_fault_of_the_step_itself_fails_it_with_a_sentence(
    run_steps: RunSteps, step: dict[str, Any], error: str
) -> None:
    run = run_steps(step)
    assert (run["status"], step_of(run, "bad")["error"]) == ("failed", error)


def test_a_batch_survives_one_bad_step(engine: Engine) -> None:
    workflow_make(TOUCH, event="ops.custom.rang")
    cases = [Case.objects.create(title=f"Case {n}") for n in range(5)]
    for case in cases:
        ring(case=str(case.pk))
    ring(case=str(uuid4()))
    ring(case="no id at all")
    engine.drain()
    assert sorted(Run.objects.values_list("status", flat=True)) == ["completed"] * 5 + ["failed"] * 2
    assert not Case.objects.filter(summary="").exists()
    assert not BatchMark.objects.exists()


def test_many_writes_of_one_row_in_a_batch_each_announce_themselves(engine: Engine) -> None:
    workflow_make(TOUCH, event="ops.custom.rang")
    case = Case.objects.create(title="Hot")
    before = ModuleEvent.objects.filter(event_type="case.saved").count()
    for _n in range(10):
        ring(case=str(case.pk))
    engine.drain()
    assert Run.objects.filter(status="completed").count() == 10
    assert ModuleEvent.objects.filter(event_type="case.saved").count() == before + 10


def test_every_step_is_committed_before_the_next_begins(engine: Engine) -> None:
    run = run_trigger(workflow=workflow_make(condition("a"), condition("b"), condition("c")), payload={})
    for done in range(1, 4):
        assert engine.advance() == 1
        assert Step.objects.filter(run=run, status="completed").count() == done
    assert engine.advance() == 0


def test_a_delay_holds_no_worker_and_ends_on_the_business_clock(engine: Engine) -> None:
    workflow = workflow_make(
        {"name": "wait", "type": "delay", "seconds": "{{ payload.s }}"}, condition("after")
    )
    run = run_trigger(workflow=workflow, payload={"s": 3600})
    engine.drain()
    shown = run_show(run.pk)
    assert (shown["status"], stands(shown)) == ("waiting", {"wait": "waiting", "after": "pending"})
    assert step_of(shown, "wait")["waiting_for"] == "time"
    clock.advance(timedelta(hours=2))
    engine.drain()
    shown = run_show(run.pk)
    assert (shown["status"], step_of(shown, "wait")["attempt"]) == ("completed", 1)


def test_a_delay_until_nothing_says_that_it_is_no_moment(engine: Engine) -> None:
    workflow = workflow_make({"name": "wait", "type": "delay", "until": "{{ payload.nothing }}"})
    run = run_trigger(workflow=workflow, payload={})
    engine.drain()
    error = step_of(run_show(run.pk), "wait")["error"]
    assert error == "“until” is no moment. Give one such as 2026-01-31T12:00:00Z."


def test_a_condition_is_looked_at_after_the_delay_and_a_gate_before_it(engine: Engine) -> None:
    workflow = workflow_make(
        condition("gate", "False"),
        condition("blocked", delay_seconds=60),
        condition("late", depends_on=[], delay_seconds=60, condition="False"),
    )
    run = run_trigger(workflow=workflow, payload={})
    engine.drain()
    assert stands(run_show(run.pk)) == {"gate": "completed", "blocked": "skipped", "late": "scheduled"}
    clock.advance(timedelta(seconds=61))
    engine.drain()
    assert stands(run_show(run.pk))["late"] == "skipped"


def test_a_failing_step_is_repeated_with_pauses_that_double(engine: Engine) -> None:
    workflow = workflow_make(
        query("bad", "update", filter={"id": str(uuid4())}, values={"summary": "x"})
        | {"retry_on_failure": 2, "retry_delay_seconds": 10}
    )
    run = run_trigger(workflow=workflow, payload={})
    for attempt, least in ((1, 10), (2, 20)):
        engine.drain()
        step = step_of(run_show(run.pk), "bad")
        assert (step["status"], step["attempt"], step["waiting_for"]) == ("retrying", attempt, "retry")
        assert least - 5 < (step["due_at"] - clock.now()).total_seconds() <= least * 1.1
        clock.advance(timedelta(seconds=least * 1.1))
    engine.drain()
    step = step_of(run_show(run.pk), "bad")
    assert (step["status"], step["attempt"], Run.objects.get().status) == ("failed", 3, "failed")


def test_pauses_are_bounded() -> None:
    assert pause_after(1, 1, chance=0) == timedelta(seconds=1)
    assert pause_after(3, 1, chance=1) == timedelta(seconds=4.4)
    assert pause_after(90, 1, chance=1) == timedelta(hours=1)


def test_a_step_beyond_its_time_limit_fails(run_steps: RunSteps) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(5); RETURN NEW; END $$;"
            "CREATE TRIGGER slow BEFORE INSERT ON growth_case FOR EACH ROW EXECUTE FUNCTION slow()"
        )
    try:
        run = run_steps(query("slow", "create", values={"title": "Slow"}) | {"timeout_seconds": 0.2})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION slow() CASCADE")
    step = step_of(run, "slow")
    assert (step["reason"], step["error"]) == (
        "timeout",
        "The step took longer than its time limit of 0.2 s.",
    )
    assert not Case.objects.exists()


def test_cancelling_is_for_ever(engine: Engine) -> None:
    run = run_trigger(workflow=workflow_make(condition("a"), condition("b")), payload={})
    engine.advance()
    run_cancel(run=run)
    assert engine.drain() == 0
    shown = run_show(run.pk)
    assert (shown["status"], stands(shown)) == ("cancelled", {"a": "completed", "b": "cancelled"})
    sentence = f"The run {run.pk} has ended already: it is cancelled. There is nothing left to cancel."
    with pytest.raises(RunEnded, match=re.escape(sentence)):
        run_cancel(run=run)


PROCESS = """
import os, signal, django
django.setup()
from ops.workflows.advance import Engine
from ops.workflows.recover import Marks
from ops.workflows import recover, advance
{before}
Engine(Marks()).drain()
"""
DIES = """
from ops.workflows import advance
fulfil = advance.mark_fulfil
def die(mark):
    os.kill(os.getpid(), signal.SIGKILL)
advance.mark_fulfil = die
"""


def start(before: str = "") -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nessos.settings",
        "DATABASE_URL": os.environ["DATABASE_URL"].removesuffix("nessos")
        + str(connection.settings_dict["NAME"]),
    }
    code = PROCESS.format(before=before)
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)


def test_a_worker_killed_in_mid_batch_leaves_nothing_and_the_next_does_it_once(engine: Engine) -> None:
    workflow_make(TOUCH, event="ops.custom.rang")
    cases = [Case.objects.create(title=f"Case {n}") for n in range(20)]
    for case in cases:
        ring(case=str(case.pk))
    assert start(DIES).wait(60) == -signal.SIGKILL
    wait_until(lambda: not Step.objects.exclude(status="scheduled").exists())
    assert not Case.objects.exclude(summary="").exists()
    assert len(BatchMark.objects.get().step_ids) == 20
    wait_until(lambda: engine.drain() or not Run.objects.filter(ended_at=None).exists())
    assert set(Run.objects.values_list("status", flat=True)) == {"completed"}
    assert ModuleEvent.objects.filter(caused_by__isnull=False).count() == 20


def test_a_step_that_kills_its_worker_three_times_fails_alone(engine: Engine) -> None:
    workflow_make(condition("look"), event="ops.custom.rang")
    ring("killer")
    killer = Step.objects.get()
    for _n in range(3):
        BatchMark.objects.create(step_ids=[killer.pk])
    ring("harmless")
    engine.drain()
    killer.refresh_from_db()
    assert (killer.status, killer.reason) == ("failed", "worker_lost")
    assert killer.error == (
        "3 workers died over this step, so it is not tried again. Look at what it reads and writes."
    )
    assert sorted(Run.objects.values_list("status", flat=True)) == ["completed", "failed"]


def test_two_workers_drain_runs_on_five_hot_rows_each_exactly_once(engine: Engine) -> None:
    workflow_make(condition("look"), TOUCH, event="ops.custom.rang")
    cases = [Case.objects.create(title=f"Case {n}") for n in range(5)]
    with transaction.atomic():
        for n in range(500):
            ring(case=str(cases[n % 5].pk))
    workers = [start(), start()]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    wait_until(lambda: engine.drain() or not Run.objects.filter(ended_at=None).exists(), seconds=60)
    assert Run.objects.filter(status="completed").count() == 500
    events = ModuleEvent.objects.filter(event_type="case.saved", caused_by__isnull=False)
    assert events.count() == events.values("caused_by").distinct().count() == 500


def test_a_lost_connection_undoes_the_batch_and_the_next_look_does_it(engine: Engine) -> None:
    workflow_make(TOUCH, event="ops.custom.rang")
    ring(case=str(Case.objects.create(title="Case").pk))
    engine._marks.connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    connection.close()
    engine.drain()
    assert Run.objects.get().status == "completed"

"""A failed run goes on, and an ended one is repeated from a step."""

import re
from datetime import timedelta

import pytest

from growth.models import Case
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.errors import (
    NoSuchStep,
    NothingToRetry,
    RunCancelled,
    RunOpen,
    WorkflowArchived,
)
from ops.workflows.models import BatchMark, Run, Step
from ops.workflows.repeating import run_retry
from ops.workflows.selectors import run_show, runs_stuck
from ops.workflows.services import run_cancel, run_trigger, workflow_delete
from tests.ops.workflows.engine.conftest import condition, ring, stands, step_of, workflow_make
from tests.ops.workflows.engine.retrying import Started, find, generations, make


# --- A failed run goes on --------------------------------------------------------------------------------------------
def test_what_has_finished_is_not_run_again(engine: Engine, started: Started) -> None:
    run = started(make("first"), find("second", "Late"), make("third"))
    assert stands(run_show(run.pk)) == {"first": "completed", "second": "failed", "third": "cancelled"}
    Case.objects.create(title="Late")
    before = step_of(run_show(run.pk), "first")

    run_retry(run=run)
    shown = run_show(run.pk)
    assert (shown["status"], shown["ended_at"], shown["error"]) == ("running", None, "")
    assert stands(shown) == {"first": "completed", "second": "scheduled", "third": "pending"}
    again = step_of(shown, "second")
    assert (again["attempt"], again["error"], again["reason"], again["input"]) == (0, "", "", None)

    engine.drain()
    shown = run_show(run.pk)
    assert (shown["status"], set(stands(shown).values())) == ("completed", {"completed"})
    assert step_of(shown, "first") == before
    assert (step_of(shown, "second")["attempt"], generations(run)["second"]) == (1, 1)
    assert sorted(Case.objects.values_list("title", flat=True)) == ["Late", "first", "third"]


def test_a_run_that_fails_again_can_be_retried_again(engine: Engine, started: Started) -> None:
    run = started(find("look", "Late"), make("after"))
    for generation in (1, 2, 3):
        run_retry(run=run)
        engine.drain()
        assert (run_show(run.pk)["status"], generations(run)["look"]) == ("failed", generation)
    Case.objects.create(title="Late")
    run_retry(run=run)
    engine.drain()
    assert run_show(run.pk)["status"] == "completed"


def test_what_was_cancelled_by_the_failure_is_opened_again_and_waits_no_longer_than_it_had_to(
    engine: Engine, started: Started
) -> None:
    run = started(
        make("start"),
        make("late", depends_on=["start"], delay_seconds=600),
        {"name": "rest", "type": "delay", "seconds": 60, "depends_on": ["start"]},
        find("bad", "Late", depends_on=["start"]),
    )
    assert stands(run_show(run.pk)) == {
        "start": "completed",
        "late": "cancelled",
        "rest": "cancelled",
        "bad": "failed",
    }
    clock.advance(timedelta(seconds=400))
    Case.objects.create(title="Late")
    run_retry(run=run)
    late = step_of(run_show(run.pk), "late")
    assert (late["status"], late["waiting_for"]) == ("scheduled", "delay")
    assert 150 < (late["due_at"] - clock.now()).total_seconds() <= 200
    engine.drain()
    assert stands(run_show(run.pk)) == {
        "start": "completed",
        "late": "scheduled",
        "rest": "waiting",
        "bad": "completed",
    }
    clock.advance(timedelta(seconds=200))
    engine.drain()
    assert run_show(run.pk)["status"] == "completed"


def test_a_join_behind_the_failure_is_made_exactly_once(engine: Engine, started: Started) -> None:
    branches = [make(f"b{n}", depends_on=[]) for n in range(5)]
    names = [each["name"] for each in branches]
    run = started(*branches, find("bad", "Late", depends_on=[]), make("join", depends_on=[*names, "bad"]))
    assert stands(run_show(run.pk))["join"] == "cancelled"
    Case.objects.create(title="Late")
    run_retry(run=run)
    engine.drain()
    shown = run_show(run.pk)
    assert (shown["status"], step_of(shown, "join")["attempt"]) == ("completed", 1)
    assert Case.objects.filter(title="join").count() == 1
    assert Case.objects.filter(title__startswith="b").count() == 5


def test_what_finished_together_with_the_failure_is_followed_after_the_retry(
    engine: Engine, started: Started
) -> None:
    """Their followers were never made, since the run failed in the same batch."""
    run = started(
        make("good", depends_on=[]),
        find("bad", "Late", depends_on=[]),
        make("follower", depends_on=["good"]),
        condition("no", "False", depends_on=["good"]),
        make("gated", depends_on=["no"]),
    )
    assert stands(run_show(run.pk))["follower"] == "cancelled"
    Case.objects.create(title="Late")
    run_retry(run=run)
    engine.drain()
    assert stands(run_show(run.pk)) == {
        "good": "completed", "bad": "completed", "follower": "completed", "no": "completed", "gated": "skipped",
    }  # fmt: skip


def test_a_failure_that_counts_as_done_stays_as_it_is(engine: Engine, started: Started) -> None:
    run = started(find("lenient", "Late", on_failure="continue"), find("strict", "Late"))
    Case.objects.create(title="Late")
    run_retry(run=run)
    engine.drain()
    shown = run_show(run.pk)
    assert (shown["status"], stands(shown)) == ("completed", {"lenient": "failed", "strict": "completed"})
    assert generations(run) == {"lenient": 0, "strict": 1}


def test_a_run_that_failed_before_it_began_begins(engine: Engine) -> None:
    workflow_make(make("only"), event="ops.custom.rang", trigger_condition="payload.tone + 1 > 0")
    ring(tone="low")
    run = Run.objects.get()
    assert (run.status, run.steps.count()) == ("failed", 0)
    run_retry(run=run)
    engine.drain()
    assert (run_show(run.pk)["status"], run_show(run.pk)["error"]) == ("completed", "")


def test_the_deaths_of_workers_are_forgiven(engine: Engine) -> None:
    run = run_trigger(workflow=workflow_make(condition("look")), payload={})
    step = Step.objects.get()
    for _n in range(3):
        BatchMark.objects.create(step_ids=[step.pk])
    engine.drain()
    assert step_of(run_show(run.pk), "look")["reason"] == "worker_lost"
    run_retry(run=run)
    engine.drain()
    assert run_show(run.pk)["status"] == "completed"


def test_of_two_who_retry_one_is_told_that_it_runs(started: Started) -> None:
    run = started(find("look", "Late"))
    run_retry(run=run)
    sentence = f"The run {run.pk} has not ended: it is running. Wait until it has; then it can be retried."
    with pytest.raises(RunOpen, match=re.escape(sentence)):
        run_retry(run=run)


def test_nothing_is_left_that_nobody_would_wake(engine: Engine, started: Started) -> None:
    run = started(make("first"), {"name": "rest", "type": "delay", "seconds": 60}, make("last"))
    assert not runs_stuck().exists()
    Step.objects.filter(name="rest").update(due_at=None)
    assert [each.pk for each in runs_stuck()] == [run.pk]
    Step.objects.filter(name="rest").delete()
    assert [each.pk for each in runs_stuck()] == [run.pk]


# --- From a step -----------------------------------------------------------------------------------------------------
def test_from_a_step_it_and_what_follows_are_repeated_and_nothing_else(
    engine: Engine, started: Started
) -> None:
    run = started(
        make("root"),
        make("left", depends_on=["root"]),
        make("right", depends_on=["root"]),
        make("leaf", depends_on=["left"]),
        make("join", depends_on=["leaf", "right"]),
    )
    shown = run_show(run.pk)
    kept = {name: step_of(shown, name) for name in ("root", "right")}
    run_retry(run=run, from_step="left")
    assert stands(run_show(run.pk)) == {
        "root": "completed", "left": "scheduled", "right": "completed", "leaf": "pending", "join": "pending",
    }  # fmt: skip
    engine.drain()
    shown = run_show(run.pk)
    assert (shown["status"], set(stands(shown).values())) == ("completed", {"completed"})
    assert {name: step_of(shown, name) for name in ("root", "right")} == kept
    assert generations(run) == {"root": 0, "left": 1, "right": 0, "leaf": 1, "join": 1}
    counts = {
        name: Case.objects.filter(title=name).count() for name in ("root", "left", "right", "leaf", "join")
    }
    assert counts == {"root": 1, "left": 2, "right": 1, "leaf": 2, "join": 2}


def test_gates_are_asked_anew(engine: Engine, started: Started) -> None:
    count = {"name": "count", "type": "db_query", "operation": "count", "model": "growth.Case"}
    gate = condition("many", "steps.count.output.count > 0")
    run = started(count, gate, make("yes"), make("no", depends_on=["many"], when=False))
    assert stands(run_show(run.pk)) == {
        "count": "completed",
        "many": "completed",
        "yes": "skipped",
        "no": "completed",
    }
    run_retry(run=run, from_step="count")
    engine.drain()
    shown = run_show(run.pk)
    assert stands(shown) == {"count": "completed", "many": "completed", "yes": "completed", "no": "skipped"}
    assert step_of(shown, "no")["output"] is None
    assert step_of(shown, "no")["reason"] == "The gate “many” gave true, and this step asks for false."
    assert step_of(shown, "yes")["reason"] == ""


def test_from_a_step_of_a_failed_run_what_failed_is_tried_again_too(engine: Engine, started: Started) -> None:
    run = started(
        make("first"), find("bad", "Late", depends_on=["first"]), make("aside", depends_on=["first"])
    )
    Case.objects.create(title="Late")
    run_retry(run=run, from_step="aside")
    engine.drain()
    assert run_show(run.pk)["status"] == "completed"
    assert (Case.objects.filter(title="first").count(), generations(run)["bad"]) == (1, 1)


def test_the_events_of_a_repeated_step_are_caused_by_the_same_run(engine: Engine, started: Started) -> None:
    run = started(make("first"))
    run_retry(run=run, from_step="first")
    engine.drain()
    assert ModuleEvent.objects.filter(caused_by=run.pk, event_type="case.saved").count() == 2


# --- What is refused -------------------------------------------------------------------------------------------------
def test_a_completed_run_needs_a_step_to_begin_at(started: Started) -> None:
    run = started(make("first"))
    sentence = (
        f"The run {run.pk} is completed: there is nothing to retry. Name with from_step the step to repeat; what "
        "follows it is repeated as well."
    )
    with pytest.raises(NothingToRetry, match=re.escape(sentence)):
        run_retry(run=run)


def test_a_cancelled_run_stays_cancelled(engine: Engine) -> None:
    run = run_trigger(workflow=workflow_make(make("first")), payload={})
    run_cancel(run=run)
    sentence = f"The run {run.pk} was cancelled, and that is for ever. Start a new one."
    for from_step in (None, "first"):
        with pytest.raises(RunCancelled, match=re.escape(sentence)):
            run_retry(run=run, from_step=from_step)
    assert engine.drain() == 0


def test_a_step_that_is_not_there_is_named_with_those_that_are(started: Started) -> None:
    run = started(make("first"), make("off", disabled=True))
    for name in ("nowhere", "off"):
        with pytest.raises(NoSuchStep) as caught:
            run_retry(run=run, from_step=name)
        sentence = f"This version of the workflow runs no step “{name}”. Choose one of these: first."
        assert caught.value.errors == [{"path": "from_step", "message": sentence}]
    assert run_show(run.pk)["status"] == "completed"


def test_the_runs_of_an_archived_workflow_rest(started: Started) -> None:
    run = started(find("look", "Late"))
    workflow_delete(workflow=run.workflow)
    with pytest.raises(
        WorkflowArchived, match=r"The workflow sample is archived and runs no more\. Make a new one\."
    ):
        run_retry(run=run)

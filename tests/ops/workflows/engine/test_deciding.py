"""Gates, skips and joins, as contract §5 orders them."""

from typing import Any

import pytest

from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.models import Run
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger
from tests.ops.workflows.engine.conftest import (
    RunSteps,
    condition,
    stands,
    step_of,
    workflow_make,
    workflow_store,
)


def test_what_merely_follows_a_gate_goes_on_only_when_it_is_true(run_steps: RunSteps) -> None:
    run = run_steps(condition("gate", "payload.n > 1"), condition("after"), condition("last"), n=1)
    assert (run["status"], stands(run)) == (
        "completed",
        {"gate": "completed", "after": "skipped", "last": "skipped"},
    )
    assert step_of(run, "gate")["output"] == {"result": False}
    assert step_of(run, "after")["reason"] == "The gate “gate” gave false, and this step asks for true."
    assert step_of(run, "last")["reason"] == "The gate “after” gave skipped, and this step asks for true."


def test_when_asks_for_the_other_case_or_for_any(run_steps: RunSteps) -> None:
    run = run_steps(
        condition("gate", "False"),
        condition("no", depends_on=["gate"], when=False),
        condition("yes", depends_on=["gate"]),
        condition("either", depends_on=["gate"], when="any"),
        condition("lost", depends_on=["yes"], when="skipped"),
    )
    assert stands(run) == {
        "gate": "completed",
        "no": "completed",
        "yes": "skipped",
        "either": "completed",
        "lost": "completed",
    }


def test_several_gates_are_asked_each_by_its_name(run_steps: RunSteps) -> None:
    gates = (condition("a", "True"), condition("b", "False", depends_on=[]))
    run = run_steps(*gates, condition("join", depends_on=["a", "b"], when={"b": False}))
    assert stands(run)["join"] == "completed"
    run = run_steps(*gates, condition("join", depends_on=["a", "b"], when={"a": False, "b": "any"}))
    assert step_of(run, "join")["reason"] == "The gate “a” gave true, and this step asks for false."


def test_all_dependencies_skipped_skips_but_one_done_is_enough(run_steps: RunSteps) -> None:
    no = {"condition": "False", "depends_on": []}
    delay = {"type": "delay", "seconds": 0}
    run = run_steps(
        {"name": "a", **delay, **no},
        {"name": "b", **delay, **no},
        {"name": "c", **delay, "depends_on": []},
        {"name": "none", **delay, "depends_on": ["a", "b"]},
        {"name": "some", **delay, "depends_on": ["b", "c"]},
    )
    assert stands(run) == {
        "a": "skipped",
        "b": "skipped",
        "c": "completed",
        "none": "skipped",
        "some": "completed",
    }
    assert step_of(run, "a")["reason"] == "Its condition was false: False"
    assert step_of(run, "none")["reason"] == "Everything that this step depends on was skipped: “a”, “b”."


def test_what_merely_follows_passes_over_a_step_that_its_own_condition_skipped(run_steps: RunSteps) -> None:
    run = run_steps(condition("gate"), condition("aside", condition="False"), condition("after"))
    assert stands(run) == {"gate": "completed", "aside": "skipped", "after": "completed"}
    run = run_steps(
        condition("gate", "False"), condition("aside", condition="False", when="any"), condition("after")
    )
    assert stands(run) == {"gate": "completed", "aside": "skipped", "after": "skipped"}


REVIEW = {"name": "review", "type": "human_review", "assignee_group": "growth"}
NO_TIME = {"type": "delay", "seconds": 0}


@pytest.mark.parametrize(
    "before", [condition("before", "False"), {"name": "before", **NO_TIME, "condition": "False"}]
)
def test_a_review_that_was_never_reached_approves_nothing(run_steps: RunSteps, before: Any) -> None:
    run = run_steps(
        before,
        {**REVIEW, "depends_on": ["before"]},
        {"name": "other", **NO_TIME, "depends_on": []},
        {"name": "join", **NO_TIME, "depends_on": ["review", "other"]},
    )
    assert stands(run) | {"before": ""} == {
        "before": "",
        "review": "skipped",
        "other": "completed",
        "join": "skipped",
    }
    assert (
        step_of(run, "join")["reason"] == "The gate “review” gave skipped, and this step asks for approved."
    )


def test_a_review_that_its_own_condition_skipped_is_as_good_as_approved_for_what_merely_follows(
    run_steps: RunSteps,
) -> None:
    run = run_steps(
        {**REVIEW, "condition": "False"},
        {"name": "after", **NO_TIME},
        {"name": "named", **NO_TIME, "depends_on": ["review"]},
        {"name": "asked", **NO_TIME, "depends_on": ["review"], "when": "skipped"},
    )
    assert stands(run) == {
        "review": "skipped",
        "after": "completed",
        "named": "skipped",
        "asked": "completed",
    }


def test_a_run_whose_steps_are_all_skipped_is_completed(run_steps: RunSteps) -> None:
    delay = {"type": "delay", "seconds": 60, "condition": "payload.level < 10"}
    run = run_steps(*({"name": name, **delay} for name in ("a", "b", "c", "d")), level=12)
    assert (run["status"], set(stands(run).values())) == ("completed", {"skipped"})
    assert all(step["reason"] == "Its condition was false: payload.level < 10" for step in run["steps"])


def test_a_step_switched_off_is_passed_over_as_if_it_were_not_there(run_steps: RunSteps) -> None:
    run = run_steps(
        condition("a"),
        condition("off", "False", disabled=True),
        condition("b"),
        condition("c", depends_on=["off"]),
    )
    assert stands(run) == {"a": "completed", "b": "completed", "c": "completed"}


def test_a_condition_that_errs_fails_its_step_with_a_sentence(run_steps: RunSteps) -> None:
    run = run_steps(condition("bad", condition="payload.n + 'x' == 1"), condition("after"), n=1)
    assert (run["status"], stands(run)) == ("failed", {"bad": "failed", "after": "cancelled"})
    assert step_of(run, "bad")["error"].startswith(
        "The expression “payload.n + 'x' == 1” cannot be worked out:"
    )
    assert run["error"].startswith("The step “bad” failed: The expression")


def test_a_failure_that_counts_as_done_lets_the_rest_go_on(run_steps: RunSteps) -> None:
    run = run_steps(
        {"name": "bad", "type": "delay", "seconds": "{{ payload.nothing }}", "on_failure": "continue"},
        condition("after", "steps.bad.output is None"),
    )
    assert (run["status"], stands(run)) == ("completed", {"bad": "failed", "after": "completed"})
    assert step_of(run, "after")["output"] == {"result": True}


def test_parallel_branches_join_once(run_steps: RunSteps) -> None:
    branches = [condition(f"b{n}", f"payload.n > {n}", depends_on=["start"]) for n in range(20)]
    join = condition(
        "join",
        "context.result",
        depends_on=[each["name"] for each in branches],
        when=dict.fromkeys([each["name"] for each in branches], "any"),
    )
    run = run_steps(condition("start"), *branches, join, n=10)
    assert (run["status"], stands(run)["join"], step_of(run, "join")["attempt"]) == (
        "completed",
        "completed",
        1,
    )
    assert step_of(run, "join")["output"] == {"result": False}


def test_when_a_run_fails_what_has_not_begun_is_cancelled(engine: Engine) -> None:
    workflow = workflow_make(
        {"name": "wait", "type": "delay", "seconds": 3600},
        condition("bad", "1 + 'a' > 2", depends_on=[]),
        condition("after", depends_on=["wait"]),
    )
    run = run_trigger(workflow=workflow, payload={})
    engine.drain()
    assert stands(run_show(run.pk)) == {"wait": "cancelled", "bad": "failed", "after": "cancelled"}
    assert Run.objects.get().status == "failed"


UNKNOWN = {
    "a kind of step": {"type": "action_of_tomorrow"},
    "a squad": {"squad": "logistics", "action": "send_truck"},
    "an action": {"type": "action", "squad": "inventory", "action": "count_twice"},
    "an agent": {"type": "ai_agent", "agent": "oracle"},
    "a record": {"type": "db_query", "operation": "count", "model": "growth.Dream"},
}


@pytest.mark.parametrize("step", UNKNOWN.values(), ids=UNKNOWN)
def test_what_this_worker_does_not_know_is_put_off_and_does_not_fail(
    engine: Engine, step: dict[str, Any]
) -> None:
    run = run_trigger(workflow=workflow_store({"name": "other", **step}), payload={})
    engine.drain()
    shown = step_of(run_show(run.pk), "other")
    assert (shown["status"], shown["attempt"], shown["waiting_for"]) == ("scheduled", 0, "program")
    assert shown["due_at"] > clock.now()
    assert Run.objects.get().status == "waiting"

"""What a retry does about effects that are not in our database."""

import re
from datetime import timedelta

import pytest

from growth.models import Case
from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.errands.resolving import errand_resolve
from ops.workflows.errors import (
    EffectsRepeated,
    StepsUnknown,
)
from ops.workflows.models import Step
from ops.workflows.repeating import run_retry
from ops.workflows.selectors import run_show, runs_stuck
from tests.ops.workflows.engine.conftest import step_of
from tests.ops.workflows.engine.probing import Probe
from tests.ops.workflows.engine.retrying import Started, find, make, send


def settle(engine: Engine, probe: Probe) -> None:
    for _turn in range(5):
        engine.drain()
        probe.work()


def test_a_finished_effect_is_not_repeated_by_going_on(
    engine: Engine, started: Started, probe: Probe
) -> None:
    run = started(send("tell"), find("look", "Late"))
    settle(engine, probe)
    assert run_show(run.pk)["status"] == "failed"
    Case.objects.create(title="Late")
    run_retry(run=run)
    settle(engine, probe)
    assert (run_show(run.pk)["status"], len(probe.sent)) == ("completed", 1)


def test_an_effect_that_failed_is_tried_again_under_a_new_key(
    engine: Engine, started: Started, probe: Probe
) -> None:
    probe.next = ["fail"]
    run = started(send("tell"))
    settle(engine, probe)
    assert step_of(run_show(run.pk), "tell")["error"] == "The probe refuses."
    run_retry(run=run)
    settle(engine, probe)
    assert (run_show(run.pk)["status"], len(probe.sent)) == ("completed", 1)
    keys = set(Step.objects.get().errands.values_list("key", flat=True))
    assert len(keys) == 2


def test_effects_that_would_be_repeated_are_listed_first(
    engine: Engine, started: Started, probe: Probe
) -> None:
    run = started(make("first"), send("tell"), send("again", "bye"), make("last"))
    settle(engine, probe)
    before = run_show(run.pk)
    with pytest.raises(EffectsRepeated) as caught:
        run_retry(run=run, from_step="tell")
    assert str(caught.value) == (
        "Effects outside would be repeated: tell (probe.send), again (probe.send). If that is meant, say so with "
        "repeat_effects."
    )
    assert caught.value.errors == [
        {
            "path": "steps[1]",
            "message": "The step “tell” has done probe.send already. It would be done once more.",
        },
        {
            "path": "steps[2]",
            "message": "The step “again” has done probe.send already. It would be done once more.",
        },
    ]
    assert run_show(run.pk) == before

    run_retry(run=run, from_step="last")
    settle(engine, probe)
    assert len(probe.sent) == 2

    run_retry(run=run, from_step="tell", repeat_effects=True)
    settle(engine, probe)
    assert run_show(run.pk)["status"] == "completed"
    assert [text for text, _key in probe.sent] == ["hello", "bye", "hello", "bye"]
    assert len({key for _text, key in probe.sent}) == 4


def test_what_was_under_way_when_the_run_failed_is_not_sent_twice(
    engine: Engine, started: Started, probe: Probe
) -> None:
    run = started(send("tell", depends_on=[]), find("look", "Late", depends_on=[]))
    assert run.status == "failed"
    Case.objects.create(title="Late")
    probe.work()
    run_retry(run=run)
    settle(engine, probe)
    assert (run_show(run.pk)["status"], len(probe.sent)) == ("completed", 1)


def test_what_nobody_can_tell_has_to_be_resolved_first(
    engine: Engine, started: Started, probe: Probe
) -> None:
    probe.next = ["unknown"]
    wait = {"name": "rest", "type": "delay", "seconds": 60, "depends_on": []}
    run = started(send("tell", depends_on=[]), wait, find("look", "Late", depends_on=["rest"]))
    settle(engine, probe)
    assert step_of(run_show(run.pk), "tell")["status"] == "unknown"
    assert not runs_stuck().exists()
    clock.advance(timedelta(seconds=60))
    engine.drain()
    assert run_show(run.pk)["status"] == "failed"

    Case.objects.create(title="Late")
    sentence = (
        f"Nobody knows whether these steps of the run {run.pk} have had their effect: tell. Resolve them first, then "
        "retry."
    )
    for from_step in (None, "rest"):
        with pytest.raises(StepsUnknown, match=re.escape(sentence)):
            run_retry(run=run, from_step=from_step)
    errand_resolve(run=run, step="tell", outcome="done", output={"number": 7})
    run_retry(run=run)
    settle(engine, probe)
    shown = run_show(run.pk)
    assert (shown["status"], step_of(shown, "tell")["output"], probe.sent) == ("completed", {"number": 7}, [])

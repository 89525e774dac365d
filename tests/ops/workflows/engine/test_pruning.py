"""Retention of runs."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from growth.models import Case
from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.models import Errand, Run, Step
from ops.workflows.services import run_trigger
from tests.ops.workflows.engine.conftest import condition, workflow_make
from tests.ops.workflows.engine.probing import Probe


def test_runs_that_ended_long_ago_go_with_all_that_is_theirs(
    engine: Engine, probe: Probe, capsys: pytest.CaptureFixture[str]
) -> None:
    send = {"name": "tell", "type": "action", "squad": "probe", "action": "send", "params": {"text": "x"}}
    done = run_trigger(workflow=workflow_make(send, slug="done"), payload={})
    rest = {"name": "rest", "type": "delay", "seconds": 365 * 86400}
    open_one = run_trigger(workflow=workflow_make(rest, condition("after"), slug="open"), payload={})
    for _turn in range(3):
        engine.drain()
        probe.work()
    clock.advance(timedelta(days=179))
    young = run_trigger(workflow=workflow_make(condition("look"), slug="young"), payload={})
    engine.drain()
    clock.advance(timedelta(days=2))

    call_command("prune", "--dry-run")
    assert "1 runs that ended more than 180 days ago would be removed." in capsys.readouterr().out
    assert Run.objects.count() == 3
    call_command("prune")
    assert "1 runs that ended more than 180 days ago removed." in capsys.readouterr().out
    assert set(Run.objects.values_list("pk", flat=True)) == {open_one.pk, young.pk}
    assert not Step.objects.filter(run=done.pk).exists()
    assert not Errand.objects.exists()
    assert not Case.objects.exists()


def test_a_run_that_began_long_ago_and_ended_lately_is_kept(engine: Engine) -> None:
    rest = {"name": "rest", "type": "delay", "seconds": 200 * 86400}
    run = run_trigger(workflow=workflow_make(rest), payload={})
    engine.drain()
    clock.advance(timedelta(days=201))
    engine.drain()
    call_command("prune")
    assert Run.objects.get().pk == run.pk
    assert Run.objects.get().status == "completed"

"""Runs of other shapes: what is hard about them is not their number."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep, time
from typing import Any

from django.db import connection, transaction

from benchmarks.contending import Looking
from benchmarks.costs import Figures
from benchmarks.house import STEPS, House, workflow_ensure
from growth.models import Case
from nessos.kernel import clock
from ops.workflows.models import Run, Workflow
from ops.workflows.services import run_trigger
from ops.workflows.starting import Start, runs_start

ROWS = 5
_TIMER: list[dict[str, Any]] = [
    {"name": "sleep", "type": "delay", "until": "{{ payload.due }}"},
    {"name": "wake", "type": "condition", "expression": "True"},
]


def timers_measure(house: House, timers: int) -> Figures:
    """So many runs sleep until one moment: the seconds from then until the last of them has ended."""
    house.empty()
    workflow = workflow_ensure("timers", _TIMER)
    with Looking(house) as looking, house.workers_running():
        due = clock.now() + timedelta(seconds=5 + timers / 500)  # time enough to fall asleep
        _start(workflow, [{"due": due.isoformat()} for _n in range(timers)])
        _sleep_until(due - timedelta(seconds=0.5))
        asleep = Run.objects.filter(status=Run.Status.WAITING).count()
        _sleep_until(due)
        ended = looking.await_end()
    _completed_check(timers)
    return {"timers": timers, "asleep": asleep, "seconds": ended - due.timestamp()}


def chain_measure(house: House, steps: int) -> Figures:
    """One run of so many steps, each after the other: the least that a step can cost."""
    seconds = _run_measure(house, f"chain-{steps}", [_condition(f"step_{n}") for n in range(steps)])
    return {"steps": steps, "seconds": seconds, "ms_per_step": seconds / steps * 1000}


def fan_measure(house: House, width: int) -> Figures:
    """One step, so many that depend on it, and one that waits for all of them."""
    branches = [_condition(f"branch_{n}", depends_on=["begin"]) for n in range(width)]
    join = _condition("join", depends_on=[each["name"] for each in branches])
    return {
        "width": width,
        "seconds": _run_measure(house, f"fan-{width}", [_condition("begin"), *branches, join]),
    }


def hot_measure(house: House, runs: int) -> Figures:
    """A backlog of reference runs that all write the same five rows."""
    house.prepare(ROWS)
    cases = [str(pk) for pk in Case.objects.values_list("pk", flat=True)]
    _start(Workflow.objects.get(slug="reference"), [{"case": cases[n % ROWS]} for n in range(runs)])
    seconds = _drain(house)
    _completed_check(runs)
    return {"rows": ROWS, "runs_per_s": runs / seconds}


def expressions_measure() -> Figures:
    """A condition as the shipped ones are, evaluated by the engine's own evaluator."""
    from ops.workflows.expressions import Environment, Expression

    expression = Expression.parse(STEPS[1]["expression"])
    names = Environment(outputs={"read": {"raw_data": "ready"}})
    return {"per_s": _rate(lambda: expression.holds(names))}


def _rate(call: Callable[[], object], seconds: float = 0.5) -> float:
    began, count = time(), 0
    while (spent := time() - began) < seconds:
        for _n in range(100):
            call()
        count += 100
    return count / spent


def _run_measure(house: House, slug: str, steps: list[dict[str, Any]]) -> float:
    """From the start by hand, while two workers listen, to its end."""
    house.empty()
    workflow = workflow_ensure(slug, steps)
    with Looking(house) as looking, house.workers_running():
        began = time()
        run_trigger(workflow=workflow, payload={})
        ended = looking.await_end()
    _completed_check(1)
    return ended - began


def _drain(house: House) -> float:
    with Looking(house) as looking, house.programs("worker", count=house.workers) as workers:
        began = time()
        for worker in workers:
            worker.begin()
        return looking.await_end() - began


def _start(workflow: Workflow, payloads: list[dict[str, Any]]) -> None:
    assert workflow.published_id is not None
    with transaction.atomic():
        runs_start(
            [
                Start(
                    workflow_id=workflow.pk,
                    version_id=workflow.published_id,
                    payload=payload,
                    trace_id="bench",
                )
                for payload in payloads
            ]
        )
    connection.close()


def _sleep_until(moment: datetime) -> None:
    sleep(max(0.0, (moment - clock.now()).total_seconds()))


def _completed_check(runs: int) -> None:
    found = Run.objects.filter(status="completed").count()
    assert found == runs, f"of {runs} runs {found} were completed"


def _condition(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": "condition", "expression": "True", **fields}

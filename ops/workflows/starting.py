"""Runs and their first steps, many at once, inside the transaction of whoever starts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from nessos.kernel import clock
from ops.workflows.models import Run, Step
from ops.workflows.plan import plan_find
from ops.workflows.waking import workers_wake


@dataclass(frozen=True, kw_only=True)
class Start:
    workflow_id: UUID
    version_id: UUID
    payload: dict[str, Any]
    trace_id: str
    event_id: UUID | None = None
    depth: int = 0
    triggered_by: int | None = None
    #: Why it fails before it begins.
    error: str = ""


def runs_start(starts: Sequence[Start]) -> list[Run]:
    """Answers the new runs; one that its event has started already is left out."""
    now = clock.now()
    runs = [_run_make(start, now) for start in starts]
    made = _runs_insert(runs)
    kept = [run for run in runs if run.pk in made]
    steps = [step for run in kept if run.ended_at is None for step in _first_steps(run, now)]
    if steps:
        Step.objects.bulk_create(steps)
        workers_wake()
    return kept


def _run_make(start: Start, now: datetime) -> Run:
    run = Run(
        workflow_id=start.workflow_id,
        version_id=start.version_id,
        event_id=start.event_id,
        trigger_payload=start.payload,
        trace_id=start.trace_id,
        depth=start.depth,
        started_at=now,
        triggered_by_id=start.triggered_by,
        error=start.error,
    )
    if start.error:
        run.status, run.ended_at = Run.Status.FAILED, now
    elif not plan_find(start.version_id).steps:
        run.status, run.ended_at = Run.Status.COMPLETED, now
    return run


def _runs_insert(runs: list[Run]) -> set[UUID]:
    """Those that were new. By hand there is no event, and nothing that could be there already."""
    Run.objects.bulk_create(runs, ignore_conflicts=True)
    if all(run.event_id is None for run in runs):
        return {run.pk for run in runs}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM workflows_run WHERE id = ANY(%s)", [[run.pk for run in runs]])
        return {row[0] for row in cursor.fetchall()}


def _first_steps(run: Run, now: datetime) -> list[Step]:
    plan = plan_find(run.version_id)
    return [
        Step(
            run=run,
            position=(step := plan.steps[name]).position,
            name=name,
            kind=step.kind,
            due_at=now + timedelta(seconds=step.delay_seconds),
            waiting_for="delay" if step.delay_seconds else "",
        )
        for name in plan.first
    ]

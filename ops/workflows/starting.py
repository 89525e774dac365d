"""Runs and their first steps, many at once, inside the transaction of whoever starts them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from nessos.kernel import clock
from nessos.kernel.statements import columns_of, rows_ask
from ops.workflows.models import Run
from ops.workflows.plan import plan_find
from ops.workflows.waking import CHANNEL, may_ring


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


_START = f"SELECT workflows_start({', '.join(['%s'] * 19)})"
_RUN_COLUMNS, _STEP_COLUMNS = 12, 6


def runs_start(starts: Sequence[Start]) -> list[Run]:
    """Answers the new runs; one that its event has started already is left out."""
    if not starts:
        return []
    runs, parameters = starts_write(starts)
    made = set(rows_ask(_START, parameters, prepare=True)[0][0])
    return [run for run in runs if run.pk in made]


def starts_write(starts: Sequence[Start]) -> tuple[list[Run], list[Any]]:
    """The runs that they would make, and what ``workflows_start`` is called with, from ``ids`` on."""
    now = clock.now()
    runs = [_run_make(start, now) for start in starts]
    first = [row for run in runs if run.ended_at is None for row in _first_steps(run, now)]
    steps = columns_of(first) or ["{}"] * _STEP_COLUMNS
    return runs, [
        *(columns_of([_row_of(run) for run in runs]) or ["{}"] * _RUN_COLUMNS),
        *steps,
        CHANNEL if first and may_ring() else None,
    ]


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
    elif not (plan := plan_find(start.version_id)).steps:
        run.status, run.ended_at = Run.Status.COMPLETED, now
    elif all(plan.steps[name].delay_seconds for name in plan.first):
        run.status = Run.Status.WAITING
    return run


def _row_of(run: Run) -> tuple[Any, ...]:
    run._state.adding, run._state.db = False, connection.alias
    return (
        run.id, run.workflow_id, run.version_id, run.event_id, run.status,
        json.dumps(run.trigger_payload, cls=DjangoJSONEncoder), run.trace_id, run.depth, run.started_at, run.ended_at,
        run.error, run.triggered_by_id,
    )  # fmt: skip


def _first_steps(run: Run, now: datetime) -> list[tuple[Any, ...]]:
    plan = plan_find(run.version_id)
    return [
        (
            run.id, (step := plan.steps[name]).position, name, step.kind,
            now + timedelta(seconds=step.delay_seconds), "delay" if step.delay_seconds else "",
        )
        for name in plan.first
    ]  # fmt: skip

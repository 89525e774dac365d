"""What a batch came to, written with a handful of statements however many steps it had."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from ops.workflows.deciding import Fate


@dataclass(slots=True, kw_only=True)
class StepNote:
    """The new columns of a step that was claimed."""

    id: int
    status: str
    attempt: int
    due_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    input: Any = None
    output: Any = None
    error: str = ""
    reason: str = ""
    skipped_by: str = ""
    waiting_for: str = ""


@dataclass(slots=True, kw_only=True)
class NewStep:
    run_id: UUID
    position: int
    name: str
    kind: str
    status: str
    due_at: datetime | None
    waiting_for: str
    reason: str
    skipped_by: str
    ended_at: datetime | None


@dataclass(slots=True, kw_only=True)
class RunNote:
    id: UUID
    status: str
    ended_at: datetime | None
    error: str


@dataclass(slots=True)
class RunState:
    """How all decided steps of a locked run stand."""

    fates: dict[str, Fate]
    #: When each open step is due; None: nothing that a worker could do.
    open: dict[str, datetime | None]


_FATES = """
SELECT run_id, name, status, skipped_by, output, due_at FROM workflows_step WHERE run_id = ANY(%s)
"""
_NOTE = """
UPDATE workflows_step s
SET status = v.status, attempt = v.attempt, due_at = v.due_at, started_at = v.started_at, ended_at = v.ended_at,
    input = v.input::jsonb, output = v.output::jsonb, error = v.error, reason = v.reason, skipped_by = v.skipped_by,
    waiting_for = v.waiting_for
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
            %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
     AS v (id, status, attempt, due_at, started_at, ended_at, input, output, error, reason, skipped_by, waiting_for)
WHERE s.id = v.id
"""
_NEW = """
INSERT INTO workflows_step (run_id, position, name, kind, status, due_at, waiting_for, reason, skipped_by, ended_at,
                            attempt, generation, error)
SELECT v.*, 0, 0, ''
FROM unnest(%s::uuid[], %s::smallint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[],
            %s::text[], %s::text[], %s::timestamptz[])
     AS v (run_id, position, name, kind, status, due_at, waiting_for, reason, skipped_by, ended_at)
"""
_RUNS = """
UPDATE workflows_run r SET status = v.status, ended_at = v.ended_at, error = v.error
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::text[]) AS v (id, status, ended_at, error)
WHERE r.id = v.id
"""
_CANCEL = """
UPDATE workflows_step SET status = 'cancelled', due_at = NULL, waiting_for = '', ended_at = %s
WHERE run_id = ANY(%s) AND status IN ('pending', 'scheduled', 'waiting', 'retrying', 'running')
"""


def states_read(run_ids: Sequence[UUID]) -> dict[UUID, RunState]:
    """Of runs that are locked; outputs are left as the text that the database gives."""
    found = {run_id: RunState({}, {}) for run_id in run_ids}
    with connection.cursor() as cursor:
        cursor.execute(_FATES, [list(found)])
        for run_id, name, status, skipped_by, output, due_at in cursor.fetchall():
            state = found[run_id]
            state.fates[name] = Fate(status, skipped_by, None if output is None else json.loads(output))
            if not state.fates[name].is_decided:
                state.open[name] = due_at
    return found


def steps_note(notes: Sequence[StepNote]) -> None:
    columns = [
        (
            note.id, note.status, note.attempt, note.due_at, note.started_at, note.ended_at,
            _json(note.input), _json(note.output), note.error, note.reason, note.skipped_by, note.waiting_for,
        )
        for note in notes
    ]  # fmt: skip
    _execute(_NOTE, columns)


def steps_insert(steps: Sequence[NewStep]) -> None:
    columns = [
        (
            step.run_id, step.position, step.name, step.kind, step.status, step.due_at, step.waiting_for,
            step.reason, step.skipped_by, step.ended_at,
        )
        for step in steps
    ]  # fmt: skip
    _execute(_NEW, columns)


def runs_note(notes: Sequence[RunNote]) -> None:
    _execute(_RUNS, [(note.id, note.status, note.ended_at, note.error) for note in notes])


def open_steps_cancel(run_ids: Sequence[UUID], now: datetime) -> None:
    """Of runs that are locked."""
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, [now, list(run_ids)])


def _execute(statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=DjangoJSONEncoder)

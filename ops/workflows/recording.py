"""What a batch came to, written with a handful of statements however many steps it had."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from nessos.kernel.statements import array_write, columns_of, rows_ask, statement_do
from ops.workflows.deciding import Fate
from ops.workflows.errands.withdrawing import errands_withdraw


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


# A step that is pending was opened again by a retry: undecided, as if it were not there, but for its generation.
_FATES = """
SELECT run_id, name, status, skipped_by, output, due_at FROM workflows_step
WHERE run_id = ANY(%s::uuid[]) AND status <> 'pending'
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
ON CONFLICT (run_id, name) DO UPDATE
SET status = EXCLUDED.status, due_at = EXCLUDED.due_at, waiting_for = EXCLUDED.waiting_for, reason = EXCLUDED.reason,
    skipped_by = EXCLUDED.skipped_by, ended_at = EXCLUDED.ended_at
WHERE workflows_step.status = 'pending'
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
_WITHDRAW = """
WITH gone AS (
    UPDATE workflows_approval SET status = 'withdrawn', asked_at = NULL, updated_at = %s
    WHERE run_id = ANY(%s) AND status = 'pending' RETURNING id
)
INSERT INTO workflows_approvalnote (approval_id, kind, comment, "to", fingerprint, counts, at)
SELECT id, 'withdrawn', '', '', '', false, %s FROM gone
"""


def states_read(run_ids: Sequence[UUID]) -> dict[UUID, RunState]:
    """Of runs that are locked; outputs are left as the text that the database gives."""
    found = {run_id: RunState({}, {}) for run_id in run_ids}
    for run_id, name, status, skipped_by, output, due_at in rows_ask(_FATES, [array_write(found)]):
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
    _execute(_NEW, columns, prepare=True)


def runs_note(notes: Sequence[RunNote]) -> None:
    _execute(_RUNS, [(note.id, note.status, note.ended_at, note.error) for note in notes])


def open_steps_cancel(run_ids: Sequence[UUID], now: datetime) -> None:
    """Of runs that are locked."""
    errands_withdraw(run_ids, now)
    statement_do(_CANCEL, [now, list(run_ids)])
    statement_do(_WITHDRAW, [now, list(run_ids), now])


def _execute(statement: str, rows: list[tuple[Any, ...]], *, prepare: bool = False) -> None:
    if rows:
        statement_do(statement, columns_of(rows), prepare=prepare)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, cls=DjangoJSONEncoder)

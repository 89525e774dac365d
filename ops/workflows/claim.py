"""Taking up what is due.

LOCK ORDER, everywhere in the engine: the run first, then its steps. Both are locked while they are claimed: the run
because its decisions are made under its lock, so that joins are exact; the step because PostgreSQL looks again only
at rows that it locks, and would otherwise hand out a step which another worker has just finished.
Whoever waits for a run's lock (cancel, retry) holds no other; the workers themselves never wait, they skip.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nessos.kernel.statements import rows_ask

BATCH = 100

_CLAIM = """
SELECT s.id, s.run_id, s.name, s.status, s.attempt, s.generation, s.due_at, s.started_at, s.input,
       r.version_id, r.event_id, r.status, r.trigger_payload, r.trace_id, r.depth, r.started_at,
       e.module || '.' || e.event_type
FROM workflows_run r JOIN workflows_step s ON s.run_id = r.id LEFT JOIN eventlog_moduleevent e ON e.id = r.event_id
WHERE s.due_at <= %(now)s {narrowed}
ORDER BY s.due_at, s.id
LIMIT %(limit)s
FOR UPDATE OF r, s SKIP LOCKED
"""
_CLAIM_DUE = _CLAIM.format(narrowed="")
_CLAIM_ONE = _CLAIM.format(narrowed="AND s.id = %(only)s")
_NEXT = "SELECT min(due_at) FROM workflows_step WHERE due_at IS NOT NULL"


@dataclass(slots=True)
class Claimed:
    """A due step, locked together with its run until the transaction ends."""

    id: int
    run_id: UUID
    name: str
    status: str
    attempt: int
    generation: int
    due_at: datetime
    started_at: datetime | None
    input: Any
    version_id: UUID
    event_id: UUID | None
    run_status: str
    payload: dict[str, Any]
    trace_id: str
    depth: int
    run_started_at: datetime
    #: Of the event that started it, which may have been pruned.
    event_name: str | None = None


def steps_claim(*, now: datetime, limit: int = BATCH, only: int | None = None) -> list[Claimed]:
    """Lock up to ``limit`` due steps whose runs nobody else works at; inside a transaction."""
    if only is None:
        rows = rows_ask(_CLAIM_DUE, {"now": now, "limit": limit})
    else:
        rows = rows_ask(_CLAIM_ONE, {"now": now, "limit": 1, "only": only})
    return [_claimed_make(row) for row in rows]


def next_due() -> datetime | None:
    """When something falls due next, or fell due and is not done: somebody else is at it, or was at its run."""
    found: datetime | None = rows_ask(_NEXT)[0][0]
    return found


def _claimed_make(row: tuple[Any, ...]) -> Claimed:
    claimed = Claimed(*row)
    claimed.input = None if claimed.input is None else json.loads(claimed.input)
    claimed.payload = json.loads(row[12])
    return claimed

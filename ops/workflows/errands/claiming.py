"""Taking errands up, keeping them, and finding those whose worker died."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from nessos.kernel import clock
from nessos.kernel.context import Context
from ops.workflows.errands.pauses import LEASE, LONGEST, LONGEST_LOOKING, SILENCE, moment_in
from ops.workflows.errands.performers import Commission
from ops.workflows.models import Errand

_COLUMNS = """e.id, e.step_id, e.run_id, e.kind, e.name, e.key, e.input, e.timeout_seconds, e.fence, e.deaths,
    e.look_ups, e.error, e.reason, r.trace_id, r.depth, r.started_at"""
#: The oldest of each name, as many as there is room for it: what is slow holds up nothing of another name.
_CLAIM = f"""
WITH found AS MATERIALIZED (
    SELECT oldest.id
    FROM unnest(%(kinds)s::text[], %(names)s::text[], %(rooms)s::int[]) AS room (kind, name, count)
    CROSS JOIN LATERAL (
        SELECT id FROM workflows_errand
        WHERE status = 'asked' AND kind = room.kind AND name = room.name
        ORDER BY id LIMIT room.count FOR UPDATE SKIP LOCKED
    ) oldest
    ORDER BY oldest.id LIMIT %(limit)s
)
UPDATE workflows_errand e
SET status = 'performing', fence = e.fence + 1, lease_by = %(worker)s, lease_until = %(until)s, started_at = %(now)s
FROM found, workflows_run r
WHERE e.id = found.id AND r.id = e.run_id
RETURNING {_COLUMNS}
"""  # noqa: S608 - our own columns
#: Looking up changes nothing, so it needs no lease: who dies over it is followed by another in a while.
_CLAIM_LOOK_UPS = f"""
WITH found AS MATERIALIZED (
    SELECT id FROM workflows_errand
    WHERE look_up_at <= %(real_now)s AND status = 'unknown' AND (kind, name) IN (
        SELECT * FROM unnest(%(kinds)s::text[], %(names)s::text[])
    )
    ORDER BY look_up_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE workflows_errand e SET fence = e.fence + 1, look_up_at = %(until)s
FROM found, workflows_run r
WHERE e.id = found.id AND r.id = e.run_id
RETURNING {_COLUMNS}
"""  # noqa: S608 - our own columns
_SILENT = f"""
SELECT {_COLUMNS}
FROM workflows_errand e JOIN workflows_run r ON r.id = e.run_id
WHERE e.status = 'performing' AND e.lease_until < %(now)s AND (
    NOT EXISTS (SELECT FROM workers_heartbeat h WHERE h.id = e.lease_by AND h.beat_at >= %(alive)s)
    OR e.lease_until < %(hopeless)s
    OR (e.lease_by = %(worker)s AND e.id <> ALL(%(held)s))
)
"""  # noqa: S608 - our own columns


@dataclass(slots=True)
class Given:
    """An errand as it was when it was taken up; ``fence`` is the right to say what became of it."""

    id: int
    step_id: int
    run_id: UUID
    kind: str
    name: str
    key: str
    input: Any
    timeout_seconds: float | None
    fence: int
    deaths: int
    look_ups: int
    #: Of what is in doubt: what is known of it, and why.
    error: str
    reason: str
    trace_id: str
    depth: int
    run_started_at: datetime

    @property
    def commission(self) -> Commission:
        return Commission(
            name=self.name,
            input=self.input,
            key=self.key,
            timeout_seconds=self.timeout_seconds,
            as_of=self.run_started_at,
        )

    @property
    def context(self) -> Context:
        """On whose behalf it is performed: what it announces is caused by its run."""
        return Context(trace_id=self.trace_id, caused_by=self.run_id, depth=self.depth + 1)


#: How many of each kind and name a worker may still take.
Rooms = Mapping[tuple[str, str], int]


def errands_claim(*, worker: UUID, rooms: Rooms, limit: int) -> list[Given]:
    """Lease up to ``limit`` errands that were asked for, the oldest first."""
    kinds, names = _split(rooms)
    data = {"kinds": kinds, "names": names, "rooms": list(rooms.values()), "limit": limit, "worker": worker}
    return _fetch(_CLAIM, {**data, "until": moment_in(LEASE), "now": clock.now()})


def look_ups_claim(*, known: Collection[tuple[str, str]], limit: int) -> list[Given]:
    kinds, names = _split(known)
    data = {"kinds": kinds, "names": names, "limit": limit}
    return _fetch(
        _CLAIM_LOOK_UPS, {**data, "real_now": clock.real_now(), "until": moment_in(2 * LONGEST_LOOKING)}
    )


def leases_renew(*, worker: UUID, ids: Sequence[int]) -> None:
    held = Errand.objects.filter(pk__in=ids, lease_by=worker, status=Errand.Status.PERFORMING)
    held.update(lease_until=moment_in(LEASE))


def silent_find(*, worker: UUID, held: Sequence[int]) -> list[Given]:
    """Whose lease is over and whose worker is not heard of any more; it may still turn out to live.

    Those too that this worker itself leased without ever learning of it, since the connection was lost over the commit.
    """
    data = {"now": clock.real_now(), "alive": moment_in(-SILENCE), "hopeless": moment_in(-2 * LONGEST)}
    return _fetch(_SILENT, {**data, "worker": worker, "held": list(held)})


def _fetch(statement: str, data: Mapping[str, Any]) -> list[Given]:
    with connection.cursor() as cursor:
        cursor.execute(statement, data)
        rows = [Given(*row) for row in cursor.fetchall()]
    for row in rows:
        row.input = json.loads(row.input)
    return sorted(rows, key=lambda row: row.id)


def _split(pairs: Collection[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [kind for kind, _name in pairs], [name for _kind, name in pairs]

"""Events into their table with one statement, prepared once in each session: every write of the house pays for it."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from nessos.eventlog.models import ModuleEvent
from nessos.kernel.statements import columns_of, statement_do

_INSERT = """
INSERT INTO eventlog_moduleevent (id, module, event_type, entity_id, facts, personal, created_at, trace_id, caused_by,
                                  depth)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::jsonb[], %s::jsonb[], %s::timestamptz[],
                     %s::text[], %s::uuid[], %s::int2[])
"""


def events_insert(events: Sequence[ModuleEvent]) -> None:
    if not events:
        return
    rows = [
        (
            event.id, event.module, event.event_type, event.entity_id, _json(event.facts), _json(event.personal),
            event.created_at, event.trace_id, event.caused_by, event.depth,
        )
        for event in events
    ]  # fmt: skip
    statement_do(_INSERT, columns_of(rows), prepare=True)
    for event in events:
        event._state.adding, event._state.db = False, connection.alias


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)

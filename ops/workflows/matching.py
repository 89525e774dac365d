"""From events to runs, in the transaction that records the events."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.recorded import recorded_register
from nessos.kernel.crashpoints import crashpoint
from nessos.kernel.statements import array_write, rows_ask
from ops.workflows.environments import event_show
from ops.workflows.expressions import Environment, ExpressionError
from ops.workflows.plan import condition_parse
from ops.workflows.starting import Start, runs_start
from ops.workflows.typing_in import payload_type

#: A run that stands deeper than this under events and other runs is a loop that nobody stopped.
MAX_DEPTH = 8

_TRIGGERED = """
SELECT w.id, w.published_id, w.trigger_condition, w.trigger_module || '.' || w.trigger_event
FROM workflows_workflow w
WHERE w.is_active AND w.archived_at IS NULL AND w.published_id IS NOT NULL
  AND (w.trigger_module, w.trigger_event) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
ORDER BY w.slug
"""

Triggered = tuple[UUID, UUID, str]


def hook_register() -> None:
    recorded_register("workflows.match", events_match)


def events_match(events: list[ModuleEvent]) -> None:
    """Start a run of each active workflow that these events trigger; once, however often it is told."""
    triggered = _triggered_find({(event.module, event.event_type) for event in events})
    if not triggered:
        return
    starts = [
        start
        for event in events
        for workflow in triggered.get(event.name, ())
        if (start := start_make(event, *workflow)) is not None
    ]
    if starts:
        runs_start(starts)
        crashpoint("matching.started")


def _triggered_find(names: set[tuple[str, str]]) -> dict[str, list[Triggered]]:
    modules, types = zip(*sorted(names), strict=True)
    found: dict[str, list[Triggered]] = {}
    rows = rows_ask(_TRIGGERED, [array_write(modules), array_write(types)], prepare=True)
    for workflow_id, version_id, condition, name in rows:
        found.setdefault(name, []).append((workflow_id, version_id, condition))
    return found


def start_make(event: ModuleEvent, workflow_id: UUID, version_id: UUID, condition: str) -> Start | None:
    """None: the workflow's condition does not hold for this event."""
    data: dict[str, Any] = {
        "workflow_id": workflow_id,
        "version_id": version_id,
        "payload": event.payload,
        "trace_id": event.trace_id,
        "event_id": event.id,
        "depth": event.depth,
    }
    try:
        if not _holds(condition, event):
            return None
    except ExpressionError as error:
        return Start(**data, error=_("The trigger's condition failed: %(error)s") % {"error": error})
    if event.depth > MAX_DEPTH:
        reason = _(
            "The chain of events and runs is deeper than %(max)d: a loop was cut here. Look at what caused this "
            "event, and give one of the workflows a condition."
        )
        return Start(**data, error=reason % {"max": MAX_DEPTH})
    return Start(**data)


def _holds(text: str, event: ModuleEvent) -> bool:
    condition = condition_parse(text)
    if condition is None:
        return True
    payload = payload_type(event.name, event.payload)
    return condition.holds(Environment(payload=payload, event=event_show(event)))

"""From events to runs, in the transaction that records the events."""

from dataclasses import dataclass
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
from ops.workflows.starting import Start, starts_write
from ops.workflows.typing_in import payload_type

#: A run that stands deeper than this under events and other runs is a loop that nobody stopped.
MAX_DEPTH = 8

_TRIGGERED = """
SELECT id, version, condition, name, sign FROM workflows_triggered(%s::text[], %s::text[]) ORDER BY slug
"""
_MATCH = f"SELECT workflows_match({', '.join(['%s'] * 22)})"
_CHANGED = "changed"
#: So often a start is tried anew because somebody changed a workflow in between.
_TRIES = 3

Triggered = tuple[UUID, UUID, str]


@dataclass(frozen=True, kw_only=True)
class Belief:
    """Which workflows some types of event trigger. The database checks it as it starts their runs, so that knowing it
    from the last time saves a question, and cannot be wrong."""

    triggered: dict[str, list[Triggered]]
    sign: str


_beliefs: dict[tuple[str, ...], Belief] = {}


class MatchingError(Exception):
    """What the events trigger could not be started; nothing of it stands."""


def hook_register() -> None:
    recorded_register("workflows.match", events_match)


def events_match(events: list[ModuleEvent]) -> None:
    """Start a run of each active workflow that these events trigger; once, however often it is told."""
    names = tuple(sorted({event.name for event in events}))
    for _try in range(_TRIES):
        belief = _beliefs.get(names) or _belief_find(names)
        if not belief.triggered:
            return
        answer = _match(names, belief, events)
        if not answer:
            return
        _beliefs.pop(names, None)
        if answer != _CHANGED:
            break
    raise MatchingError(answer)


def _match(names: tuple[str, ...], belief: Belief, events: list[ModuleEvent]) -> str:
    starts = [
        start
        for event in events
        for workflow in belief.triggered.get(event.name, ())
        if (start := start_make(event, *workflow)) is not None
    ]
    _runs, parameters = starts_write(starts)
    answer: str = rows_ask(_MATCH, [*_names_write(names), belief.sign, *parameters], prepare=True)[0][0]
    crashpoint("matching.started")
    return answer


def _belief_find(names: tuple[str, ...]) -> Belief:
    """What nothing triggers is not remembered: asking costs as much as having it checked."""
    rows = rows_ask(_TRIGGERED, _names_write(names), prepare=True)
    triggered: dict[str, list[Triggered]] = {}
    for workflow_id, version_id, condition, name, _sign in rows:
        triggered.setdefault(name, []).append((workflow_id, version_id, condition))
    belief = Belief(triggered=triggered, sign="\n".join(row[-1] for row in rows))
    if rows:
        _beliefs[names] = belief
    return belief


def _names_write(names: tuple[str, ...]) -> list[str]:
    modules, _dots, types = zip(*(name.partition(".") for name in names), strict=True)
    return [array_write(modules), array_write(types)]


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

"""Writing events: inside the change's own transaction, with the deliveries that they owe."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from nessos.eventlog import delivery
from nessos.eventlog.catalogue import Change, EventType, Facts, payload_validate, type_find, types_of
from nessos.eventlog.inserting import events_insert
from nessos.eventlog.listening import listeners_of
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.recorded import recorded_tell
from nessos.kernel import clock
from nessos.kernel.context import current, trace_ensure
from nessos.kernel.contracts import Contract

#: Small enough that nobody waits long for the locks of one.
_PRUNE_BATCH = 5_000
_is_history: ContextVar[bool] = ContextVar("nessos_is_history", default=False)


@contextmanager
def history_written() -> Iterator[None]:
    """What is recorded inside the block is the past: it is on the record, and nobody is told of it."""
    token = _is_history.set(True)
    try:
        yield
    finally:
        _is_history.reset(token)


@transaction.atomic
def event_emit(*, module: str, event_type: str, entity_id: str, payload: dict[str, Any]) -> ModuleEvent:
    """Record one event by its name; its payload is checked against the catalogue."""
    kind = type_find(module, event_type)
    event = _event_make(kind, entity_id, payload_validate(kind, payload))
    events_record(events=[event])
    return event


def changes_announce(*, changes: Iterable[Change]) -> None:
    """Record what these changes of rows announce. Runs in their transaction."""
    events = [event for change in changes for event in change_events(change)]
    if events:
        events_record(events=events)


def change_events(change: Change) -> list[ModuleEvent]:
    """What this change announces, not yet recorded: made for whom the calling code works, from the row as it is now."""
    return [
        _event_make(kind, str(change.after.pk), _payload_of(kind, change))
        for kind in types_of(type(change.after))
        if kind.when is not None and kind.when(change)
    ]


def events_record(*, events: list[ModuleEvent]) -> None:
    """Write events and what they owe to listeners; deliver once the transaction has committed."""
    events_insert(events)
    if _is_history.get():
        return
    owed = [Delivery(event=event, listener=name) for event in events for name in listeners_of(event.name)]
    owed += recorded_tell(events)
    if owed:
        Delivery.objects.bulk_create(owed, batch_size=1000)
        delivery.deliver_after_commit([row.pk for row in owed])


def events_prune(*, before: datetime, dry_run: bool = False) -> int:
    """Delete events older than that, in batches; one that still owes a delivery stays. Answers how many."""
    old = ModuleEvent.objects.filter(created_at__lt=before, deliveries__isnull=True).order_by()
    if dry_run:
        return old.count()
    pruned = 0
    while batch := list(old.values_list("pk", flat=True)[:_PRUNE_BATCH]):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL nessos.pruning = 'on'"
            )  # the one door that the log's trigger leaves open
            pruned += ModuleEvent.objects.filter(pk__in=batch).delete()[0]
    return pruned


def _event_make(kind: EventType, entity_id: str, payload: Contract) -> ModuleEvent:
    context = current()
    facts, personal = kind.split(payload)
    return ModuleEvent(
        module=kind.module,
        event_type=kind.event_type,
        entity_id=entity_id,
        facts=facts,
        personal=personal,
        created_at=clock.now(),
        trace_id=trace_ensure(),
        caused_by=context.caused_by,
        depth=context.depth,
    )


def _payload_of(kind: EventType, change: Change) -> Contract:
    assert issubclass(kind.payload, Facts), (
        f"{kind.name} is announced by a model, so its payload must be Facts"
    )
    extra = {"changed": sorted(change.changed)} if "changed" in kind.payload.model_fields else {}
    return kind.payload.read(change.after, **extra)

"""Telling the listeners: right after the commit, and again by a sweep when the process died in between."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from nessos.eventlog.listening import Happened, listeners
from nessos.eventlog.models import Delivery
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from nessos.kernel.masking import mask

log = logging.getLogger(__name__)

#: A burst is left to the workers: whoever saved ten thousand rows should not wait for all that follows from it.
AT_ONCE = 20
BATCH = 100
ATTEMPTS = 8
MAX_DEPTH = 8


def deliver_after_commit(ids: list[int]) -> None:
    """Deliver a few at once when the transaction commits; failures and the rest are the sweep's."""
    transaction.on_commit(partial(_deliver_now, ids[:AT_ONCE]), robust=True)


def deliveries_sweep() -> int:
    """Deliver everything that is due, in batches; answers how many were handled."""
    handled = 0
    while batch := _deliver_batch(None):
        handled += batch
    return handled


def delivery_replay(*, ids: Iterable[int]) -> int:
    """Put given-up deliveries back on the list."""
    return Delivery.objects.filter(pk__in=list(ids), given_up_at__isnull=False).update(
        given_up_at=None, attempts=0, due_at=clock.now()
    )


def _deliver_now(ids: list[int]) -> None:
    _deliver_batch(ids)


def _deliver_batch(ids: list[int] | None) -> int:
    """Lock some due deliveries, hand each to its listener in a savepoint of its own, and commit it all at once.

    One transaction for the batch: a process that dies inside it has done nothing, and another starts over.
    """
    with transaction.atomic():
        rows = _claim(ids)
        done = [row.pk for row in rows if _hand_over(row)]
        Delivery.objects.filter(pk__in=done).delete()
    return len(rows)


def _claim(ids: list[int] | None) -> list[Delivery]:
    due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
    due = due.filter(given_up_at__isnull=True, due_at__lte=clock.now())
    if ids is not None:
        due = due.filter(pk__in=ids)
    return list(due.order_by("due_at", "pk")[:BATCH])


def _hand_over(row: Delivery) -> bool:
    """True when the listener has seen it. A failure is written on the row, to be tried again later."""
    event = row.event
    context = Context(trace_id=event.trace_id, caused_by=event.id, depth=event.depth + 1)
    with working_for(context):
        item = listeners.get(row.listener)
        if item is None:
            # Half a deploy: another machine knows this listener already, or this one still does.
            _postpone(row, _("This version of the program has no such listener."), count=False)
            return False
        if event.depth >= MAX_DEPTH:
            _give_up(
                row,
                _("The chain of events is deeper than %(max)d: a loop was cut here.") % {"max": MAX_DEPTH},
            )
            return False
        try:
            with transaction.atomic():
                item.handle(Happened.of(event))
                _check_constraints()
        except Exception as error:
            if connection.connection is None or connection.connection.closed:
                raise  # the connection is gone, and with it the whole batch
            log.exception("listener failed", extra={"listener": row.listener, "event_id": str(event.id)})
            _postpone(row, mask(f"{type(error).__name__}: {error}")[:2000])
            return False
    return True


def _check_constraints() -> None:
    """Django defers foreign keys to the commit, where one bad listener would take the whole batch with it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _postpone(row: Delivery, reason: str, *, count: bool = True) -> None:
    row.attempts += count
    if row.attempts >= ATTEMPTS:
        _give_up(row, reason)
        return
    row.last_error = reason
    row.due_at = clock.now() + timedelta(seconds=2**row.attempts)
    row.save(update_fields=["attempts", "last_error", "due_at"])


def _give_up(row: Delivery, reason: str) -> None:
    row.last_error, row.given_up_at = reason, clock.now()
    row.save(update_fields=["attempts", "last_error", "given_up_at"])

"""Reads of the event log."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Min

from nessos.eventlog.catalogue import EventType, catalogue
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.kernel import clock


def event_types() -> list[EventType]:
    return list(catalogue)


def payload_shown(event: ModuleEvent, user: Any) -> dict[str, Any]:
    """The payload as this person may see it: what speaks of people only with the right to read the row itself."""
    kind = catalogue.get(event.name)
    if kind is None or kind.of is None:
        return event.payload
    app, _dot, model = kind.of.lower().partition(".")
    return event.payload if user.has_perm(f"{app}.view_{model}") else event.facts


def events_by_type(*, since: timedelta) -> dict[str, int]:
    """How many events of each type there were of late."""
    rows = ModuleEvent.objects.filter(created_at__gte=clock.now() - since).order_by()
    counted = rows.values("module", "event_type").annotate(n=Count("id"))
    return {f"{row['module']}.{row['event_type']}": row["n"] for row in counted}


def deliveries_waiting() -> dict[str, Any]:
    """How many deliveries are owed, the age of the oldest in seconds, and how many were given up."""
    owed = Delivery.objects.filter(given_up_at__isnull=True).aggregate(
        n=Count("id"), oldest=Min("event__created_at")
    )
    age = (clock.now() - owed["oldest"]).total_seconds() if owed["oldest"] else 0.0
    return {
        "waiting": owed["n"],
        "oldest_seconds": max(0.0, age),
        "given_up": Delivery.objects.filter(given_up_at__isnull=False).count(),
    }

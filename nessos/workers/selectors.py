"""Reads: who is alive, and how the duties stand."""

from datetime import timedelta

from django.db.models import QuerySet

from nessos.kernel import clock
from nessos.workers.models import DutyState, Heartbeat


def workers_alive(within: timedelta) -> int:
    """How many worker processes have beaten within this (real) time."""
    return Heartbeat.objects.filter(beat_at__gte=clock.real_now() - within).count()


def duty_states() -> QuerySet[DutyState]:
    """The exclusive duties by name; shared ones have no row."""
    return DutyState.objects.order_by("name")

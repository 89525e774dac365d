"""The one clock of the business: due times, delays, silence, retention. Tests and ``manage.py clock`` move it.

Leases, heartbeats, lock-outs, sessions and tokens stay on real time: they call ``real_now`` and say so by it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_past: ContextVar[datetime | None] = ContextVar("nessos_past", default=None)


def real_now() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    """The business time, aware, in UTC."""
    return _past.get() or real_now() + offset()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block it is that moment, for this thread alone: for history that is written down afterwards."""
    token = _past.set(moment)
    try:
        yield
    finally:
        _past.reset(token)


def today() -> date:
    """The business day where the company is."""
    return timezone.localdate(now())


def offset() -> timedelta:
    """How far the business clock was moved. Asked of the database each time, so that every process agrees."""
    if not settings.NESSOS_TEST_CLOCK:
        return timedelta()
    from nessos.kernel.models import (
        ClockOffset,  # models load after settings, and settings may need the clock
    )

    return ClockOffset.objects.filter(pk=1).values_list("offset", flat=True).first() or timedelta()


def advance(step: timedelta) -> timedelta:
    """Move the business clock of all processes; answers the whole offset."""
    from nessos.kernel.models import ClockOffset

    return ClockOffset.move(step)


def reset() -> None:
    from nessos.kernel.models import ClockOffset

    ClockOffset.objects.all().delete()

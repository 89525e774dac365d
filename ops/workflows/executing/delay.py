"""``delay``: it is looked at twice, when it begins and when it is over, and holds no worker in between."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from ops.workflows.errors import StepFault
from ops.workflows.executing.kinds import kind_add, purely
from ops.workflows.executing.outcomes import Completed, Outcome, Waiting, Work
from ops.workflows.values import value_fill

#: Ten years: what waits longer is forgotten by everybody.
LONGEST = 315_360_000


def delay_do(work: Work) -> Outcome:
    if work.claimed.status == "waiting":
        return _complete(work.claimed.due_at)
    until = _until(work)
    return Waiting(until=until, waiting_for="time") if until > work.now else _complete(until)


def _rehearse(work: Work) -> Outcome:
    """As if the time had passed."""
    return _complete(_until(work))


def _complete(until: datetime) -> Outcome:
    return Completed(output={"until": until})


def _until(work: Work) -> datetime:
    own = {
        key: value
        for key, value in work.step.own.items()
        if key in {"seconds", "until"} and value is not None
    }
    filled = value_fill(own, work.environment)
    work.input = filled
    if "until" in filled:
        return _moment_read(filled["until"])
    return work.now + timedelta(seconds=_seconds_read(filled.get("seconds")))


def _seconds_read(value: Any) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not 0 <= value <= LONGEST:
        fault = _("“seconds” has to be a number from 0 to %(longest)d. Correct it, or what it reads.")
        raise StepFault(fault=fault % {"longest": LONGEST})
    return float(value)


def _moment_read(value: Any) -> datetime:
    try:
        if isinstance(value, str):
            value = parse_datetime(value) or parse_date(value)
    except ValueError:
        value = None
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if value is None or not hasattr(value, "isoformat"):
        raise StepFault(fault=_("“until” is no moment. Give one such as 2026-01-31T12:00:00Z."))
    return timezone.make_aware(datetime.combine(value, time()))


kind_add("delay", do=purely(delay_do), rehearse=_rehearse)

"""Duties: what the house does by itself, every so often or at a time of day.

A room declares its own in ``duties.py``.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nessos.kernel.registry import RegistrationError, Registry
from nessos.workers.services import heartbeats_prune

Run = TypeVar("Run", bound=Callable[[], object])

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
#: The loops look once a second; a shorter interval could not be kept.
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A duty is done at least once each time it is due, so it must bear being done again: its worker may die.

    ``every`` and ``at`` are on the business clock; ``at`` is a time of day where the company is. However long all
    workers were off, it is done once and then falls due anew.
    """

    name: str
    label: str | Promise
    run: Callable[[], object]
    every: timedelta | None = None
    at: time | None = None
    #: True: one worker at a time, by a lease. False: every worker on its own timer, for what claims its own rows.
    exclusive: bool = True
    #: How long a worker may sit on it (real time) before another may take it over.
    limit: timedelta = timedelta(hours=1)

    def __repr__(self) -> str:
        return f"{self.run.__module__}.{getattr(self.run, '__qualname__', self.run)}"

    def first_due(self, now: datetime) -> datetime:
        """An interval begins with a run; a time of day is waited for."""
        return now if self.at is None else self.next_due(now)

    def next_due(self, after: datetime) -> datetime:
        if self.every is not None:
            return after + self.every
        zone = timezone.get_default_timezone()
        day = after.astimezone(zone).date()
        due = datetime.combine(day, self.at or time(), zone)
        return due if due > after else datetime.combine(day + timedelta(days=1), self.at or time(), zone)

    def retry_due(self, after: datetime, failures: int) -> datetime:
        """Half a minute after a failure, doubling up to an hour, and never later than the next regular time."""
        wait = timedelta(seconds=min(30 * 2 ** min(failures - 1, 10), 3600))
        return min(after + wait, self.next_due(after))


duties: Registry[Duty] = Registry("duty")


def duty_register(
    name: str,
    *,
    label: str | Promise,
    every: timedelta | None = None,
    at: time | None = None,
    exclusive: bool = True,
    limit: timedelta = timedelta(hours=1),
) -> Callable[[Run], Run]:
    """Register a function without arguments as the duty ``room.verb_noun``; a wrong one fails the start."""

    def register(run: Run) -> Run:
        duty = Duty(name=name, label=label, run=run, every=every, at=at, exclusive=exclusive, limit=limit)
        if fault := _find_fault(duty):
            raise RegistrationError(f"The duty {name!r} of {duty!r} {fault}")
        duties.register(name, duty)
        return run

    return register


def _find_fault(duty: Duty) -> str | None:
    if duty.name and not _NAME.fullmatch(duty.name):
        return "has a name of the wrong form. Call it like 'room.things_prune', in lower case."
    if not duty.label:
        return "has no label. Give it one, marked for translation."
    if not _takes_nothing(duty.run):
        return "cannot be called without arguments. Give its parameters defaults."
    return _find_fault_of_time(duty)


def _find_fault_of_time(duty: Duty) -> str | None:
    if (duty.every is None) == (duty.at is None):
        return "needs either every=… or at=…, and not both."
    if duty.every is not None and duty.every < SHORTEST:
        return f"is due every {duty.every}. The shortest interval is {SHORTEST}."
    if duty.at is not None and (not duty.exclusive or duty.at.tzinfo is not None):
        return "has a time of day: it must be exclusive, and the time without a zone, for the company's is meant."
    return None


def _takes_nothing(run: Callable[[], object]) -> bool:
    try:
        inspect.signature(run).bind()
    except TypeError:  # not callable at all, or it wants something
        return False
    return True


duty_register(
    "workers.heartbeats_prune", label=_("Remove the heartbeats of dead workers"), every=timedelta(hours=1)
)(heartbeats_prune)

"""Whose turn it is: the two loops that run the duties, one for the exclusive ones and one for the shared."""

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from django.db import connections

from nessos.kernel import clock
from nessos.kernel.context import Context, trace_make, working_for
from nessos.workers.duties import Duty, duties
from nessos.workers.models import DutyState
from nessos.workers.services import duty_claim, duty_due_set, duty_fail, duty_finish, duty_states_ensure
from nessos.workers.worker import Worker

log = logging.getLogger(__name__)

REST = 1.0
#: A shared duty that fails rests up to so long: after an outage of the database everything is soon swept again.
LONGEST_REST = timedelta(seconds=15)


class ExclusiveTurns:
    """Leases each exclusive duty that is due, and does it. One look a second: all states in one query."""

    def __init__(self, worker: Worker, known: Iterable[Duty] = duties) -> None:
        self._worker = worker.id
        self._duties = {duty.name: duty for duty in known if duty.exclusive}

    def __call__(self, stop: Event) -> float:
        now = clock.now()
        for name, due_at in self._look(now).items():
            if stop.is_set():
                break
            duty = self._duties[name]
            if due_at > (latest := duty.next_due(now)):
                # The business clock was set back: without this the duty would rest until it has caught up.
                duty_due_set(name=name, seen=due_at, due_at=latest)
            elif due_at <= now and duty_claim(name=name, worker=self._worker, limit=duty.limit):
                with _trace_own():
                    self._do(duty, now)
        return REST

    def _look(self, now: datetime) -> dict[str, datetime]:
        found = dict(DutyState.objects.filter(name__in=self._duties).values_list("name", "due_at"))
        missing = {name: duty.first_due(now) for name, duty in self._duties.items() if name not in found}
        if missing:
            duty_states_ensure(due=missing)
        return found | missing

    def _do(self, duty: Duty, now: datetime) -> None:
        began = monotonic()
        error = duty_run(duty)
        seconds = monotonic() - began
        if error is None:
            kept = duty_finish(
                name=duty.name, worker=self._worker, due_at=duty.next_due(now), seconds=seconds
            )
        else:
            kept = self._fail(duty, error, seconds)
        if not kept:
            log.warning("the duty %s took so long that another worker took it over", duty.name)

    def _fail(self, duty: Duty, error: BaseException, seconds: float) -> bool:
        failures = (
            DutyState.objects.filter(pk=duty.name).values_list("failures", flat=True).first() or 0
        ) + 1
        if failures == 1:
            _log_failure(duty, error)
        due_at = duty.retry_due(clock.now(), failures)
        return duty_fail(name=duty.name, worker=self._worker, due_at=due_at, seconds=seconds, error=error)


class SharedTurns:
    """Does the shared duties on this worker's own timer, without a write of its own."""

    def __init__(self, _worker: Worker, known: Iterable[Duty] = duties) -> None:
        self._duties = [duty for duty in known if not duty.exclusive]
        self._due: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}

    def __call__(self, stop: Event) -> float:
        now = clock.now()
        for duty in self._duties:
            if stop.is_set():
                break
            if self._is_due(duty, now):
                with _trace_own():
                    self._due[duty.name] = now + self._do(duty)
        return REST

    def _is_due(self, duty: Duty, now: datetime) -> bool:
        due_at = self._due.get(duty.name, now)
        longest = max(duty.next_due(now), now + LONGEST_REST)
        return due_at <= now or due_at > longest  # later than can be: the business clock was set back

    def _do(self, duty: Duty) -> timedelta:
        """Run it; answers how long it rests."""
        every = duty.every or LONGEST_REST
        error = duty_run(duty)
        failures = self._failures.pop(duty.name, 0)
        if error is None:
            if failures:
                log.info("the duty %s works again", duty.name, extra={"failures": failures})
            return every
        if not failures:
            _log_failure(duty, error)
        self._failures[duty.name] = failures + 1
        longer = every * 2.0 ** min(failures, 10)
        return max(every, min(longer, LONGEST_REST))


def duty_run(duty: Duty) -> BaseException | None:
    """Run one duty; answers what it raised, so that no duty ever stops the others."""
    try:
        duty.run()
    except (Exception, SystemExit) as error:  # noqa: BLE001  (answered, and logged by whoever asked)
        connections.close_all()  # whatever state it left behind; the next query opens a new one
        return error
    return None


def _trace_own() -> AbstractContextManager[Context]:
    """Each run is the beginning of its own story, which its events and its log lines carry."""
    return working_for(Context(trace_id=trace_make()))


def _log_failure(duty: Duty, error: BaseException) -> None:
    log.error("the duty %s failed and will be tried again", duty.name, exc_info=error)

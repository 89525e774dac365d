"""Writes, each one statement or one transaction: conditional updates, with the row count checked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, When

from nessos.kernel import clock
from nessos.kernel.logging import text_clean
from nessos.workers.models import DutyState, Heartbeat
from nessos.workers.worker import Worker

#: A worker that has not beaten for so long (five beats) is taken for dead, and its duties pass to others.
SILENCE = timedelta(seconds=15)
#: How long a dead worker's row stays to be seen.
KEPT = timedelta(days=1)

#: A lease that still stands when another takes the duty is that of a worker which died, or hung, over it.
_FAILURES_SO_FAR = Case(
    When(lease_by__isnull=False, then=F("failures") + 1), default=F("failures"), output_field=IntegerField()
)


def heartbeat_beat(*, worker: Worker, started_at: datetime) -> None:
    if Heartbeat.objects.filter(pk=worker.id).update(beat_at=clock.real_now()):
        return
    with transaction.atomic():
        # Whoever had this pid in this cluster is dead, or we could not have it.
        Heartbeat.objects.filter(cluster=worker.cluster, pid=worker.pid).delete()
        Heartbeat.objects.create(
            pk=worker.id, cluster=worker.cluster, host=worker.host, pid=worker.pid, started_at=started_at
        )


def heartbeat_remove(*, worker: Worker) -> None:
    Heartbeat.objects.filter(pk=worker.id).delete()


def heartbeats_prune() -> int:
    return Heartbeat.objects.filter(beat_at__lt=clock.real_now() - KEPT).delete()[0]


def duty_states_ensure(*, due: dict[str, datetime]) -> None:
    """Make the rows that are missing, first due at the given times; what stands is left alone."""
    DutyState.objects.bulk_create(
        [DutyState(name=name, due_at=at) for name, at in due.items()], ignore_conflicts=True
    )


def duty_claim(*, name: str, worker: UUID, limit: timedelta) -> bool:
    """Lease a due duty, or answer False: it is not due, a live worker has it, or this one does not beat."""
    now = clock.real_now()
    alive = Heartbeat.objects.filter(beat_at__gte=now - SILENCE)
    free = Q(lease_by__isnull=True) | Q(lease_until__lt=now) | ~Exists(alive.filter(pk=OuterRef("lease_by")))
    due = DutyState.objects.filter(free, Exists(alive.filter(pk=worker)), name=name, due_at__lte=clock.now())
    claimed = due.update(
        failures=_FAILURES_SO_FAR,
        lease_by=worker,
        lease_until=now + limit,
        last_started_at=now,
    )
    return claimed == 1


def duty_finish(*, name: str, worker: UUID, due_at: datetime, seconds: float) -> bool:
    """Record a success and give the lease back; False when another worker has taken it over meanwhile."""
    return _duty_release(name, worker, due_at=due_at, last_seconds=seconds, failures=0, last_error="")


def duty_fail(*, name: str, worker: UUID, due_at: datetime, seconds: float, error: BaseException) -> bool:
    """Record a failure and give the lease back; False when another worker has taken it over meanwhile."""
    sentence = text_clean(f"{type(error).__name__}: {error}")[:2000]
    return _duty_release(
        name, worker, due_at=due_at, last_seconds=seconds, failures=F("failures") + 1, last_error=sentence
    )


def duty_due_set(*, name: str, seen: datetime, due_at: datetime) -> bool:
    """Correct when a duty is due, unless somebody else has moved it since it was seen, or does it now."""
    row = DutyState.objects.filter(name=name, due_at=seen, lease_by__isnull=True)
    return row.update(due_at=due_at) == 1


def _duty_release(name: str, worker: UUID, **values: object) -> bool:
    held = DutyState.objects.filter(name=name, lease_by=worker)
    return held.update(lease_by=None, lease_until=None, last_finished_at=clock.real_now(), **values) == 1

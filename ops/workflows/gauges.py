"""What ``/metrics`` says of the engine: read at each scrape, out of what is open or recent."""

from datetime import timedelta

from django.db.models import Count, Min, QuerySet

from nessos.kernel import clock
from nessos.kernel.metrics import gauge_register
from ops.workflows.models import Approval, Errand, Run, Step
from ops.workflows.selectors import runs_open, runs_stuck

#: Of the runs that have ended, only those that began so lately are counted: all of them may be millions.
_LATELY = timedelta(minutes=5)
_STATUS = ("status",)

Readings = list[tuple[tuple[str, ...], float]]


def gauges_register() -> None:
    gauge_register("nessos_runs_open", "Runs that have not ended.", _open_read, labels=_STATUS)
    gauge_register(
        "nessos_runs_last_5_minutes",
        "Runs begun in the last five minutes, by status.",
        _lately_read,
        labels=_STATUS,
    )
    gauge_register("nessos_runs_stuck", "Open runs that nothing will wake: there must be none.", _stuck_read)
    gauge_register("nessos_steps_due", "Steps that are due and not taken up.", lambda: _due_read()[0])
    gauge_register("nessos_steps_due_oldest_seconds", "How long the oldest of them is due.", _late_read)
    gauge_register(
        "nessos_steps_open", "Steps of open runs that have not ended.", _steps_read, labels=_STATUS
    )
    gauge_register(
        "nessos_errands_open", "Errands asked for and being performed.", _errands_read, labels=_STATUS
    )
    gauge_register("nessos_approvals_pending", "Reviews that wait for people.", _approvals_read)


def _open_read() -> Readings:
    return _by_status(runs_open(), ("pending", "running", "waiting"))


def _lately_read() -> Readings:
    recent = Run.objects.filter(started_at__gte=clock.now() - _LATELY)
    return _by_status(recent, Run.Status.values)


def _stuck_read() -> float:
    return float(runs_stuck().count())


def _steps_read() -> Readings:
    statuses = ("scheduled", "running", "waiting", "retrying", "unknown")
    steps = Step.objects.filter(run__ended_at__isnull=True, status__in=statuses)
    return _by_status(steps, statuses)


def _due_read() -> tuple[float, float]:
    """How many, and since how many seconds the oldest."""
    now = clock.now()
    due = Step.objects.filter(due_at__lte=now).aggregate(n=Count("pk"), oldest=Min("due_at"))
    late = (now - due["oldest"]).total_seconds() if due["oldest"] else 0.0
    return float(due["n"]), max(0.0, late)


def _late_read() -> float:
    return _due_read()[1]


def _errands_read() -> Readings:
    """One statement each, so that each finds the index that is its own."""
    statuses = (Errand.Status.ASKED, Errand.Status.PERFORMING)
    return [((str(each),), float(Errand.objects.filter(status=each).count())) for each in statuses]


def _approvals_read() -> float:
    return float(Approval.objects.filter(status=Approval.Status.PENDING).count())


def _by_status(rows: QuerySet[Run] | QuerySet[Step], statuses: list[str] | tuple[str, ...]) -> Readings:
    """Each of these statuses, also where there is none of it: a gap in a chart is no zero."""
    counted = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    return [((status,), float(counted.get(status, 0))) for status in statuses]

"""The night's work: the time entries of a month, summed into the hours of each contract that no person wrote."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from nessos.kernel import clock
from ops.models import PerformanceMetric, TimeEntry

_CENT = Decimal("0.01")
_HOUR = Decimal(3600)


@dataclass(kw_only=True)
class Work:
    seconds: Decimal = Decimal(0)
    #: Seconds times the hourly rate of whoever worked them.
    weight: Decimal = Decimal(0)

    @property
    def hours(self) -> Decimal:
        return (self.seconds / _HOUR).quantize(_CENT, rounding=ROUND_HALF_UP)

    @property
    def rate(self) -> Decimal | None:
        """What these hours cost on average, so that hours times rate is what the entries cost."""
        return (self.weight / self.seconds).quantize(_CENT, rounding=ROUND_HALF_UP) if self.seconds else None


def metrics_sum() -> int:
    """Yesterday's month, and the one before it for what was corrected late; answers the rows written."""
    month = (clock.today() - timedelta(days=1)).replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    return sum(month_sum(month=each) for each in (before, month))


def month_sum(*, month: date) -> int:
    """Write the month's hours of every contract that somebody worked on; what is right already stays untouched."""
    worked = work_read(month=month)
    summed = PerformanceMetric.objects.filter(month=month, source=PerformanceMetric.Source.TIME_ENTRIES)
    contracts = {*worked, *summed.values_list("contract_id", flat=True)}
    return sum(_metric_write(pk, month, worked.get(pk, Work())) for pk in sorted(contracts))


def work_read(*, month: date) -> dict[UUID, Work]:
    """What was worked on each contract within the month; an entry across midnight counts on both sides of it."""
    first, after = _bounds(month)
    inside = ExpressionWrapper(
        Least(F("ended_at"), Value(after)) - Greatest(F("started_at"), Value(first)),
        output_field=DurationField(),
    )
    entries = (
        TimeEntry.objects.filter(ended_at__gt=first, started_at__lt=after).order_by().annotate(inside=inside)
    )
    found: dict[UUID, Work] = {}
    for contract_id, span, rate in entries.values_list("contract_id", "inside", "hourly_rate").iterator():
        work = found.setdefault(contract_id, Work())
        seconds = Decimal(str(span.total_seconds()))
        work.seconds += seconds
        work.weight += seconds * rate
    return found


@transaction.atomic
def _metric_write(contract_id: UUID, month: date, work: Work) -> bool:
    """True when a row was written. A person's row is left alone, and so is one that a person takes over meanwhile."""
    start: dict[str, Any] = {"source": PerformanceMetric.Source.TIME_ENTRIES}
    metric, is_new = PerformanceMetric.objects.get_or_create(
        contract_id=contract_id, month=month, defaults=start | _sum_of(work, Decimal(0))
    )
    if is_new:
        return True
    metric = PerformanceMetric.objects.select_for_update().get(pk=metric.pk)
    due = _sum_of(work, metric.hourly_rate)
    if metric.source != PerformanceMetric.Source.TIME_ENTRIES or all(
        getattr(metric, k) == v for k, v in due.items()
    ):
        return False
    for name, value in due.items():
        setattr(metric, name, value)
    metric.save_summed()
    return True


def _sum_of(work: Work, rate: Decimal) -> dict[str, Decimal]:
    return {"hours_worked": work.hours, "hourly_rate": rate if work.rate is None else work.rate}


def _bounds(month: date) -> tuple[datetime, datetime]:
    """The month where the company is."""
    zone = timezone.get_default_timezone()
    after = (month + timedelta(days=31)).replace(day=1)
    return datetime(month.year, month.month, 1, tzinfo=zone), datetime(
        after.year, after.month, 1, tzinfo=zone
    )

"""Reads of PEOPLE."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from people.models import Application, Feedback360, TrainingGap


def gaps_open() -> QuerySet[TrainingGap]:
    return TrainingGap.objects.filter(resolved_at__isnull=True)


def gaps_by_severity() -> dict[str, int]:
    """How many open gaps there are of each severity, from low to high, empty ones too."""
    rows = gaps_open().order_by().values("severity").annotate(n=Count("id"))
    counted = {row["severity"]: row["n"] for row in rows}
    return {severity: counted.get(severity, 0) for severity in TrainingGap.Severity.values}


def applications_new() -> QuerySet[Application]:
    return Application.objects.filter(status=Application.Status.NEW).order_by("created_at")


def feedback_average(*, subject: Any) -> Decimal | None:
    """The mean of all scores about a person, to two decimals, halves up; none when nobody has said anything."""
    rows = Feedback360.objects.filter(subject=subject).aggregate(total=Sum("score"), count=Count("id"))
    return _mean(rows["total"], rows["count"]) if rows["count"] else None


def feedback_averages(*, subject: Any) -> dict[str, Decimal]:
    """The same for each criterion, in the order of their names."""
    rows = Feedback360.objects.filter(subject=subject).order_by("criteria").values("criteria")
    rows = rows.annotate(total=Sum("score"), count=Count("id"))
    return {row["criteria"]: _mean(row["total"], row["count"]) for row in rows}


def _mean(total: int, count: int) -> Decimal:
    return (Decimal(total) / count).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

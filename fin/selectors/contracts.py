"""Which contracts are in force, and which run out."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.db.models.functions import Least

from fin.models import Contract


def in_force(first: date, last: date | None = None) -> Q:
    """In force on any day between these two, or on the first alone; an open date is no bound."""
    has_started = Q(start_date__isnull=True) | Q(start_date__lte=last or first)
    return has_started & not_over(first)


def not_over(day: Any) -> Q:
    """Not ended before that day, a date or an expression."""
    return Q(end_date__isnull=True) | Q(end_date__gte=day)


def contracts_in_force(*, first: date, last: date | None = None) -> QuerySet[Contract]:
    rows: QuerySet[Contract] = Contract.objects.filter(in_force(first, last))
    return rows


def contracts_running_out(*, today: date, days: int) -> QuerySet[Any]:
    """In force today, with a renewal or an end within so many days: ``due_on`` is the earlier of those to come."""
    until = today + timedelta(days=days)
    near = Q(renewal_date__range=(today, until)) | Q(end_date__range=(today, until))
    rows = contracts_in_force(first=today).filter(near).select_related("client")
    # A renewal that has passed is not to come: left out, or LEAST would name it.
    to_come = Case(When(renewal_date__gte=today, then=F("renewal_date")), output_field=DateField())
    return rows.annotate(due_on=Least(to_come, F("end_date"))).order_by("due_on", "number")

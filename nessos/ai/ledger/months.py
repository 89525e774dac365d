"""Months of budgets: calendar months where the company is, each named by its first day."""

from datetime import date, datetime, time

from django.utils import timezone

from nessos.kernel import clock


def month_now() -> date:
    return clock.today().replace(day=1)


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_begin(month: date) -> datetime:
    return datetime.combine(month, time(), timezone.get_default_timezone())


def month_end(month: date) -> datetime:
    """The moment when the budgets start anew."""
    return month_begin(month_after(month))

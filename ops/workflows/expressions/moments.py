"""Dates and moments, which compare: a date stands for the moment at which its day begins where the company is."""

import operator
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import EvaluationError
from ops.workflows.expressions.kinds import MOMENTS, NUMBERS
from ops.workflows.expressions.limits import MAX_DIGITS


def moments_pair(left: date, right: date) -> tuple[date, date]:
    """Both as dates, or both as aware moments."""
    if isinstance(left, datetime) or isinstance(right, datetime):
        return _moment_from(left), _moment_from(right)
    return left, right


def _moment_from(value: date) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())


def date_from(value: Any) -> date:
    """The day of a moment where the company is, or of a text as ISO 8601 writes it."""
    if isinstance(value, str) and len(value) <= MAX_DIGITS:
        try:
            value = _iso_read(value.strip())
        except ValueError:
            raise EvaluationError(
                fault=_(
                    "date() was given a text that is no date. Write it as 2026-01-31 or 2026-01-31T18:00:00Z."
                )
            ) from None
    if isinstance(value, datetime):
        return _moment_from(value).astimezone(timezone.get_default_timezone()).date()
    if isinstance(value, date):
        return value
    raise TypeError


def _iso_read(text: str) -> date:
    return date.fromisoformat(text) if len(text) <= len("2026-01-31") else datetime.fromisoformat(text)


def moment_calculate(symbol: str, left: Any, right: Any) -> Any:
    """Sums and differences of dates, moments and spans; ``NotImplemented`` where there is none."""
    sum_make = _SUMS.get((symbol, _sort_of(left), _sort_of(right)))
    return sum_make(left, right) if sum_make else NotImplemented


def _sort_of(value: Any) -> str:
    if isinstance(value, MOMENTS):
        return "moment"
    if isinstance(value, timedelta):
        return "span"
    return "number" if isinstance(value, NUMBERS) else ""


def _span_between(left: date, right: date) -> timedelta:
    first, second = moments_pair(left, right)
    return first - second


def _span_multiply(span: timedelta, factor: Any) -> timedelta:
    return span * (float(factor) if isinstance(factor, Decimal) else factor)


def _span_divide(span: timedelta, divisor: Any) -> timedelta:
    return span / (float(divisor) if isinstance(divisor, Decimal) else divisor)


_SUMS: dict[tuple[str, str, str], Callable[[Any, Any], Any]] = {
    ("-", "moment", "moment"): _span_between,
    ("-", "moment", "span"): operator.sub,
    ("+", "moment", "span"): operator.add,
    ("+", "span", "moment"): operator.add,
    ("+", "span", "span"): operator.add,
    ("-", "span", "span"): operator.sub,
    ("/", "span", "span"): operator.truediv,
    ("//", "span", "span"): operator.floordiv,
    ("*", "span", "number"): _span_multiply,
    ("*", "number", "span"): lambda factor, span: _span_multiply(span, factor),
    ("/", "span", "number"): _span_divide,
}

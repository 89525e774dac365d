"""Dates and moments, which compare: a date stands for the moment at which its day begins where the company is."""

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
            value = datetime.fromisoformat(value.strip()) if len(value.strip()) > len("2000-01-01") else date.fromisoformat(value.strip())
        except ValueError:
            raise EvaluationError(
                fault=_("date() was given a text that is no date. Write it as 2026-01-31 or 2026-01-31T18:00:00Z.")
            ) from None
    if isinstance(value, datetime):
        return _moment_from(value).astimezone(timezone.get_default_timezone()).date()
    if isinstance(value, date):
        return value
    raise TypeError


def moment_calculate(symbol: str, left: Any, right: Any) -> Any:
    """Sums and differences of dates, moments and spans; ``NotImplemented`` where there is none."""
    if isinstance(left, MOMENTS) and isinstance(right, MOMENTS) and symbol == "-":
        first, second = moments_pair(left, right)
        return first - second  # type: ignore[operator]  # both are of one kind
    match symbol, isinstance(left, timedelta), isinstance(right, timedelta):
        case ("+" | "-", True, True) | ("/" | "//", True, True):
            return {"+": left.__add__, "-": left.__sub__, "/": left.__truediv__, "//": left.__floordiv__}[symbol](right)
        case "+", False, True if isinstance(left, MOMENTS):
            return left + right
        case "-", False, True if isinstance(left, MOMENTS):
            return left - right
        case "+", True, False if isinstance(right, MOMENTS):
            return left + right
        case "*", True, False if isinstance(right, NUMBERS):
            return left * _factor_from(right)
        case "*", False, True if isinstance(left, NUMBERS):
            return _factor_from(left) * right
        case "/", True, False if isinstance(right, NUMBERS):
            return left / _factor_from(right)
    return NotImplemented


def _factor_from(value: Any) -> int | float:
    return float(value) if isinstance(value, Decimal) else value

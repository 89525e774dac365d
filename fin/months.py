"""Months, each named by its first day."""

import re
from datetime import date, timedelta

from fin.errors import BadMonthError

_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
FIRST_YEAR, LAST_YEAR = 1900, 2199


def month_parse(text: str) -> date:
    """``2026-03`` as its first day."""
    found = _MONTH.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        raise BadMonthError(given=text[:20])
    return date(int(found["year"]), int(found["month"]), 1)


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_shift(month: date, count: int) -> date:
    """So many months later, or earlier."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def month_last_day(month: date) -> date:
    return month_shift(month, 1) - timedelta(days=1)

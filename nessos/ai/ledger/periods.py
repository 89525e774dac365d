"""The days that a page of costs is asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from nessos.ai.ledger.selectors import COLUMNS
from nessos.kernel import clock

_USUAL = 30
#: Calls are kept for a year; a few days more for a year that is looked at on the first of the next.
LONGEST = 400
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True, kw_only=True)
class Asked:
    since: date
    until: date
    by: str
    #: What was wrong with what was asked; then the usual is shown.
    fault: str = ""

    @property
    def query(self) -> str:
        return f"from={self.since}&to={self.until}&by={self.by}"


def asked_read(given: QueryDict) -> Asked:
    """What the address asks for; the last thirty days, day by day, where it says nothing."""
    today = clock.today()
    usual = Asked(since=today - timedelta(days=_USUAL - 1), until=today, by="day")
    by = given.get("by", "day")
    if by not in COLUMNS:
        return _fault(usual, _("There is no table by “%(by)s”. Choose one of those above.") % {"by": by[:20]})
    try:
        since = date.fromisoformat(given.get("from") or str(usual.since))
        until = date.fromisoformat(given.get("to") or str(max(today, since)))
    except ValueError:
        return _fault(usual, _("This is no day. Write it as 2026-11-20."), by=by)
    if not FIRST_YEAR <= min(since, until).year <= max(since, until).year <= LAST_YEAR:
        return _fault(usual, _("There was no call in such a year. Choose other days."), by=by)
    if since > until:
        return _fault(usual, _("The first day is after the last one. Exchange them."), by=by)
    if (until - since).days >= LONGEST:
        told = _("This is more than %(days)d days. Calls are not kept that long: choose fewer.")
        return _fault(usual, told % {"days": LONGEST}, by=by)
    return Asked(since=since, until=until, by=by)


def presets_read(asked: Asked) -> list[dict[str, Any]]:
    """Periods that are asked for often, with their addresses."""
    today = clock.today()
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    periods = [
        (_("7 days"), today - timedelta(days=6), today),
        (_("30 days"), today - timedelta(days=_USUAL - 1), today),
        (_("This month"), month, today),
        (_("Last month"), before, month - timedelta(days=1)),
        (_("90 days"), today - timedelta(days=89), today),
    ]
    return [
        {
            "title": title,
            "query": Asked(since=since, until=until, by=asked.by).query,
            "is_current": (since, until) == (asked.since, asked.until),
        }
        for title, since, until in periods
    ]


def _fault(usual: Asked, told: str, by: str = "day") -> Asked:
    return Asked(since=usual.since, until=usual.until, by=by, fault=told)

"""What calls cost, how long they took and how many failed: counted by the database out of the ledger itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.ai.ledger.months import month_begin, month_end, month_now

#: What a table of costs may be by, and the columns that make one of its lines.
COLUMNS: Mapping[str, Sequence[str]] = {
    "day": ("day",),
    "agent": ("agent",),
    "model": ("model", "provider"),
    "prompt": ("agent", "prompt_version"),
    "user": ("user_id",),
}
# The day of a moment is looked up in the list of midnights: to ask for it in a time zone is ten times as dear.
_DAY = "width_bucket(created_at, %(midnights)s::timestamptz[]) - 1"
_COUNTS = """
    count(*), count(*) FILTER (WHERE outcome = 'asking'),
    count(*) FILTER (WHERE outcome IN ('failed', 'output_invalid', 'unknown')),
    coalesce(sum(cost), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0)
"""
# OFFSET 0: the calls are read in the order of the table. By an index of their agent they lie all over the disk.
_GROUPED = """
SELECT {columns}, grouping({columns}), {counts},
       percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY milliseconds)
FROM (
    SELECT {made}, outcome, cost, input_tokens, output_tokens, milliseconds
    FROM ai_agentcall
    WHERE created_at >= %(since)s AND created_at < %(until)s
    OFFSET 0
) calls
GROUP BY GROUPING SETS ((), ({columns}))
"""
_DAYS = """
SELECT {day}, {counts} FROM ai_agentcall WHERE created_at >= %(since)s AND created_at < %(until)s GROUP BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Figures:
    calls: int = 0
    #: Still being asked.
    open: int = 0
    failures: int = 0
    cost: Decimal = Decimal(0)
    input_tokens: int = 0
    output_tokens: int = 0
    #: Milliseconds that half of the calls, and that 95 of 100, took at most; None: none has ended.
    p50: int | None = None
    p95: int | None = None

    @property
    def failure_share(self) -> Decimal | None:
        """Of a hundred that ended; None: none has."""
        ended = self.calls - self.open
        return round(Decimal(100 * self.failures) / ended, 1) if ended else None


@dataclass(frozen=True, kw_only=True)
class Line:
    #: The values of ``COLUMNS``, in their order.
    key: tuple[Any, ...]
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Costs:
    total: Figures
    lines: list[Line]
    #: Each day of the period, also those without a call.
    days: list[tuple[date, Figures]] = field(default_factory=list)


def costs_read(*, since: date, until: date, by: str) -> Costs:
    """Of the calls made on these days, both included: in all, by day, and by one of ``COLUMNS``."""
    midnights = [_midnight(since + timedelta(days=n)) for n in range((until - since).days + 2)]
    period = {"midnights": midnights[:-1], "since": midnights[0], "until": midnights[-1]}
    total, lines = _grouped(by, period)
    days = {line.key[0]: line.figures for line in (lines if by == "day" else _days(period))}
    every = [(since + timedelta(days=n), days.get(n, Figures())) for n in range(len(midnights) - 1)]
    if by == "day":
        lines = [Line(key=(day,), figures=figures) for day, figures in reversed(every) if figures.calls]
    else:
        lines.sort(key=lambda line: (-line.figures.cost, -line.figures.calls, str(line.key)))
    return Costs(total=total, lines=lines, days=every)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _grouped(by: str, period: Mapping[str, Any]) -> tuple[Figures, list[Line]]:
    """The whole and its lines in one look at the table."""
    columns, size = ", ".join(COLUMNS[by]), len(COLUMNS[by])
    made = ", ".join(f"{_DAY} AS day" if each == "day" else each for each in COLUMNS[by])
    rows = _rows(_GROUPED.format(columns=columns, made=made, counts=_COUNTS), period)
    total = next((_figures(row[size + 1 :]) for row in rows if row[size]), Figures())
    return total, [
        Line(key=tuple(row[:size]), figures=_figures(row[size + 1 :])) for row in rows if not row[size]
    ]


def _days(period: Mapping[str, Any]) -> list[Line]:
    rows = _rows(_DAYS.format(day=_DAY, counts=_COUNTS), period)
    return [Line(key=(row[0],), figures=_figures(row[1:])) for row in rows]


def _figures(row: Sequence[Any]) -> Figures:
    calls, still_open, failures, cost, read, written, *times = row
    p50, p95 = (times[0] if times else None) or (None, None)
    return Figures(
        calls=calls,
        open=still_open,
        failures=failures,
        cost=cost,
        input_tokens=read,
        output_tokens=written,
        p50=p50,
        p95=p95,
    )


def _rows(statement: str, period: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, period)
        return list(cursor.fetchall())


@dataclass(frozen=True, kw_only=True)
class BudgetUse:
    """How a budget stands this month."""

    budget: Budget
    spent: Decimal
    reserved: Decimal

    @property
    def share(self) -> int | None:
        """Of a hundred, rounded down: only what is whole is all. None: nothing may be spent at all."""
        return int(100 * self.spent / self.budget.limit) if self.budget.limit else None


def budgets_read() -> list[BudgetUse]:
    """Each budget as this month stands; one that no call has drawn on yet has spent nothing."""
    this = {row.budget_id: row for row in BudgetMonth.objects.filter(month=month_now())}
    empty = BudgetMonth(spent=Decimal(0), reserved=Decimal(0))
    budgets = Budget.objects.select_related("user", "group").order_by("kind", "agent", "purse", "pk")
    rows = [(budget, this.get(budget.pk, empty)) for budget in budgets]
    return [BudgetUse(budget=budget, spent=row.spent, reserved=row.reserved) for budget, row in rows]


def spent_read(month: date) -> tuple[int, Decimal]:
    """How many calls were made this month, and what they cost."""
    calls = AgentCall.objects.filter(created_at__gte=month_begin(month), created_at__lt=month_end(month))
    found = calls.order_by().aggregate(n=Count("pk"), cost=Sum("cost"))
    return found["n"], found["cost"] or Decimal(0)

"""*Rentabilidade*: what a contract brought in in a month, less what it took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, FilteredRelation, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Round

from fin.models import Contract
from fin.months import month_last_day, month_shift
from fin.selectors.contracts import in_force, not_over

_ZERO = Decimal(0)
_MONEY: Any = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True, kw_only=True)
class Balance:
    revenue: Decimal
    cost: Decimal

    @property
    def profitability(self) -> Decimal:
        return self.revenue - self.cost

    @property
    def margin(self) -> Decimal | None:
        """In per cent of the revenue; none where there is no revenue."""
        if not self.revenue:
            return None
        return (100 * self.profitability / self.revenue).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Row(Balance):
    contract: Contract


@dataclass(frozen=True, kw_only=True)
class Profitability:
    month: date
    rows: Sequence[Row]

    @property
    def total(self) -> Balance:
        """Of the rows as they are shown, so that the column adds up."""
        return Balance(
            revenue=sum((row.revenue for row in self.rows), _ZERO),
            cost=sum((row.cost for row in self.rows), _ZERO),
        )


@dataclass(frozen=True, kw_only=True)
class MonthTotal(Balance):
    month: date


def profitability_read(*, month: date) -> Profitability:
    """One query: the contracts in force on any day of the month, and those that cost something before they began."""
    rows = balances(month=month).select_related("client").order_by("client__name_folded", "number")
    return Profitability(
        month=month, rows=[Row(contract=row, revenue=row.revenue, cost=row.cost) for row in rows]
    )


def balances(*, month: date) -> QuerySet[Any]:
    """The contracts that count in the month, each with its ``revenue`` and ``cost``."""
    force = in_force(month, month_last_day(month))
    return (
        Contract.objects.annotate(
            metrics=FilteredRelation("performance_metrics", condition=Q(performance_metrics__month=month))
        )
        .annotate(
            revenue=Case(When(force, then=F("mrr")), default=Value(_ZERO), output_field=_MONEY),
            cost=Coalesce(_cost_of("metrics"), Value(_ZERO), output_field=_MONEY),
        )
        .filter(force | (Q(cost__gt=0) & not_over(month)))
    )


def profitability_by_month(*, last: date, months: int = 12) -> list[MonthTotal]:
    """The totals of so many months up to this one, in two queries."""
    wanted = [month_shift(last, shift) for shift in range(1 - months, 1)]
    revenue, cost = _revenue_by_month(wanted), _cost_by_month(wanted)
    return [MonthTotal(month=month, revenue=revenue[month], cost=cost.get(month, _ZERO)) for month in wanted]


def _revenue_by_month(months: Sequence[date]) -> dict[date, Decimal]:
    sums = {f"month_{place}": _revenue_of(month) for place, month in enumerate(months)}
    found = Contract.objects.aggregate(**sums)
    return {month: found[f"month_{place}"] or _ZERO for place, month in enumerate(months)}


def _revenue_of(month: date) -> Sum:
    return Sum("mrr", filter=in_force(month, month_last_day(month)))


def _cost_by_month(months: Sequence[date]) -> dict[date, Decimal]:
    costs = (
        # One filter: a second one would join the months once more, and count each cost several times.
        Contract.objects.filter(
            not_over(F("performance_metrics__month")),
            performance_metrics__month__range=(months[0], months[-1]),
        )
        .order_by()
        .values_list("performance_metrics__month")
        .annotate(total=Sum(_cost_of("performance_metrics")))
    )
    return dict(costs)


def _cost_of(relation: str) -> Any:
    """Rounded to cents for each contract and month."""
    hours = F(f"{relation}__hours_worked") * F(f"{relation}__hourly_rate")
    return Round(hours + F(f"{relation}__cost_input"), precision=2, output_field=_MONEY)

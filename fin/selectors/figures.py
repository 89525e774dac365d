"""What whoever answers for the money looks at first."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q, Sum

from fin.months import month_of
from fin.selectors.contracts import contracts_in_force, contracts_running_out
from fin.selectors.profitability import Balance, balances

#: How many of the largest clients the concentration is about.
LARGEST = 5
_ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    count: int
    mrr: Decimal


@dataclass(frozen=True, kw_only=True)
class CfoFigures:
    mrr: Decimal
    contracts: int
    clients: int
    #: Of this month, in per cent; none without revenue.
    margin: Decimal | None
    negative: int
    #: The largest clients' share of the monthly revenue, in per cent.
    concentration: Decimal | None
    running_out: dict[int, Pipeline]


def figures_read(*, today: date) -> CfoFigures:
    active = contracts_in_force(first=today).order_by()
    whole = active.aggregate(mrr=Sum("mrr"), contracts=Count("id"), clients=Count("client", distinct=True))
    largest = active.values("client").annotate(total=Sum("mrr")).order_by("-total")[:LARGEST]
    month = balances(month=month_of(today)).order_by()
    sums = month.aggregate(
        revenues=Sum("revenue"), costs=Sum("cost"), negative=Count("id", filter=Q(cost__gt=F("revenue")))
    )
    mrr = whole["mrr"] or _ZERO
    return CfoFigures(
        mrr=mrr,
        contracts=whole["contracts"],
        clients=whole["clients"],
        margin=Balance(revenue=sums["revenues"] or _ZERO, cost=sums["costs"] or _ZERO).margin,
        negative=sums["negative"],
        concentration=_share(sum((row["total"] for row in largest), _ZERO), mrr),
        running_out={days: pipeline_read(today=today, days=days) for days in (30, 90)},
    )


def pipeline_read(*, today: date, days: int) -> Pipeline:
    rows = contracts_running_out(today=today, days=days).order_by()
    found = rows.aggregate(n=Count("id"), total=Sum("mrr"))
    return Pipeline(count=found["n"], mrr=found["total"] or _ZERO)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (100 * part / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) if whole else None

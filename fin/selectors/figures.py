"""What whoever answers for the money looks at first."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from fin.months import month_of
from fin.selectors.contracts import contracts_in_force, contracts_running_out
from fin.selectors.profitability import profitability_read

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
    by_client = list(active.values("client").annotate(total=Sum("mrr"), n=Count("id")).order_by("-total"))
    mrr = sum((row["total"] for row in by_client), _ZERO)
    month = profitability_read(month=month_of(today))
    return CfoFigures(
        mrr=mrr,
        contracts=sum(row["n"] for row in by_client),
        clients=len(by_client),
        margin=month.total.margin,
        negative=sum(row.profitability < 0 for row in month.rows),
        concentration=_share(sum((row["total"] for row in by_client[:LARGEST]), _ZERO), mrr),
        running_out={days: pipeline_read(today=today, days=days) for days in (30, 90)},
    )


def pipeline_read(*, today: date, days: int) -> Pipeline:
    rows = contracts_running_out(today=today, days=days).order_by()
    found = rows.aggregate(n=Count("id"), total=Sum("mrr"))
    return Pipeline(count=found["n"], mrr=found["total"] or _ZERO)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (100 * part / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) if whole else None

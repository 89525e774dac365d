"""What a service costs: its base price, or what its playbooks are estimated at, times its complexity.

Always computed here, in whole cents; no model ever sets a price.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from growth.models import Service

_CENT = Decimal("0.01")
_SIMPLE = Decimal(1)
#: As wide as the column of a total.
MOST = Decimal("999999999999.99")


@dataclass(frozen=True, kw_only=True)
class Price:
    amount: Decimal
    #: How it came about, for whoever reviews and for the customer; empty where the base price stands alone.
    told: str = ""


def price_compute(service: Service) -> Price:
    """Of a service with its ``service_actions`` and their playbooks at hand."""
    actions = list(service.service_actions.all())
    factor = max((action.complexity_factor for action in actions), default=_SIMPLE)
    if service.base_price is not None:
        amount = _round(service.base_price * factor)
        told = _factor_tell(service.base_price, factor) if factor != _SIMPLE else ""
        return Price(amount=amount, told=told)
    if actions:
        amount = _round(sum((action.estimated_cost for action in actions), Decimal(0)))
    else:
        amount = _round(service.playbook.estimated_value if service.playbook else Decimal(0))
    return Price(
        amount=amount, told=_("estimated from what its playbooks take") if amount else _("price to be agreed")
    )


def total_sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _factor_tell(base: Decimal, factor: Decimal) -> str:
    shown = {"base": number_format(base, 2, force_grouping=True), "factor": number_format(factor, 2)}
    return _("base price R$ %(base)s × complexity %(factor)s") % shown


def _round(amount: Decimal) -> Decimal:
    return min(amount, MOST).quantize(_CENT, rounding=ROUND_HALF_UP)

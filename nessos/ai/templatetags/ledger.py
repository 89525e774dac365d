"""How figures of the ledger are written on its pages."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from nessos.ai import naming
from nessos.ai.ledger import formatting

register = template.Library()
register.filter(formatting.brl_exact)
register.filter(formatting.milliseconds)


@register.filter
def share(part: float) -> str:
    return naming.share_tell(part)


@register.filter
def percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{number_format(share, 1, use_l10n=True)} %"

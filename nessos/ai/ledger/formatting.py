"""How money of the ledger is shown: a call may cost less than a cent."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

_PLACES = Decimal("0.000001")


def brl_exact(amount: Decimal | None) -> str:
    """*R$ 1.234,56*, and *R$ 0,001234* below one real, where cents would hide something."""
    if amount is None:
        return "–"
    whole = Decimal(amount).quantize(_PLACES, ROUND_HALF_UP)
    places = max(2, -int(whole.normalize().as_tuple().exponent)) if abs(whole) < 1 else 2
    shown = abs(whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)  # number_format would cut it off
    sign = "-" if whole < 0 else ""
    return f"{sign}R$ {number_format(shown, places, use_l10n=True, force_grouping=True)}"


def milliseconds(count: int | None) -> str:
    """*640 ms*, *12,4 s*."""
    if count is None:
        return "–"
    if count < 1:
        return "< 1 ms"
    return f"{count} ms" if count < 1_000 else f"{number_format(count / 1_000, 1, use_l10n=True)} s"

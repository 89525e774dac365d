"""What a text states in figures: amounts, percentages, periods, days. By them it is seen what somebody invented."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from nessos.ai.reading.figures import amounts_find, durations_find, percentages_find
from nessos.ai.reading.folding import fold, spaced

_SIGN = r"(?:r\$|us\$|u\$s|€|£|\$|\bbrl|\busd|\beur)"
_NUMBER = r"\d{1,3}(?:[.\s]\d{3}){1,5}(?:,\d{1,2})?|\d{1,15}(?:[.,]\d{1,2})?"
#: Money, however it is written; and a number that is written as only money is.
_MONEY = re.compile(
    rf"{_SIGN}\s?(?P<signed>{_NUMBER})(?P<scale>\s?(?:mil|milhao|milhoes|k|mi)\b)?"
    rf"|\b(?P<named>{_NUMBER})(?P<named_scale>\s?(?:mil|milhao|milhoes|k|mi)\b)?\s?(?:de )?"
    r"(?:reais|real|dolares|euros|centavos|brl|usd)\b"
    r"|(?<![\d.,/-])(?P<bare>\d{1,3}(?:\.\d{3}){1,5}(?:,\d{2})?|\d{1,12},\d{2})(?![\d%]|\s?%|[.,/-]\d)"
)
_SCALES = {"mil": 1_000, "k": 1_000, "milhao": 1_000_000, "milhoes": 1_000_000, "mi": 1_000_000}
_MONTHS = ("janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
           "novembro", "dezembro")  # fmt: skip
_DAY = re.compile(
    r"(?<![\d/.-])(?!24/7\b)(?P<day>\d{1,2})(?:/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?"
    r"|[.-](?P<dotted_month>\d{1,2})[.-](?P<dotted_year>\d{4}))(?![\d/.-]\d|\d|%|\s?%)"
    r"|(?<!\d)(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
    rf"|\b(?P<spelled>\d{{1,2}})[º°]? de (?P<name>{'|'.join(_MONTHS)})(?: de (?P<spelled_year>\d{{4}}))?"
)


class Kind(StrEnum):
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    PERIOD = "period"
    DAY = "day"


@dataclass(frozen=True)
class Claim:
    kind: Kind
    #: In one form, whatever it was written like: ``18500.00``, ``10``, ``30 dia``, ``2026-12-15``.
    value: str


def claims_find(text: str) -> dict[Claim, str]:
    """What is claimed → as it is written, the first time."""
    plain = spaced(text)
    folded = fold(plain)
    found: dict[Claim, str] = {}
    for claim, start, end in _claims_make(folded):
        found.setdefault(claim, " ".join(plain[start:end].split()))
    return found


def amount_claim(amount: Decimal) -> Claim:
    return Claim(Kind.AMOUNT, f"{amount:.2f}")


def claims_missing(text: str, allowed: Iterable[Claim], *, kinds: Iterable[Kind] = Kind) -> list[str]:
    """What a text claims beyond what it may, as it is written."""
    known, looked_at = set(allowed), set(kinds)
    return [
        told for claim, told in claims_find(text).items() if claim.kind in looked_at and claim not in known
    ]


def _claims_make(folded: str) -> Iterator[tuple[Claim, int, int]]:
    for percentage in percentages_find(folded):
        value = f"{percentage.value.normalize():f}"
        yield Claim(Kind.PERCENTAGE, value), percentage.start, percentage.end
    for duration in durations_find(folded):
        yield Claim(Kind.PERIOD, f"{duration.count} {duration.unit}"), duration.start, duration.end
    for day in _DAY.finditer(folded):
        if value := _day_read(day):
            yield Claim(Kind.DAY, value), day.start(), day.end()
    for amount in amounts_find(folded):
        yield amount_claim(amount.value), amount.start, amount.end
    for money in _MONEY.finditer(folded):
        if (read := _money_read(money)) is not None:
            yield amount_claim(read), money.start(), money.end()


def _money_read(found: re.Match[str]) -> Decimal | None:
    text = found["signed"] or found["named"] or found["bare"]
    plain = re.sub(r"\s", "", text)
    # "1.234" is a thousand and more, "12.50" twelve and a half.
    whole = re.sub(r"\.(?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    scale = (found["scale"] or found["named_scale"] or "").strip()
    try:
        return (Decimal(whole) * _SCALES.get(scale, 1)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def _day_read(found: re.Match[str]) -> str:
    if found["iso"]:
        return found["iso"]
    day = int(found["day"] or found["spelled"])
    figure = found["month"] or found["dotted_month"]
    month = int(figure) if figure else _MONTHS.index(found["name"]) + 1
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    year = found["year"] or found["dotted_year"] or found["spelled_year"] or ""
    year = f"20{year}" if len(year) == 2 else year
    return f"{year or '*'}-{month:02}-{day:02}"

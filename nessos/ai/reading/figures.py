"""Figures in a folded text: durations, amounts of money, percentages, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from nessos.ai.reading.numbers import WORDS, words_count

_ASIDE = r"(?:\s*\([^()]{0,120}\))?"
_DURATION = re.compile(
    rf"(?:(?P<digits>\b\d{{1,4}})\s?[ºª°]?{_ASIDE}|(?P<words>{WORDS})){_ASIDE}\s*"
    r"(?P<unit>dias?|semanas?|mes(?:es)?|anos?|horas?)\b(?:\(es\)|\(s\))?"
    r"(?P<kind>\s+(?:uteis|util|corridos|letivos?))?"
)
_MONEY = re.compile(
    r"r\$\s?(?P<whole>\d{1,3}(?:\.\d{3})+|\d{1,12})(?:,(?P<cents>\d{1,2}))?(?P<scale>\s(?:mil|milhao|milhoes)\b)?"
    rf"{_ASIDE}|(?P<words>{WORDS}) (?:de )?reais\b(?: e (?P<cent_words>{WORDS}) centavos)?"
)
_PERCENT = re.compile(rf"(?P<figure>\d{{1,3}}(?:[.,]\d{{1,4}})?)\s?%{_ASIDE}|(?P<words>{WORDS}) por cento\b")
_SCALES = {"mil": 1_000, "milhao": 1_000_000, "milhoes": 1_000_000}
_UNITS = {"dia": "dia", "semana": "semana", "mes": "mês", "ano": "ano", "hora": "hora"}
_PLURALS = {"mês": "meses"}
_KINDS = {"uteis": "úteis", "util": "útil", "letivo": "letivo", "letivos": "letivos"}
_DAYS = {"dia": 1, "semana": 7, "mês": 30, "ano": 365}


@dataclass(frozen=True, kw_only=True)
class Figure:
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Duration(Figure):
    count: int
    #: ``dia``, ``semana``, ``mês``, ``ano``, ``hora``.
    unit: str
    kind: str = ""

    def __str__(self) -> str:
        unit = self.unit if self.count == 1 else _PLURALS.get(self.unit, f"{self.unit}s")
        return " ".join(part for part in (str(self.count), unit, self.kind) if part)

    @property
    def days(self) -> int:
        """About so many; none for hours."""
        return self.count * _DAYS.get(self.unit, 0)


@dataclass(frozen=True, kw_only=True)
class Amount(Figure):
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Percentage(Figure):
    value: Decimal

    def __str__(self) -> str:
        return f"{self.value.normalize():f}%".replace(".", ",")


def durations_find(folded: str) -> Iterator[Duration]:
    for found in _DURATION.finditer(folded):
        count = int(found["digits"]) if found["digits"] else words_count(found["words"])
        unit = next(full for stem, full in _UNITS.items() if found["unit"].startswith(stem))
        kind = _KINDS.get((found["kind"] or "").strip(), "")
        yield Duration(start=found.start(), end=found.end(), count=count, unit=unit, kind=kind)


def amounts_find(folded: str) -> Iterator[Amount]:
    for found in _MONEY.finditer(folded):
        value = _figure_read(found) if found["whole"] else _words_read(found)
        if value is not None:
            yield Amount(start=found.start(), end=found.end(), value=value)


def percentages_find(folded: str) -> Iterator[Percentage]:
    for found in _PERCENT.finditer(folded):
        text = found["figure"].replace(",", ".") if found["figure"] else str(words_count(found["words"]))
        yield Percentage(start=found.start(), end=found.end(), value=Decimal(text))


def _figure_read(found: re.Match[str]) -> Decimal | None:
    try:
        value = Decimal(f"{found['whole'].replace('.', '')}.{found['cents'] or '0'}")
    except InvalidOperation:
        return None
    scaled = value * _SCALES[found["scale"].strip()] if found["scale"] else value
    return scaled.quantize(Decimal("0.01"))


def _words_read(found: re.Match[str]) -> Decimal:
    cents = words_count(found["cent_words"]) if found["cent_words"] else 0
    return Decimal(words_count(found["words"])) + Decimal(cents) / 100

"""What the numbers of a clause may be that hurts: fines, notices, payment terms, warranties, service levels."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from jur.reviewing.findings import Category, Found, Severity
from nessos.ai.reading.clauses import Clause
from nessos.ai.reading.figures import Duration, Percentage, durations_find, percentages_find

#: Fines above these are high, and are abusive; for being late the law of consumers and custom know 2 %.
HIGH_FINE, ABUSIVE_FINE, LATE_FINE = Decimal(20), Decimal(50), Decimal(10)
LONG_NOTICE_DAYS, VERY_LONG_NOTICE_DAYS = 60, 120
LONG_PAYMENT_DAYS, VERY_LONG_PAYMENT_DAYS = 60, 90
LONG_WARRANTY_DAYS = 365
TIGHT_LEVEL, TIGHTEST_LEVEL = Decimal("99.9"), Decimal("99.99")

_FINE = re.compile(r"multa|clausula penal|penalidade")
_LATE = re.compile(r"atras|\bmora\b|moratori|impontual|nao pag")
_DAILY = re.compile(r"por dia|diari[ao]|ao dia")
_CAPPED = re.compile(r"limitad[ao]|ate o (?:limite|maximo)|no maximo|teto")
_BOTH = re.compile(r"partes?\b|reciproc|mutua|ambas")
_ONE = re.compile(
    r"\b(?:a|o|pela|pelo|da|do|sujeit\w+ [ao])\s(contratad[ao]|contratante"
    r"|prestadora?|fornecedora?|licenciad[ao])\b"
)
_NOTICE = re.compile(r"aviso|antecedencia|notifica|denunci|comunica")
_LEAVING = re.compile(r"rescis|rescind|resil|denunci|cancel|encerr|extin|termino|aviso previo")
_PAYING = re.compile(r"pagamento|pag(?:ara|as?|os?|ar)\b|faturas?|nota fiscal|vencimento|quitad")
_WARRANTY = re.compile(r"garanti")
_LEVEL = re.compile(r"disponibilidade|\bsla\b|nivel de servico|niveis de servico|uptime")


def figures_weigh(sentence: Clause) -> Iterator[Found]:
    whole = f"{sentence.folded_heading} {sentence.folded}"
    if _FINE.search(sentence.folded):
        yield from _fine_weigh(sentence)
    for duration in durations_find(sentence.folded):
        yield from _duration_weigh(sentence, whole, duration)
    if _LEVEL.search(whole):
        yield from _level_weigh(sentence)


def _fine_weigh(sentence: Clause) -> Iterator[Found]:
    is_late = _LATE.search(sentence.folded) is not None
    highest = max((each.value for each in _fines_find(sentence)), default=Decimal(0))
    if highest >= (LATE_FINE if is_late else HIGH_FINE):
        yield Found(
            category=Category.PENALTY,
            severity=Severity.HIGH if highest >= ABUSIVE_FINE else Severity.MEDIUM,
            suggestion=_(
                "Ask for a fine of at most 10 % of what is left of the contract, the same for both."
            ),
            sentence=sentence,
        )
    elif _DAILY.search(sentence.folded) and highest and not _CAPPED.search(sentence.folded):
        yield Found(
            category=Category.PENALTY,
            severity=Severity.MEDIUM,
            suggestion=_("Give the daily fine a limit, such as 10 % of the monthly price."),
            sentence=sentence,
        )
    elif not is_late and _ONE.search(sentence.folded) and not _BOTH.search(sentence.folded):
        yield Found(
            category=Category.PENALTY,
            severity=Severity.MEDIUM,
            suggestion=_("The fine binds one party alone. Make it the same for both."),
            sentence=sentence,
        )


def _fines_find(sentence: Clause) -> Iterator[Percentage]:
    """Percentages that stand with the word itself, not those of an interest or a discount."""
    for each in percentages_find(sentence.folded):
        near = sentence.folded[max(0, each.start - 90) : each.end + 80]
        if _FINE.search(near) and not re.search(
            r"juros\s+(?:de|moratorios)[^%]{0,30}$", sentence.folded[: each.start]
        ):
            yield each


def _duration_weigh(sentence: Clause, whole: str, duration: Duration) -> Iterator[Found]:
    before = f"{sentence.folded_heading}: {sentence.folded[: duration.start]}"[-80:]
    after = sentence.folded[duration.end : duration.end + 30]
    is_notice = _NOTICE.search(before + after) is not None
    if is_notice and _LEAVING.search(whole) and duration.days > LONG_NOTICE_DAYS:
        yield Found(
            category=Category.NOTICE,
            severity=Severity.HIGH if duration.days >= VERY_LONG_NOTICE_DAYS else Severity.MEDIUM,
            suggestion=_("Ask for a notice of 30 days, the same for both."),
            sentence=sentence,
        )
    elif (
        not is_notice
        and _PAYING.search(before)
        and duration.unit == "dia"
        and duration.days > LONG_PAYMENT_DAYS
    ):
        yield Found(
            category=Category.PAYMENT,
            severity=Severity.HIGH if duration.days > VERY_LONG_PAYMENT_DAYS else Severity.MEDIUM,
            suggestion=_("Ask to be paid within 30 days of the invoice."),
            sentence=sentence,
        )
    elif _WARRANTY.search(before) and duration.days > LONG_WARRANTY_DAYS:
        yield Found(
            category=Category.WARRANTY,
            severity=Severity.MEDIUM,
            suggestion=_("Limit the warranty to 90 days, and to faults that are reported in writing."),
            sentence=sentence,
        )


def _level_weigh(sentence: Clause) -> Iterator[Found]:
    highest = max(
        (each.value for each in percentages_find(sentence.folded) if each.value < 100), default=Decimal(0)
    )
    if highest >= TIGHT_LEVEL:
        yield Found(
            category=Category.SLA,
            severity=Severity.HIGH if highest >= TIGHTEST_LEVEL else Severity.MEDIUM,
            suggestion=_(
                "Check whether we can hold this level; leave out planned maintenance, and limit the credits."
            ),
            sentence=sentence,
        )

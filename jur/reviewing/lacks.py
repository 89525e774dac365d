"""What every contract of services should say, and this one does not."""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jur.reviewing.findings import Category, Found, Severity

_NEEDED: tuple[tuple[Category, Severity, re.Pattern[str], str | Promise], ...] = (
    (
        Category.NO_DATA_PROTECTION,
        Severity.MEDIUM,
        re.compile(r"\blgpd\b|13\.?709|protecao de dados|dados pessoais"),
        _(
            "Nothing is said of personal data. Add a clause on the LGPD: roles, purposes, incidents, deletion."
        ),
    ),
    (
        Category.NO_CONFIDENTIALITY,
        Severity.LOW,
        re.compile(r"confidencial|sigilo"),
        _("Nothing is said of confidentiality. Add a clause that binds both, for two to five years."),
    ),
    (
        Category.ADJUSTMENT,
        Severity.MEDIUM,
        re.compile(
            r"reajust|irreajust|corrigid[oa]s? (?:anual|pel)|atualizad[oa]s? (?:anual|pel)"
            r"|\bipca\b|\bigp|\binpc\b"
        ),
        _("No adjustment of the price is agreed on. Add a yearly one by an index such as the IPCA."),
    ),
    (
        Category.LIABILITY,
        Severity.MEDIUM,
        re.compile(
            r"limit\w*[^.;]{0,60}(?:responsab|indeniz)|(?:responsab"
            r"|indeniz)\w*[^.;]{0,80}(?:limit|ilimitad)|lucros cessantes"
        ),
        _("Nothing limits liability. Add a limit: what was paid in the last twelve months."),
    ),
)


def lacks_find(folded: str) -> Iterator[Found]:
    for category, severity, pattern, suggestion in _NEEDED:
        if not pattern.search(folded):
            yield Found(category=category, severity=severity, suggestion=suggestion)

"""The rows that this room ships."""

from django.db import transaction

from jur.models import ComplianceFramework

_FRAMEWORKS = [
    ("lgpd", "LGPD", "Lei nº 13.709/2018: tratamento de dados pessoais."),
    (
        "marco-civil",
        "Marco Civil",
        "Lei nº 12.965/2014: uso da Internet no Brasil, guarda de registros de acesso.",
    ),
    ("clt", "CLT", "Decreto-Lei nº 5.452/1943: relações de trabalho, jornada e registro de ponto."),
]


@transaction.atomic
def reference_ensure() -> None:
    """Make the frameworks that are missing; what a person edited stays as it is."""
    for slug, name, description in _FRAMEWORKS:
        if not ComplianceFramework.objects.filter(slug=slug).exists():
            ComplianceFramework.objects.get_or_create(
                name=name, defaults={"slug": slug, "description": description}
            )

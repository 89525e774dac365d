"""Writes of this room."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from jur.models import LegalDocument, RiskFinding


@transaction.atomic
def finding_settle(*, finding: RiskFinding, status: str) -> RiskFinding:
    """Say what became of a risk: accepted, resolved, or open again."""
    finding.status = RiskFinding.Status(status)
    finding.save(update_fields=["status"])
    return finding


@transaction.atomic
def findings_record(*, document: LegalDocument, found: Iterable[Mapping[str, Any]]) -> list[RiskFinding]:
    """Write the risks that a review found and that are not known of this document yet; answers those."""
    LegalDocument.objects.select_for_update().get(pk=document.pk)
    known = {_finding_key(row) for row in document.findings.values("category", "clause", "excerpt")}
    made = []
    for each in found:
        if (key := _finding_key(each)) not in known:
            known.add(key)
            made.append(RiskFinding.objects.create(document=document, **each))
    return made


def findings_unknown(
    *, document: LegalDocument, found: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Those that are not written yet."""
    known = {_finding_key(row) for row in document.findings.values("category", "clause", "excerpt")}
    return [each for each in found if _finding_key(each) not in known]


def _finding_key(row: Mapping[str, Any]) -> tuple[str, ...]:
    """One kind of risk in one clause is one risk, whichever words of it were quoted; without a clause, its words."""
    place = row["clause"] or row["excerpt"]
    return (row["category"], " ".join(place.split()).casefold())

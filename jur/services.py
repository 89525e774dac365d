"""Writes of this room."""

from django.db import transaction

from jur.models import RiskFinding


@transaction.atomic
def finding_settle(*, finding: RiskFinding, status: str) -> RiskFinding:
    """Say what became of a risk: accepted, resolved, or open again."""
    finding.status = RiskFinding.Status(status)
    finding.save(update_fields=["status"])
    return finding

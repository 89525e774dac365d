"""Reads of this room."""

from django.db.models import QuerySet

from jur.models import ComplianceCheck, RiskFinding


def risks_high_open() -> QuerySet[RiskFinding]:
    rows: QuerySet[RiskFinding] = RiskFinding.objects.filter(
        status=RiskFinding.Status.OPEN, severity=RiskFinding.Severity.HIGH
    )
    return rows.select_related("document").order_by("created_at")


def compliance_gaps() -> QuerySet[ComplianceCheck]:
    rows = ComplianceCheck.objects.filter(status=ComplianceCheck.Status.GAP)
    return rows.select_related("framework", "playbook").order_by("updated_at")

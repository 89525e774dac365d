"""Reads of GROWTH."""

from datetime import timedelta

from django.db.models import Count, QuerySet

from growth.models import Lead, Post, Proposal, UpsellAlert
from nessos.kernel import clock


def leads_by_status(*, days: int) -> dict[str, int]:
    """How many leads of the last days stand in each column, in the board's order, empty ones too."""
    since = clock.now() - timedelta(days=days)
    rows = Lead.objects.filter(created_at__gte=since).order_by().values("status").annotate(n=Count("id"))
    counted = {row["status"]: row["n"] for row in rows}
    return {status: counted.get(status, 0) for status in Lead.Status.values}


def leads_waiting() -> QuerySet[Lead]:
    """Nobody has looked at these yet; who waits longest comes first."""
    return Lead.objects.filter(status=Lead.Status.NEW).order_by("created_at")


def upsell_alerts_open() -> QuerySet[UpsellAlert]:
    return UpsellAlert.objects.filter(dismissed_at__isnull=True).select_related("contract__client")


def posts_unpublished() -> QuerySet[Post]:
    return Post.objects.filter(published_at__isnull=True).order_by("-created_at")


def proposals_open() -> QuerySet[Proposal]:
    return Proposal.objects.filter(status__in=[Proposal.Status.DRAFT, Proposal.Status.SENT])

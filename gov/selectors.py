"""Reads of GOV."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from gov.models import Policy, PolicyAcceptance, PolicyVersion


def versions_asking() -> QuerySet[PolicyVersion]:
    """The newest version in effect of each active policy: the only ones that ask to be accepted."""
    published = PolicyVersion.objects.filter(policy=OuterRef("policy"), published_at__isnull=False)
    newest = published.order_by("-number").values("pk")[:1]
    return PolicyVersion.objects.filter(
        pk=Subquery(newest), policy__status=Policy.Status.ACTIVE
    ).select_related("policy")


def versions_pending(*, user: Any) -> QuerySet[PolicyVersion]:
    """What this person has not accepted yet; what has been waiting longest comes first."""
    accepted = PolicyAcceptance.objects.filter(version=OuterRef("pk"), user=user)
    return versions_asking().filter(~Exists(accepted)).order_by("published_at", "pk")


def version_asking_of(*, policy: Policy) -> PolicyVersion | None:
    return versions_asking().filter(policy=policy).first()


def acceptances_count() -> tuple[int, int]:
    """How many acceptances of what is asked for there are, and how many there should be."""
    people = get_user_model().objects.filter(is_active=True)
    asking = versions_asking().values("pk")
    given = PolicyAcceptance.objects.filter(version__in=asking, user__in=people.values("pk")).count()
    return given, people.count() * asking.count()

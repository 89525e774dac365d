"""Reading plans. Nothing is kept in the process: a change is in force at once, everywhere."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from nessos.ai.routing.models import EVERYONE, Candidate, RoutePlan
from nessos.ai.routing.splitting import split_order


def plan_in_force(agent: str, *, as_of: datetime | None = None) -> RoutePlan | None:
    """The agent's own plan, else that of every agent, as it was then; None: there was none. One query."""
    found = RoutePlan.objects.filter(agent__in=(agent, EVERYONE))
    if as_of is not None:
        found = found.filter(created_at__lte=as_of)
    newest = {plan.agent: plan for plan in found.order_by("agent", "-number").distinct("agent")}
    plans = [newest[name] for name in (agent, EVERYONE) if name in newest]
    return next((plan for plan in plans if not plan.is_withdrawn), None)


def candidates_read(plan: RoutePlan) -> list[Candidate]:
    """In the plan's order, with their models and providers as they are now. One query."""
    found = Candidate.objects.filter(plan=plan).select_related("model__provider")
    return list(found.order_by("place", "id"))


def candidates_order(candidates: Sequence[Candidate], *, agent: str, subject: str) -> list[Candidate]:
    """In the order in which they are asked about this subject: place by place, and within one by weight."""
    ordered: list[Candidate] = []
    for _place, group in groupby(candidates, key=lambda each: each.place):
        mates = {candidate.model_id: candidate for candidate in group}
        weights = [(candidate.model_id, candidate.weight) for candidate in mates.values()]
        ordered += [mates[found] for found in split_order(weights, agent=agent, subject=subject)]
    return ordered


def plans_of(agent: str) -> QuerySet[RoutePlan]:
    """All versions, the newest first."""
    return RoutePlan.objects.filter(agent=agent).select_related("author").order_by("-number")


def plan_before(plan: RoutePlan) -> RoutePlan | None:
    return RoutePlan.objects.filter(agent=plan.agent, number__lt=plan.number).order_by("-number").first()


def is_newest(plan: RoutePlan) -> bool:
    return not RoutePlan.objects.filter(agent=plan.agent, number__gt=plan.number).exists()

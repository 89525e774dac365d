"""Publishing plans, and keeping answers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from nessos.accounts.models import User
from nessos.ai.answers import AgentAnswer
from nessos.ai.routing.checking import Choice, plan_faults
from nessos.ai.routing.errors import NoOwnPlanError, PlanFaultyError, PlanInForceError
from nessos.ai.routing.models import Candidate, KeptAnswer, RoutePlan
from nessos.ai.routing.selectors import candidates_read, is_newest
from nessos.kernel import clock

#: Whoever asked has long written it down, or never will.
KEPT = timedelta(hours=24)


@transaction.atomic
def plan_publish(
    *,
    agent: str,
    choices: Sequence[Choice],
    offline_last: bool = True,
    offline_on_budget: bool = False,
    note: str = "",
    by: User | None = None,
) -> RoutePlan:
    """The next version, in force from now on. Raises PlanFaultyError."""
    if faults := plan_faults(agent, choices, offline_last=offline_last):
        raise PlanFaultyError(faults=faults)
    plan = _version_make(
        agent, by, offline_last=offline_last, offline_on_budget=offline_on_budget and offline_last, note=note
    )
    Candidate.objects.bulk_create(
        [Candidate(plan=plan, place=each.place, model=each.model, weight=each.weight) for each in choices]
    )
    return plan


@transaction.atomic
def plan_restore(*, plan: RoutePlan, note: str = "", by: User | None = None) -> RoutePlan:
    """Go back: what this version says, as a new one. Raises PlanInForceError, PlanFaultyError."""
    if is_newest(plan):
        raise PlanInForceError(number=plan.number)
    if plan.is_withdrawn:
        return plan_withdraw(agent=plan.agent, note=note, by=by)
    choices = [
        Choice(place=each.place, model=each.model, weight=each.weight) for each in candidates_read(plan)
    ]
    return plan_publish(
        agent=plan.agent,
        choices=choices,
        offline_last=plan.offline_last,
        offline_on_budget=plan.offline_on_budget,
        note=note,
        by=by,
    )


@transaction.atomic
def plan_withdraw(*, agent: str, note: str = "", by: User | None = None) -> RoutePlan:
    """From now on the agent follows the plan of every agent; withdrawing that one leaves the house's own rules."""
    newest = RoutePlan.objects.filter(agent=agent).order_by("-number").first()
    if newest is None or newest.is_withdrawn:
        raise NoOwnPlanError(agent=agent)
    return _version_make(agent, by, is_withdrawn=True, note=note)


def _version_make(agent: str, by: User | None, **values: Any) -> RoutePlan:
    """Under a lock of the agent's name: two who publish at once get two numbers, in the order of their times."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ai.plan {agent}"])
    newest = RoutePlan.objects.filter(agent=agent).order_by("-number").first()
    number = 1 if newest is None else newest.number + 1
    return RoutePlan.objects.create(agent=agent, number=number, author=by, **values)


# --- Answers that were bought ------------------------------------------------------------------------------------
def answer_keep(*, key: str, agent: str, answer: AgentAnswer) -> AgentAnswer:
    """The first one stays, should two have asked at once: both are told that."""
    row = KeptAnswer(key=key, agent=agent, answer=answer.model_dump(mode="json"))
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    return AgentAnswer.model_validate(KeptAnswer.objects.values_list("answer", flat=True).get(key=key))


def answers_forget(keys: Sequence[str]) -> None:
    """They were written down by whoever asked."""
    KeptAnswer.objects.filter(key__in=keys).delete()


def answers_prune() -> int:
    """A duty: those that nobody fetched. Answers how many."""
    return KeptAnswer.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]

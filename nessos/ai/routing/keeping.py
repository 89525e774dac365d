"""What became of a key that was asked under before: its answer, or how often nobody heard of one."""

from datetime import timedelta

from nessos.ai.answers import AgentAnswer
from nessos.ai.errors import AskedTwiceError
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.services import call_settle
from nessos.ai.routing.models import KeptAnswer
from nessos.kernel import clock

#: An interrupted question may have been paid for; it is repeated once.
INTERRUPTIONS = 2


def answer_find(key: str) -> AgentAnswer | None:
    kept = KeptAnswer.objects.filter(key=key).first()
    return None if kept is None else AgentAnswer.model_validate(kept.answer)


def interruptions_settle(key: str, *, agent: str) -> None:
    """What is still being asked under this key was left by whoever is asked again now: nobody knows how it ended.

    Raises AskedTwiceError where that has happened too often.
    """
    Outcome = AgentCall.Outcome  # noqa: N806 - a class
    found = AgentCall.objects.filter(key=key, outcome__in=[Outcome.ASKING, Outcome.UNKNOWN])
    calls = list(found.order_by("created_at", "id"))
    for call in calls:
        if call.outcome == Outcome.ASKING:
            call_settle(call, outcome=Outcome.UNKNOWN, usage=None, duration=_age(call))
    if len(calls) >= INTERRUPTIONS:
        raise AskedTwiceError(agent=agent)


def _age(call: AgentCall) -> timedelta:
    return max(timedelta(0), clock.now() - call.created_at)

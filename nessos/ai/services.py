"""Writes of the ledger."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from nessos.ai.models import AgentCall
from nessos.kernel import clock
from nessos.kernel.context import current
from nessos.kernel.contracts import Contract

_SALT = "nessos.ai.input"


def call_note(
    *,
    agent: str,
    model: str,
    given: Contract,
    duration: timedelta,
    outcome: AgentCall.Outcome,
    confidence: float | None = None,
    subject: str = "",
) -> AgentCall:
    """Write down one call."""
    context = current()
    return AgentCall.objects.create(
        agent=agent,
        model=model,
        input_hash=input_hash(agent, given),
        duration=duration,
        outcome=outcome,
        confidence=confidence,
        subject=subject[:200],
        caused_by=context.caused_by,
        trace_id=context.trace_id,
    )


def input_hash(agent: str, given: Contract) -> str:
    """Equal for equal questions to the same agent."""
    value = f"{agent}\n{given.model_dump_json()}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def calls_prune(*, before: datetime | None = None, dry_run: bool = False) -> int:
    """Delete the calls that were made before then, by default those the policy lets go. Answers how many."""
    before = before or clock.now() - timedelta(days=settings.AI_CALL_RETENTION_DAYS)
    old = AgentCall.objects.filter(created_at__lt=before)
    return old.count() if dry_run else old.delete()[0]

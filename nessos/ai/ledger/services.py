"""Writes of the ledger: a call that may cost something is opened before it is made, and settled after."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from nessos.ai.answers import Usage
from nessos.ai.ledger.budgets import (
    MonthsMissing,
    Payer,
    Refused,
    months_begin,
    months_reserve,
    months_settle,
    refusal_note,
)
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.months import month_now
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.pricing import cost_of
from nessos.kernel import clock
from nessos.kernel.context import current
from nessos.kernel.contracts import Contract

OFFLINE = "offline"
_SALT = "nessos.ai.input"
_ZERO = Decimal(0)
Outcome = AgentCall.Outcome
#: Refused by the provider before the model began: nobody bills for these.
FREE_FAULTS = frozenset(
    {FaultKind.RATE_LIMITED, FaultKind.NO_CREDIT, FaultKind.INVALID_KEY, FaultKind.CONTEXT_OVERFLOW}
)
#: How long a call may take beyond its provider's patience: connecting, checking, writing down.
ABANDON_MARGIN = timedelta(minutes=1)
_ANSWERING = timedelta(minutes=2)
#: What a settlement writes.
_SETTLED = (
    "outcome",
    "fault",
    "confidence",
    "duration",
    "is_repaired",
    "input_tokens",
    "output_tokens",
    "cost",
)


def call_open(
    *,
    agent: str,
    model: ServedModel | None,
    prompt_version: int | None,
    given: Contract,
    subject: str,
    key: str | None,
    expected: Usage,
    purse: str = "",
) -> AgentCall:
    """Write down that a model is about to be asked, and set aside what that can cost, in every budget concerned.

    ``expected``: the most it can use, see ``usage_expect``. An earlier call of the same key that nobody settled is
    written off as unknown: whoever asks again is the only one left who knows of it. Not to be called inside of a
    transaction, which would hold the budgets for as long as the model thinks. Raises BudgetSpentError.
    """
    call = _call_make(agent=agent, given=given, subject=subject, key=key, purse=purse)
    call.outcome, call.prompt_version = Outcome.ASKING, prompt_version
    call.model, call.abandon_at = OFFLINE, clock.real_now() + _patience(model)
    if model is not None:
        call.model, call.provider, call.served_model = model.name, model.provider.name, model
        call.reserved = cost_of(model, expected)
    payer = Payer(agent=agent, user_id=call.user_id, purse=call.purse, month=month_now())
    _earlier_abandon(call)
    while True:
        try:
            with transaction.atomic():
                return _reserve(call, payer)
        except MonthsMissing as missing:
            months_begin(missing.budgets, payer.month)
        except Refused as refused:
            raise refusal_note(refused) from None


def call_settle(
    call: AgentCall,
    *,
    outcome: AgentCall.Outcome,
    usage: Usage | None,
    duration: timedelta,
    confidence: float | None = None,
    fault: FaultKind | None = None,
    repaired: bool = False,
) -> None:
    """Write down how it ended: its true cost takes the place of what was set aside.

    ``usage`` None: nobody knows; then all that was set aside counts as spent, but for a fault that costs nothing. A
    second settlement changes nothing; one that comes after the call was given up as unknown still does.
    """
    if usage is None and fault in FREE_FAULTS:
        usage = Usage()
    call.outcome, call.fault, call.confidence = outcome, fault or "", confidence
    call.duration, call.is_repaired = duration, repaired
    if usage is None:
        call.cost = call.reserved
    else:
        call.input_tokens, call.output_tokens = usage.input_tokens, usage.output_tokens
        call.cost = _cost(call, usage)
    with transaction.atomic():
        _settle(call)


def call_note(  # noqa: PLR0913 - one keyword for each thing that is known of a call
    *,
    agent: str,
    given: Contract,
    duration: timedelta,
    outcome: AgentCall.Outcome,
    model: str = OFFLINE,
    confidence: float | None = None,
    subject: str = "",
    key: str | None = None,
    purse: str = "",
) -> AgentCall:
    """Write down a call that cost nothing, once it is over: one row, no budget."""
    call = _call_make(agent=agent, given=given, subject=subject, key=key, purse=purse)
    call.model, call.outcome, call.duration, call.confidence = model, outcome, duration, confidence
    call.input_tokens = call.output_tokens = 0
    call.save(force_insert=True)
    return call


def calls_abandon() -> int:
    """Give up the calls whose time was over long ago: what was set aside for them counts as spent. Says how many."""
    overdue = AgentCall.objects.filter(outcome=Outcome.ASKING, abandon_at__lt=clock.real_now())
    ids = overdue.order_by("abandon_at").values_list("pk", flat=True)
    return sum(_abandon(each) for each in list(ids))


def calls_prune(*, before: datetime | None = None, dry_run: bool = False) -> int:
    """Delete the calls that were made before then, by default those the policy lets go. Answers how many.

    The months of the budgets stay, and so does what is still being asked.
    """
    before = before or clock.now() - timedelta(days=settings.AI_CALL_RETENTION_DAYS)
    old = AgentCall.objects.filter(created_at__lt=before).exclude(outcome=Outcome.ASKING)
    return old.count() if dry_run else old.delete()[0]


def input_hash(agent: str, given: Contract) -> str:
    """Equal for equal questions to the same agent."""
    value = f"{agent}\n{given.model_dump_json()}"
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()


def _call_make(*, agent: str, given: Contract, subject: str, key: str | None, purse: str) -> AgentCall:
    context = current()
    return AgentCall(
        agent=agent,
        input_hash=input_hash(agent, given),
        subject=subject[:200],
        key=(key or "")[:200],
        purse=purse,
        user_id=context.actor_id,
        caused_by=context.caused_by,
        trace_id=context.trace_id,
    )


def _patience(model: ServedModel | None) -> timedelta:
    """The longest that a call can take: asked, and asked once more for a repair."""
    once = _ANSWERING if model is None else timedelta(seconds=model.provider.timeout_seconds)
    return 2 * once + ABANDON_MARGIN


def _earlier_abandon(call: AgentCall) -> None:
    """Before the reservation's transaction: its locks, taken on top of these, could wait for each other."""
    if call.key:
        earlier = AgentCall.objects.filter(key=call.key)
        for pk in list(earlier.filter(outcome=Outcome.ASKING).values_list("pk", flat=True)):
            _abandon(pk)
        call.attempt = earlier.count() + 1


def _reserve(call: AgentCall, payer: Payer) -> AgentCall:
    call.budget_months = months_reserve(payer, call.reserved) if call.reserved else []
    call.save(force_insert=True)
    return call


def _cost(call: AgentCall, usage: Usage) -> Decimal:
    """At the prices as they were when it was opened, as long as it is the same process that settles it."""
    return _ZERO if call.served_model is None else cost_of(call.served_model, usage)


def _settle(call: AgentCall) -> None:
    """Under the row's lock: it may have been given up meanwhile, or a budget may have begun its month."""
    row = AgentCall.objects.select_for_update(of=("self",)).filter(pk=call.pk).first()
    if row is None or row.outcome not in (Outcome.ASKING, Outcome.UNKNOWN):
        return
    call.budget_months = row.budget_months
    given_back = row.reserved if row.is_open else _ZERO
    months_settle(row.budget_months, reserved=-given_back, spent=call.cost - row.cost)
    AgentCall.objects.filter(pk=call.pk).update(**{name: getattr(call, name) for name in _SETTLED})


def _abandon(pk: UUID) -> bool:
    """Whether it was still open."""
    with transaction.atomic():
        row = AgentCall.objects.select_for_update(of=("self",)).get(pk=pk)
        if not row.is_open:
            return False
        months_settle(row.budget_months, reserved=-row.reserved, spent=row.reserved)
        row.outcome, row.cost = Outcome.UNKNOWN, row.reserved
        row.save(update_fields=["outcome", "cost"])
    return True

"""A tiny question to a model, for whoever has just set it up: does it answer, and how fast?"""

import time
from dataclasses import dataclass
from datetime import timedelta

from pydantic import Field

from nessos.ai.answers import Usage
from nessos.ai.knowledge.columns import DIMENSIONS
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.services import call_open, call_settle
from nessos.ai.providers.asking import Message, Question
from nessos.ai.providers.client import model_ask
from nessos.ai.providers.embedding import embeddings_ask
from nessos.ai.providers.faults import ModelFault
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.pricing import usage_expect
from nessos.kernel.contracts import Contract

#: What the ledger calls it: no agent of that name can be asked.
AGENT = "try"
_TIMEOUT = timedelta(seconds=20)
_TEXT = "Uma semana."
_MESSAGES = (
    Message(role="system", text="You answer questions of the calendar."),
    Message(role="user", text="How many days has a week? Answer in JSON, in the field days."),
)


class Week(Contract):
    days: int = Field(ge=0, le=400)


class _Tiny(Contract):
    """What the ledger tells the question by: there is one of each kind."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class Tried:
    seconds: float
    usage: Usage
    #: It needed a second chance to answer in the form asked for.
    repaired: bool = False


_QUESTION = Question(messages=_MESSAGES, answer=Week, max_output_tokens=1_000, timeout=_TIMEOUT)


def model_try(model: ServedModel) -> Tried:
    """Paid for, and written down, as any other call. Raises ModelFault, BudgetSpentError."""
    call = call_open(
        agent=AGENT,
        model=model,
        prompt_version=None,
        given=_Tiny(kind=model.kind),
        subject="",
        key=None,
        expected=usage_expect(model, _QUESTION),
    )
    begun = time.perf_counter()
    try:
        tried = _ask(model, begun)
    except ModelFault as fault:
        usage = fault.usage if fault.asked else Usage()
        outcome = AgentCall.Outcome.FAILED
        call_settle(call, outcome=outcome, fault=fault.kind, usage=usage, duration=_since(begun))
        raise
    call_settle(
        call,
        outcome=AgentCall.Outcome.ANSWERED,
        usage=tried.usage,
        duration=_since(begun),
        repaired=tried.repaired,
    )
    return tried


def _ask(model: ServedModel, begun: float) -> Tried:
    if model.kind == ServedModel.Kind.EMBEDDING:
        _vectors, usage = embeddings_ask(model, [_TEXT], dimensions=DIMENSIONS, timeout=_TIMEOUT)
        return Tried(seconds=time.perf_counter() - begun, usage=usage)
    answer = model_ask(model, _QUESTION)
    return Tried(seconds=time.perf_counter() - begun, usage=answer.usage, repaired=answer.repaired)


def _since(begun: float) -> timedelta:
    return timedelta(seconds=time.perf_counter() - begun)

"""A tiny question to a model, for whoever has just set it up: does it answer, and how fast?"""

import time
from dataclasses import dataclass
from datetime import timedelta

from pydantic import Field

from nessos.ai.answers import Usage
from nessos.ai.knowledge.columns import DIMENSIONS
from nessos.ai.providers.asking import Message, Question
from nessos.ai.providers.client import model_ask
from nessos.ai.providers.embedding import embeddings_ask
from nessos.ai.providers.models import ServedModel
from nessos.kernel.contracts import Contract

_TIMEOUT = timedelta(seconds=20)
_MESSAGES = (
    Message(role="system", text="You answer questions of the calendar."),
    Message(role="user", text="How many days has a week? Answer in JSON, in the field days."),
)


class Week(Contract):
    days: int = Field(ge=0, le=400)


@dataclass(frozen=True, kw_only=True)
class Tried:
    seconds: float
    usage: Usage
    #: It needed a second chance to answer in the form asked for.
    repaired: bool = False


def model_try(model: ServedModel) -> Tried:
    """Raises ModelFault."""
    begun = time.perf_counter()
    if model.kind == ServedModel.Kind.EMBEDDING:
        _vectors, usage = embeddings_ask(model, ["Uma semana."], dimensions=DIMENSIONS, timeout=_TIMEOUT)
        return Tried(seconds=time.perf_counter() - begun, usage=usage)
    question = Question(messages=_MESSAGES, answer=Week, max_output_tokens=1_000, timeout=_TIMEOUT)
    answer = model_ask(model, question)
    return Tried(seconds=time.perf_counter() - begun, usage=answer.usage, repaired=answer.repaired)

"""Who makes the vectors of a space: the house's own embedder, or a model that is asked over an API.

A model is asked outside of any transaction, and every call stands in the ledger. Texts may speak of people, so only
a provider that may see personal data is asked.
"""

import hashlib
import math
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nessos.ai.answers import Usage
from nessos.ai.knowledge.columns import DIMENSIONS
from nessos.ai.knowledge.embedding import Weights, embed, embedder_name
from nessos.ai.knowledge.models import EmbedderChoice, EmbeddingSpace
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.services import call_open, call_settle
from nessos.ai.providers.faults import ModelFault
from nessos.ai.providers.models import ServedModel
from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError

#: As the ledger and the budgets know it.
AGENT = "embeddings"
#: How long a person waits for the vector of his question before words alone answer it.
QUESTION_PATIENCE = timedelta(seconds=5)
_AROUND = 16
#: A vector of another length is folded: each of its places goes to so many of ours, with a sign of its own.
_PLACES = 2


class Texts(Contract):
    """What a model is asked to make vectors of."""

    texts: list[str]


class EmbedderUnfitError(NessosError):
    code = "embedder_unfit"
    status = 503
    sentence = _(
        "The model “%(model)s” may not be asked for vectors: it is switched off, or its provider may not see personal "
        "data. Switch it on, or choose another embedder on the index's page."
    )


def models_offered() -> QuerySet[ServedModel]:
    """The models that may make vectors of the house's texts."""
    return ServedModel.objects.filter(
        kind=ServedModel.Kind.EMBEDDING,
        is_active=True,
        provider__is_active=True,
        provider__sees_personal_data=True,
    ).select_related("provider")


def choice_read() -> EmbedderChoice:
    chosen = EmbedderChoice.objects.select_related("served_model__provider").filter(pk=1).first()
    return chosen or EmbedderChoice(pk=1)


def name_of(model: ServedModel | None) -> str:
    """Of a space's embedder: changes with whatever decides what a text becomes, its words included."""
    if model is None:
        return embedder_name()
    told = f"{model.pk} {model.name} {model.provider.base_url} {model.takes_dimensions}"
    return f"{str(model)[:80]} {hashlib.sha256(told.encode()).hexdigest()[:12]} {embedder_name().split()[-1]}"


def kin_of(space: EmbeddingSpace) -> str:
    """How the names of spaces begin whose vectors are this one's kin, whatever became of their words."""
    return space.embedder.rsplit(" ", 1)[0] + " "


def question_embed(
    space: EmbeddingSpace, query: str, marks: Sequence[str], weights: Weights
) -> tuple[list[float] | None, str]:
    """The question's vector in the space that serves; None, and why, where its model cannot be asked."""
    if is_offline(space):
        return embed(marks, weights), ""
    try:
        model = model_of(space)
        patience = min(QUESTION_PATIENCE, timedelta(seconds=model.provider.timeout_seconds))
        [vector] = vectors_buy(model, [query], subject="question", timeout=patience)
    except NessosError as error:
        return None, str(error)
    return vector, ""


def is_offline(space: EmbeddingSpace) -> bool:
    return space.embedder.startswith("offline ") and space.served_model_id is None


def model_of(space: EmbeddingSpace) -> ServedModel:
    """Raises EmbedderUnfitError."""
    key = space.served_model_id
    model = models_offered().filter(pk=key).first() if key else None
    if model is None:
        raise EmbedderUnfitError(model=space.embedder)
    return model


def vectors_buy(
    model: ServedModel, texts: Sequence[str], *, subject: str, timeout: timedelta
) -> list[list[float]]:
    """Raises BudgetSpentError and ModelFault; what it cost stands in the ledger all the same."""
    from nessos.ai.providers.embedding import embeddings_ask

    expected = Usage(input_tokens=sum(len(text.encode()) + _AROUND for text in texts))
    call = call_open(
        agent=AGENT,
        model=model,
        prompt_version=None,
        given=Texts(texts=list(texts)),
        subject=subject,
        key=None,
        expected=expected,
    )
    begun = time.perf_counter()
    try:
        vectors, usage = embeddings_ask(model, texts, dimensions=DIMENSIONS, timeout=timeout)
    except ModelFault as fault:
        took = timedelta(seconds=time.perf_counter() - begun)
        call_settle(
            call, outcome=AgentCall.Outcome.FAILED, usage=fault.usage, duration=took, fault=fault.kind
        )
        raise
    took = timedelta(seconds=time.perf_counter() - begun)
    call_settle(call, outcome=AgentCall.Outcome.ANSWERED, usage=usage, duration=took)
    return [vector_fit(vector) for vector in vectors]


def vector_fit(vector: Sequence[float]) -> list[float]:
    """Of the length that the index has, and of length one: likeness stays what it was, or nearly so."""
    fitted = list(vector) + [0.0] * (DIMENSIONS - len(vector))
    if len(vector) > DIMENSIONS:
        fitted = [0.0] * DIMENSIONS
        for number, value in enumerate(vector):
            for place, sign in _places_of(number):
                fitted[place] += sign * value
    norm = math.sqrt(sum(value * value for value in fitted))
    return [value / norm for value in fitted] if norm else fitted


def _places_of(number: int) -> list[tuple[int, int]]:
    digest = hashlib.blake2b(number.to_bytes(4), digest_size=4 * _PLACES).digest()
    drawn = [int.from_bytes(digest[at : at + 4]) for at in range(0, len(digest), 4)]
    return [(each % DIMENSIONS, 1 if each >> 31 else -1) for each in drawn]

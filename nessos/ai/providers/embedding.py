"""Vectors of texts, made by a model: as many as texts, in their order, of one length, and all of them numbers."""

import math
from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from pydantic import ValidationError

from nessos.ai.answers import Usage
from nessos.ai.providers.blaming import Blame, inner_blame
from nessos.ai.providers.calling import Line, line_open, usage_add
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.minding import breaker_minded
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.pricing import tokens_estimate
from nessos.ai.providers.protocol import Embeddings
from nessos.kernel.text import text_scrub


def embeddings_ask(
    model: ServedModel, texts: Sequence[str], *, dimensions: int, timeout: timedelta
) -> tuple[list[list[float]], Usage]:
    """In as many requests as the provider needs; ``timeout`` is for all of them. Raises ModelFault."""
    line = line_open(model, seconds=timeout.total_seconds(), cancelled=lambda: False)
    vectors: list[list[float]] = []
    spent = Usage()
    if not texts:
        return vectors, spent
    with breaker_minded(line):
        for start in range(0, len(texts), model.provider.batch_size):
            batch = [text_scrub(text) or " " for text in texts[start : start + model.provider.batch_size]]
            found, used = _batch_ask(line, batch, dimensions, spent)
            vectors += found
            spent = usage_add(spent, used)
    return vectors, spent


def _batch_ask(
    line: Line, batch: list[str], dimensions: int, spent: Usage
) -> tuple[list[list[float]], Usage]:
    heard = line.request("embeddings", _body_write(line.model, batch, dimensions))
    answer = _answer_read(heard) if isinstance(heard, bytes) else heard
    if isinstance(answer, Blame):
        raise line.fault(answer, spent)
    used = answer.used or Usage(input_tokens=sum(tokens_estimate(text) for text in batch))
    answer.data.sort(key=lambda each: each.index)
    if not line.model.takes_dimensions and answer.data:
        dimensions = len(
            answer.data[0].embedding
        )  # it has a length of its own, and who asked makes do with it
    if fault := _fault_find(answer, len(batch), dimensions):
        raise line.fault(Blame(kind=FaultKind.SERVER, detail=fault, usage=used), spent)
    return [each.embedding for each in answer.data], used


def _body_write(model: ServedModel, batch: list[str], dimensions: int) -> dict[str, object]:
    # The SDK would ask for base64, which not every server speaks.
    body: dict[str, object] = {"model": model.name, "input": batch, "encoding_format": "float"}
    return {**body, "dimensions": dimensions} if model.takes_dimensions else body


def _answer_read(heard: bytes) -> Embeddings | Blame:
    try:
        answer = Embeddings.model_validate_json(heard)
    except ValidationError:
        return Blame(kind=FaultKind.SERVER, detail=_("its answer is not of OpenAI's protocol"))
    return inner_blame(answer.error) if answer.error and not answer.data else answer


def _fault_find(answer: Embeddings, count: int, dimensions: int) -> str:
    if [each.index for each in answer.data] != list(range(count)):
        data = {"found": len(answer.data), "count": count}
        return _("it made %(found)d vectors of %(count)d texts") % data
    lengths = {len(each.embedding) for each in answer.data} - {dimensions}
    if lengths:
        data = {"found": min(lengths), "count": dimensions}
        return _("its vectors have %(found)d numbers instead of %(count)d") % data
    if not all(math.isfinite(number) for each in answer.data for number in each.embedding):
        return _("its vectors hold what is no number")
    return ""

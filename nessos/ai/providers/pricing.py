"""What a call costs, and what it may use up at most."""

import json
import math
from decimal import ROUND_HALF_UP, Decimal

from nessos.ai.answers import Usage
from nessos.ai.providers.asking import Question
from nessos.ai.providers.models import ServedModel

_PLACES = Decimal("0.000001")
_MILLION = Decimal(1_000_000)
#: Characters in a token of Portuguese, on the cautious side; and what each message costs besides its text.
_CHARACTERS, _MESSAGE = 3, 6
#: The sentence that asks for a repair, at most.
_REPAIR = 2_000


def cost_of(model: ServedModel, usage: Usage) -> Decimal:
    """In BRL, to six places, ties away from zero."""
    cost = usage.input_tokens * model.input_price + usage.output_tokens * model.output_price
    return (cost / _MILLION).quantize(_PLACES, rounding=ROUND_HALF_UP)


def tokens_estimate(text: str) -> int:
    return math.ceil(len(text) / _CHARACTERS)


def usage_expect(model: ServedModel, question: Question) -> Usage:
    """The most that the question can use up, if the model says all it may and is asked to repair it: to be reserved.

    No tokeniser that reads bytes makes more tokens of a text than it has bytes; the schema is sent along.
    """
    texts = [message.text for message in question.messages]
    schema = len(json.dumps(question.answer.model_json_schema()))
    asked = schema + sum(len(text.encode()) + _MESSAGE for text in texts)
    said = min(question.max_output_tokens, model.max_output_tokens)
    return Usage(input_tokens=2 * asked + said + _REPAIR, output_tokens=2 * said)

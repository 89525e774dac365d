"""Plus, minus and the rest, on numbers, texts, lists, dates and spans."""

import operator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import EvaluationError
from ops.workflows.expressions.kinds import NUMBERS, SEQUENCES, kind_of
from ops.workflows.expressions.moments import moment_calculate
from ops.workflows.expressions.numbers import CONTEXT, number_bound, number_calculate
from ops.workflows.expressions.state import State

#: What a text or a list can be added to is itself only: no repetition, no filling in of ``%``.
SYMBOLS = frozenset({"+", "-", "*", "/", "//", "%"})


def calculate(state: State, symbol: str, left: Any, right: Any) -> Any:
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return number_calculate(symbol, left, right)
    result = moment_calculate(symbol, left, right)
    if result is NotImplemented and symbol == "+":
        result = _join(state, left, right)
    if result is NotImplemented:
        raise EvaluationError(
            fault=_(
                "%(left)s %(symbol)s %(right)s cannot be calculated. Change the kind first with int(), decimal(), "
                "date() or str(); where a value may be missing, write (… or 0)."
            ),
            left=kind_of(left),
            symbol=symbol,
            right=kind_of(right),
        )
    return result


def sign_change(symbol: str, value: Any) -> Any:
    if not isinstance(value, NUMBERS):
        raise EvaluationError(
            fault=_(
                "%(kind)s cannot have a sign. Only a number can; change it first with int() or decimal()."
            ),
            kind=kind_of(value),
        )
    if isinstance(value, Decimal):
        return CONTEXT.minus(value) if symbol == "-" else CONTEXT.plus(value)
    return number_bound(-value if symbol == "-" else +value)


def _join(state: State, left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        state.spend_characters(len(left) + len(right))
        return left + right
    for kind in SEQUENCES:
        if isinstance(left, kind) and isinstance(right, kind):
            state.spend(len(left) + len(right))
            return operator.add(left, right)
    return NotImplemented

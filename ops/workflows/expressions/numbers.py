"""Numbers that mix as money wants it: a Decimal and a float meet as Decimals, the float by its shortest spelling."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from math import isfinite
from operator import add, floordiv, mod, mul, sub, truediv
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import EvaluationError
from ops.workflows.expressions.limits import MAX_BITS, MAX_POWER

Number = int | float | Decimal
N = TypeVar("N", int, float, Decimal, Number)

#: Of our own, so that no thread's context changes what an expression means.
CONTEXT = Context(
    prec=50,
    rounding=ROUND_HALF_EVEN,
    Emin=-MAX_POWER,
    Emax=MAX_POWER,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "//": floordiv,
    "%": mod,
}
_DECIMAL: dict[str, Callable[[Any, Any], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "//": CONTEXT.divide_int,
    "%": CONTEXT.remainder,
}


def number_calculate(symbol: str, left: Number, right: Number) -> Number:
    left, right = numbers_pair(left, right)
    if not right and symbol in {"/", "//", "%"}:
        raise ZeroDivisionError  # a Decimal's own error would not say so
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        result: Number = _DECIMAL[symbol](left, right)
    else:
        result = _PLAIN[symbol](left, right)
    return number_bound(result)


def numbers_pair(left: Number, right: Number) -> tuple[Number, Number]:
    if isinstance(left, Decimal) and isinstance(right, float):
        return left, decimal_from(right)
    if isinstance(right, Decimal) and isinstance(left, float):
        return decimal_from(left), right
    return left, right


def decimal_from(value: Number | str) -> Decimal:
    return number_bound(Decimal(repr(value) if isinstance(value, float) else value))


def number_bound(value: N) -> N:
    """The same number, if it is neither infinite nor too long to be worth anything."""
    if isinstance(value, int):
        fits = value.bit_length() <= MAX_BITS
    elif isinstance(value, float):
        fits = isfinite(value)
    else:
        fits = value.is_finite() and (not value or abs(value.adjusted()) <= MAX_POWER)
    if not fits:
        raise EvaluationError(
            fault=_("a number is too large, too small or not finite. Work with smaller numbers.")
        )
    return value

"""The functions that an expression may call. ``lower upper strip contains startswith`` take a missing value too."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial, reduce
from typing import Any

from ops.workflows.expressions.arithmetic import calculate
from ops.workflows.expressions.comparing import value_contained, values_ordered
from ops.workflows.expressions.kinds import NUMBERS, SEQUENCES, SIZED
from ops.workflows.expressions.limits import MAX_DIGITS, MAX_POWER
from ops.workflows.expressions.moments import date_from
from ops.workflows.expressions.numbers import CONTEXT, decimal_from, number_bound
from ops.workflows.expressions.plain import plain_copy, text_of
from ops.workflows.expressions.state import State


@dataclass(frozen=True)
class Function:
    """``run`` gets the state before the arguments; a TypeError or ValueError of it fails the step with a sentence."""

    run: Callable[..., Any]
    least: int
    most: int
    #: What it puts out, where that is always the same: see ``sorts``.
    sort: str = ""


def items_of(state: State, value: Any) -> list[Any] | tuple[Any, ...]:
    """What Python would iterate over."""
    if not isinstance(value, SIZED):
        raise TypeError
    state.spend(len(value))
    return value if isinstance(value, SEQUENCES) else list(value)


def _length(_state: State, value: Any) -> int:
    if not isinstance(value, SIZED):
        raise TypeError
    return len(value)


def _choose(compare: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    def choose(state: State, *arguments: Any) -> Any:
        items = items_of(state, arguments[0]) if len(arguments) == 1 else arguments
        if not items:
            raise ValueError
        if any(item is None for item in items):  # else it would win or lose by its place
            raise TypeError
        best = items[0]
        for item in items[1:]:
            best = item if values_ordered(state, compare, item, best) else best
        return best

    return choose


def _sum(state: State, values: Any, start: Any = 0) -> Any:
    items = items_of(state, values)
    if not all(isinstance(item, (*NUMBERS, timedelta)) for item in (start, *items)):
        raise TypeError
    return reduce(partial(calculate, state, "+"), items, start)


def _any(state: State, values: Any) -> bool:
    return any(items_of(state, values))


def _all(state: State, values: Any) -> bool:
    return all(items_of(state, values))


def _round(_state: State, value: Any, places: Any = None) -> Any:
    _number_check(value)
    if places is None:
        return number_bound(round(value))
    if not isinstance(places, int) or abs(places) > MAX_POWER:
        raise ValueError
    if isinstance(value, Decimal):
        return CONTEXT.quantize(value, Decimal(1).scaleb(-places))
    return number_bound(round(value, places))


def _abs(_state: State, value: Any) -> Any:
    if isinstance(value, Decimal):
        return CONTEXT.abs(value)
    return abs(value) if isinstance(value, timedelta) else abs(_number_check(value))


def _int(_state: State, value: Any = 0) -> int:
    return number_bound(int(_short_check(value)))


def _float(_state: State, value: Any = 0.0) -> float:
    return number_bound(float(_short_check(value)))


def _decimal(_state: State, value: Any = 0) -> Decimal:
    checked = _short_check(value)
    try:
        return decimal_from(checked)
    except ArithmeticError:  # what decimal calls a text that is no number
        raise ValueError from None


def _number_check(value: Any) -> Any:
    if not isinstance(value, NUMBERS):
        raise TypeError
    return number_bound(value)


def _short_check(value: Any) -> Any:
    """A number, or a text short enough to be read as one."""
    if not isinstance(value, str):
        return _number_check(value)
    if len(value) > MAX_DIGITS:
        raise ValueError
    return value


def _str(state: State, value: Any = "") -> str:
    """As Python writes nothing, true and false; everything else as a template does."""
    if value is None or isinstance(value, bool):
        return str(value)
    text = text_of(plain_copy(state, value))
    state.spend_characters(len(text))
    return text


def _bool(_state: State, value: Any = False) -> bool:  # noqa: FBT002  # Python's own default
    return bool(value)


def _date(_state: State, value: Any, *rest: int) -> date:
    return date(value, *rest) if rest else date_from(value)


def _now(state: State) -> datetime:
    return state.now()


def _days(_state: State, count: Any) -> timedelta:
    return timedelta(days=float(_number_check(count)) if isinstance(count, Decimal) else _number_check(count))


def _tolerant(change: Callable[[str], str]) -> Callable[[State, Any], str | None]:
    def run(state: State, text: Any) -> str | None:
        if text is None:
            return None
        state.spend_characters(len(text))
        return change(text)

    return run


def _contains(state: State, container: Any, item: Any) -> bool:
    if container is None or (item is None and isinstance(container, str)):
        return False
    return value_contained(state, item, container)


def _starts_with(_state: State, text: Any, prefix: Any) -> bool:
    return text is not None and prefix is not None and str.startswith(text, prefix)


FUNCTIONS: dict[str, Function] = {
    "len": Function(_length, 1, 1, "number"),
    "min": Function(_choose(operator.lt), 1, 20),
    "max": Function(_choose(operator.gt), 1, 20),
    "sum": Function(_sum, 1, 2),
    "any": Function(_any, 1, 1, "number"),
    "all": Function(_all, 1, 1, "number"),
    "round": Function(_round, 1, 2, "number"),
    "abs": Function(_abs, 1, 1),
    "int": Function(_int, 0, 1, "number"),
    "float": Function(_float, 0, 1, "number"),
    "decimal": Function(_decimal, 0, 1, "number"),
    "date": Function(_date, 1, 3, "moment"),
    "str": Function(_str, 0, 1, "text"),
    "bool": Function(_bool, 0, 1, "number"),
    "lower": Function(_tolerant(str.lower), 1, 1, "text"),
    "upper": Function(_tolerant(str.upper), 1, 1, "text"),
    "strip": Function(_tolerant(str.strip), 1, 1, "text"),
    "contains": Function(_contains, 2, 2, "number"),
    "startswith": Function(_starts_with, 2, 2, "number"),
    "now": Function(_now, 0, 0, "moment"),
    "days": Function(_days, 1, 1, "span"),
}

"""Equality, order and membership: ours and not Python's, so that they are bounded and every pair has an answer.

Numbers compare by value (a float by its shortest spelling when it meets a Decimal), dates and moments on one line of
time, and ordering against nothing is false.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import BudgetError, EvaluationError
from ops.workflows.expressions.kinds import NUMBERS, SEQUENCES, kind_of
from ops.workflows.expressions.limits import MAX_LEVELS
from ops.workflows.expressions.moments import moments_pair
from ops.workflows.expressions.numbers import numbers_pair
from ops.workflows.expressions.state import State

_SIMPLE = frozenset({int, str, float, bool})


def values_equal(state: State, left: Any, right: Any, level: int = 0) -> bool:
    kind = type(left)
    if kind is type(right) and kind in _SIMPLE:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if pair := _pair_of(left, right):
        return bool(pair[0] == pair[1])
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _records_equal(state, left, right, level + 1)
    if isinstance(left, SEQUENCES) and type(left) is type(right):
        return _sequences_equal(state, left, right, level + 1)
    return False


def _pair_of(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both in one form, where Python can compare them by itself."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return numbers_pair(left, right)
    if isinstance(left, date) and isinstance(right, date):
        return moments_pair(left, right)
    is_simple = any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, timedelta))
    return (left, right) if is_simple else None


def level_check(level: int) -> None:
    if level > MAX_LEVELS:
        raise BudgetError(fault=_("lists and records are nested too deeply. Read a part of them."))


def _sequences_equal(state: State, left: Any, right: Any, level: int) -> bool:
    level_check(level)
    if len(left) != len(right):
        return False
    state.spend(len(left))
    return all(values_equal(state, *pair, level) for pair in zip(left, right, strict=True))


def _records_equal(state: State, left: Mapping[Any, Any], right: Mapping[Any, Any], level: int) -> bool:
    level_check(level)
    if len(left) != len(right):
        return False
    state.spend(len(left))
    return all(key in right and values_equal(state, left[key], right[key], level) for key in left)


def values_ordered(
    state: State, compare: Callable[[Any, Any], bool], left: Any, right: Any, level: int = 0
) -> bool:
    if left is None or right is None:
        return False
    if pair := _pair_of(left, right):
        return compare(*pair)
    if isinstance(left, SEQUENCES) and type(left) is type(right):
        return _sequences_ordered(state, compare, left, right, level + 1)
    raise EvaluationError(
        fault=_(
            "%(left)s and %(right)s have no order. Compare values of one kind: int(), decimal(), date()."
        ),
        left=kind_of(left),
        right=kind_of(right),
    )


def _sequences_ordered(
    state: State, compare: Callable[[Any, Any], bool], left: Any, right: Any, level: int
) -> bool:
    """By the first pair that differs, as words in a dictionary."""
    level_check(level)
    state.spend(min(len(left), len(right)))
    for pair in zip(left, right, strict=False):
        if not values_equal(state, *pair, level):
            return values_ordered(state, compare, *pair, level)
    return compare(len(left), len(right))


def value_contained(state: State, item: Any, container: Any) -> bool:
    """``item in container``."""
    if isinstance(container, SEQUENCES):
        state.spend(len(container))
        return any(values_equal(state, item, each) for each in container)
    if isinstance(container, str) and isinstance(item, str):
        state.spend_characters(len(container) + len(item))
        return item in container
    if isinstance(container, Mapping):
        return bool(item in container)
    raise EvaluationError(
        fault=_(
            "%(container)s cannot hold %(item)s, so that “in” has no answer. "
            "Ask a list, a record or a text; where it may be missing, write (… or [])."
        ),
        container=kind_of(container),
        item=kind_of(item),
    )

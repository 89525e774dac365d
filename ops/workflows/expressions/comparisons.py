"""Comparisons as functions of their operands, chains included."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from ops.workflows.expressions.comparing import value_contained, values_equal, values_ordered
from ops.workflows.expressions.state import State

Test = Callable[[State, Any, Any], bool]


def _ordering(compare: Callable[[Any, Any], bool]) -> Test:
    def test(state: State, left: Any, right: Any) -> bool:
        if type(left) is int and type(right) is int:
            return compare(left, right)
        return values_ordered(state, compare, left, right)

    return test


def _differ(state: State, left: Any, right: Any) -> bool:
    return not values_equal(state, left, right)


def _miss(state: State, left: Any, right: Any) -> bool:
    return not value_contained(state, left, right)


TESTS: dict[type[ast.cmpop], Test] = {
    ast.Eq: values_equal,
    ast.NotEq: _differ,
    ast.Lt: _ordering(operator.lt),
    ast.LtE: _ordering(operator.le),
    ast.Gt: _ordering(operator.gt),
    ast.GtE: _ordering(operator.ge),
    ast.In: value_contained,
    ast.NotIn: _miss,
    ast.Is: lambda _state, left, right: left is None and right is None,
    ast.IsNot: lambda _state, left, right: left is not None or right is not None,
}


def chain_build(
    first: Callable[[State], Any], rest: list[tuple[Test, Callable[[State], Any]]]
) -> Callable[[State], bool]:
    """``a < b < c``: each operand once, and none after the first pair that fails."""
    if len(rest) == 1:
        ((test_only, second),) = rest
        return lambda state: test_only(state, first(state), second(state))

    def run(state: State) -> bool:
        left = first(state)
        for test, operand in rest:
            right = operand(state)
            if not test(state, left, right):
                return False
            left = right
        return True

    return run

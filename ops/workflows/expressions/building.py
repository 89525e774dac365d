"""From a tree to a function, made of closures: the white-list for the machine.

It trusts no check before it: what has no builder here is refused, and every operation looks at its values while it
runs. Each closure is called at most once in an evaluation, so that the work of its parts bounds the whole.
"""

import ast
from collections.abc import Callable, Hashable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions import refusals
from ops.workflows.expressions.arithmetic import calculate, sign_change
from ops.workflows.expressions.checking import (
    body_read,
    constant_check,
    is_none,
    key_given,
    own_check,
    refuse,
    written,
)
from ops.workflows.expressions.comparisons import TESTS, chain_build
from ops.workflows.expressions.errors import EvaluationError
from ops.workflows.expressions.functions import FUNCTIONS, Function
from ops.workflows.expressions.kinds import kind_of
from ops.workflows.expressions.limits import NAMES
from ops.workflows.expressions.methods import METHODS, method_find
from ops.workflows.expressions.reading import key_read, place_read, slice_read
from ops.workflows.expressions.state import State

Run = Callable[[State], Any]


def tree_build(tree: ast.expr) -> Run:
    return _build(body_read(tree))


def _build(node: ast.expr) -> Run:
    builder = _BUILDERS.get(type(node))
    if builder is None:
        refuse(node, refusals.NODES.get(type(node), refusals.UNKNOWN), kind=type(node).__name__)
    return builder(node)


def _constant(node: ast.Constant) -> Run:
    constant_check(node)
    value = node.value
    return lambda _state: value


def _name(node: ast.Name) -> Run:
    name = node.id
    if name not in NAMES:
        refuse(node, refusals.NAME, name=name, names=", ".join(NAMES))

    def run(state: State) -> Any:
        try:
            return state.names[name]
        except KeyError:
            return None

    return run


def _attribute(node: ast.Attribute) -> Run:
    own_check(node, node.attr, start="_")
    value_run, key = _build(node.value), node.attr

    def run(state: State) -> Any:
        value = value_run(state)
        return value.get(key) if type(value) is dict else key_read(value, key)

    return run


def _subscript(node: ast.Subscript) -> Run:
    value_run = _build(node.value)
    if isinstance(node.slice, ast.Slice):
        lower, upper, step = (
            _build(part) if part else _nothing
            for part in (node.slice.lower, node.slice.upper, node.slice.step)
        )
        return lambda state: slice_read(
            state, value_run(state), slice(lower(state), upper(state), step(state))
        )
    own_check(node, written(node.slice))
    place_run = _build(node.slice)
    return lambda state: place_read(value_run(state), place_run(state))


def _nothing(state: State) -> None:
    """The bound of a slice that was left out."""


def _calculation(node: ast.BinOp) -> Run:
    symbol = _SYMBOLS.get(type(node.op))
    if symbol is None:
        refuse(node, refusals.OPERATORS.get(type(node.op), refusals.UNKNOWN), kind=type(node.op).__name__)
    left_run, right_run = _build(node.left), _build(node.right)
    return lambda state: calculate(state, symbol, left_run(state), right_run(state))


def _unary(node: ast.UnaryOp) -> Run:
    operand_run = _build(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda state: not operand_run(state)
    if not isinstance(node.op, ast.USub | ast.UAdd):
        refuse(node, refusals.BITS)
    symbol = "-" if isinstance(node.op, ast.USub) else "+"
    return lambda state: sign_change(symbol, operand_run(state))


def _logic(node: ast.BoolOp) -> Run:
    first_run, *rest = [_build(value) for value in node.values]
    ends_on = isinstance(node.op, ast.Or)

    def run(state: State) -> Any:
        value = first_run(state)
        for each_run in rest:
            if bool(value) is ends_on:
                return value
            value = each_run(state)
        return value

    return run


def _choice(node: ast.IfExp) -> Run:
    test_run, body_run, other_run = _build(node.test), _build(node.body), _build(node.orelse)
    return lambda state: body_run(state) if test_run(state) else other_run(state)


def _comparison(node: ast.Compare) -> Run:
    rest = []
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.Is | ast.IsNot) and not is_none(right):
            refuse(right, refusals.IS)
        is_asked = isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.Set)
        rest.append((TESTS[type(operator)], _list(right, tuple) if is_asked else _build(right)))
    return chain_build(_build(node.left), rest)


def _list(node: Any, make: Callable[[Any], Any]) -> Run:
    runs = [_build(each) for each in node.elts]
    return lambda state: make([run(state) for run in runs])


def _record(node: ast.Dict) -> Run:
    if None in node.keys:
        refuse(node, refusals.STAR)
    runs = [(_build(key), _build(value)) for key, value in zip(node.keys, node.values, strict=True) if key]
    return lambda state: {_key_check(key(state)): value(state) for key, value in runs}


def _key_check(key: Any) -> Hashable:
    if not isinstance(key, str | int | float | None):
        raise EvaluationError(
            fault=_("%(kind)s cannot be a key of a record. Use a text or a number."), kind=kind_of(key)
        )
    return key


def _call(node: ast.Call) -> Run:
    if node.keywords:
        refuse(node, refusals.KEYWORD)
    runs = [_build(argument) for argument in node.args]
    if isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        name = node.func.id
        function = FUNCTIONS[name]
        return lambda state: _function_call(state, name, function, [run(state) for run in runs])
    if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        name, value_run = node.func.attr, _build(node.func.value)
        own_check(node, key_given(node))
        return lambda state: _method_call(state, name, value_run(state), [run(state) for run in runs])
    return refuse(node, refusals.CALL)


def _method_call(state: State, name: str, value: Any, arguments: list[Any]) -> Any:
    method = method_find(name, value)
    if method is None:
        raise EvaluationError(
            fault=_(
                '%(kind)s has no “%(name)s”. Where the value may be missing, write (… or "").%(name)s(…).'
            ),
            kind=kind_of(value),
            name=name,
        )
    return _function_call(state, name, method, [value, *arguments], extra=1)


def _function_call(state: State, name: str, function: Function, arguments: list[Any], extra: int = 0) -> Any:
    try:
        if not function.least <= len(arguments) - extra <= function.most:
            raise TypeError
        return function.run(state, *arguments)
    except TypeError:
        kinds = format_lazy(
            ", ".join(["{}"] * len(arguments)), *(kind_of(argument) for argument in arguments)
        )
        fault = _(
            "“%(name)s” cannot be used on %(kinds)s. Change the kind first, or give what is missing a default."
        )
        raise EvaluationError(fault=fault, name=name, kinds=kinds) from None
    except ValueError:
        fault = _("“%(name)s” has no answer for what it was given. Check the value before, or give another.")
        raise EvaluationError(fault=fault, name=name) from None


_SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
_BUILDERS: dict[type[ast.AST], Callable[[Any], Run]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _calculation,
    ast.UnaryOp: _unary,
    ast.BoolOp: _logic,
    ast.IfExp: _choice,
    ast.Compare: _comparison,
    ast.Call: _call,
    ast.Dict: _record,
    ast.List: lambda node: _list(node, list),
    ast.Tuple: lambda node: _list(node, tuple),
}

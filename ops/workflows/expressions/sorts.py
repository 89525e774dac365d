"""What kind of value a node surely makes, where that can be seen before it runs.

``text``, ``number`` (true and false too), ``list``, ``record``, ``moment``, ``span``; empty: it may be any.
"""

import ast
from collections.abc import Callable
from typing import Any

from ops.workflows.expressions.functions import FUNCTIONS
from ops.workflows.expressions.methods import METHODS

#: The types whose methods a sort has.
TYPES: dict[str, type] = {
    "text": str,
    "list": list,
    "record": dict,
    "number": int,
    "moment": int,
    "span": int,
}


def sort_of(node: ast.expr) -> str:
    return _SORTS.get(type(node), _any)(node)


def _any(_node: ast.expr) -> str:
    return ""


def _constant(node: ast.Constant) -> str:
    if isinstance(node.value, str):
        return "text"
    return "number" if isinstance(node.value, int | float) else ""


def _sum(node: ast.BinOp) -> str:
    """A text or a list is added to its own kind only."""
    sorts = {sort_of(node.left), sort_of(node.right)} & {"text", "list"}
    return sorts.pop() if isinstance(node.op, ast.Add) and len(sorts) == 1 else ""


def _choice(node: ast.IfExp) -> str:
    return sort_of(node.body) if sort_of(node.body) == sort_of(node.orelse) else ""


def _subscript(node: ast.Subscript) -> str:
    return sort_of(node.value) if isinstance(node.slice, ast.Slice) else ""


def _call(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id].sort
    if isinstance(node.func, ast.Attribute):
        sorts = {method.sort for method in METHODS.get(node.func.attr, {}).values()}
        return sorts.pop() if len(sorts) == 1 else ""
    return ""


_SORTS: dict[type[ast.expr], Callable[[Any], str]] = {
    ast.Constant: _constant,
    ast.List: lambda _node: "list",
    ast.Tuple: lambda _node: "list",
    ast.Dict: lambda _node: "record",
    ast.Compare: lambda _node: "number",
    ast.UnaryOp: lambda _node: "number",
    ast.BinOp: _sum,
    ast.IfExp: _choice,
    ast.Subscript: _subscript,
    ast.Call: _call,
}

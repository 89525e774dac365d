"""The white-list for people: a tree is walked node by node, and what is not known to be allowed is refused."""

import ast
import re
from collections.abc import Callable
from math import inf
from typing import Any, NoReturn

from ops.workflows.expressions import refusals
from ops.workflows.expressions.errors import NotAllowedError, Sentence
from ops.workflows.expressions.functions import FUNCTIONS, Function
from ops.workflows.expressions.limits import MAX_BITS, MAX_DEPTH, MAX_NODES, NAMES
from ops.workflows.expressions.methods import METHODS
from ops.workflows.expressions.sorts import TYPES, sort_of

Refusal = tuple[Sentence, Sentence]

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def refuse(node: ast.AST, refusal: Refusal, **data: Any) -> NoReturn:
    fault, advice = refusal
    # Trees are parsed inside brackets that stand on lines of their own.
    line, column = getattr(node, "lineno", 2) - 1, getattr(node, "col_offset", 0) + 1
    raise NotAllowedError(fault=fault, advice=advice, line=line, column=column, **data)


def body_read(tree: ast.expr) -> ast.expr:
    """What is worked out: the tree, or what follows ``lambda context:`` around the whole."""
    if not isinstance(tree, ast.Lambda):
        return tree
    arguments = ast.unparse(tree.args)
    if arguments != "context" or tree.args.posonlyargs or tree.args.kwonlyargs:
        refuse(tree, refusals.LAMBDA)
    return tree.body


def tree_check(tree: ast.expr) -> None:
    _size_check(tree)
    waiting = [body_read(tree)]
    while waiting:
        node = waiting.pop()
        check = _CHECKS.get(type(node))
        if check is None:
            refuse(node, refusals.NODES.get(type(node), refusals.UNKNOWN), kind=type(node).__name__)
        waiting += check(node)


def _size_check(tree: ast.expr) -> None:
    waiting, count = [(tree, 1)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_NODES:
            refuse(node, refusals.TOO_LARGE, nodes=MAX_NODES, depth=MAX_DEPTH)
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _constant(node: ast.Constant) -> list[ast.expr]:
    constant_check(node)
    return []


def constant_check(node: ast.Constant) -> None:
    value = node.value
    if value is not None and type(value) not in {bool, int, float, str}:
        refuse(node, refusals.LITERAL, kind=type(value).__name__)
    if isinstance(value, str) and _UNSTORABLE.search(value):
        refuse(node, refusals.UNSTORABLE)
    if value == inf or (isinstance(value, int) and value.bit_length() > MAX_BITS):
        refuse(node, refusals.NUMBER)


def _name(node: ast.Name) -> list[ast.expr]:
    if node.id in FUNCTIONS:
        refuse(node, refusals.UNCALLED, name=node.id)
    if node.id not in NAMES:
        refuse(node, refusals.NAME, name=node.id, names=", ".join(NAMES))
    return []


def own_check(node: ast.expr, name: object, start: str = "__") -> None:
    """Names with underscores before them are Python's; data that has such a key is read as ``payload["_id"]``."""
    if isinstance(name, str) and name.startswith(start):
        refuse(node, refusals.OWN, name=name)


def _attribute(node: ast.Attribute) -> list[ast.expr]:
    own_check(node, node.attr, start="_")
    if sort_of(node.value) not in {"", "record"}:
        refuse(node, refusals.KEY, name=node.attr)
    return [node.value]


def _subscript(node: ast.Subscript) -> list[ast.expr]:
    key = node.slice
    if isinstance(key, ast.Slice):
        return [node.value, *(part for part in (key.lower, key.upper, key.step) if part)]
    own_check(node, written(key))
    return [node.value, key]


def _calculation(node: ast.BinOp) -> list[ast.expr]:
    if not isinstance(node.op, OPERATORS):
        refuse(node, refusals.OPERATORS.get(type(node.op), refusals.UNKNOWN), kind=type(node.op).__name__)
    sorts = {sort_of(node.left), sort_of(node.right)}
    if isinstance(node.op, ast.Mult) and sorts & {"text", "list", "record"}:
        refuse(node, refusals.REPETITION)
    if isinstance(node.op, ast.Mod) and sort_of(node.left) == "text":
        refuse(node, refusals.FILLING)
    return [node.left, node.right]


def _sign(node: ast.UnaryOp) -> list[ast.expr]:
    if not isinstance(node.op, ast.Not | ast.USub | ast.UAdd):
        refuse(node, refusals.BITS)
    return [node.operand]


def _comparison(node: ast.Compare) -> list[ast.expr]:
    parts = [node.left]
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.Is | ast.IsNot) and not is_none(right):
            refuse(right, refusals.IS)
        # Sets may be asked and nothing else, so that no value is one.
        is_asked = isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.Set)
        parts += right.elts if is_asked and isinstance(right, ast.Set) else [right]
    return parts


def written(node: ast.expr) -> object:
    """The literal that stands there, else None."""
    return node.value if isinstance(node, ast.Constant) else None


def key_given(call: ast.Call) -> object:
    """The literal key that ``.get(…)`` asks for, else None."""
    is_get = isinstance(call.func, ast.Attribute) and call.func.attr == "get"
    return written(call.args[0]) if is_get and call.args else None


def is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _call(node: ast.Call) -> list[ast.expr]:
    if node.keywords:
        refuse(node, refusals.KEYWORD)
    if isinstance(node.func, ast.Name):
        if node.func.id not in FUNCTIONS:
            refuse(node, refusals.FUNCTION, name=node.func.id, functions=" ".join(FUNCTIONS))
        _count_check(node, node.func.id, [FUNCTIONS[node.func.id]])
        return node.args
    if not isinstance(node.func, ast.Attribute):
        refuse(node, refusals.CALL)
    return [_method(node, node.func), *node.args]


def _method(node: ast.Call, func: ast.Attribute) -> ast.expr:
    own_check(func, func.attr, start="_")
    own_check(func, key_given(node))
    sort = sort_of(func.value)
    found = METHODS.get(func.attr, {})
    if not found or (sort and TYPES[sort] not in found):
        refuse(func, refusals.METHOD, name=func.attr)
    _count_check(node, func.attr, [found[TYPES[sort]]] if sort else list(found.values()))
    return func.value


def _count_check(node: ast.Call, name: str, candidates: list[Function]) -> None:
    count = len(node.args)
    if not any(each.least <= count <= each.most for each in candidates):
        least, most = min(each.least for each in candidates), max(each.most for each in candidates)
        refuse(node, refusals.COUNT, name=name, count=count, least=least, most=most)


def _record(node: ast.Dict) -> list[ast.expr]:
    keys = [key for key in node.keys if key is not None]
    if len(keys) < len(node.keys):
        refuse(node, refusals.STAR)
    return [*keys, *node.values]


_CHECKS: dict[type[ast.AST], Callable[[Any], list[ast.expr]]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _calculation,
    ast.UnaryOp: _sign,
    ast.Compare: _comparison,
    ast.Call: _call,
    ast.Dict: _record,
    ast.BoolOp: lambda node: node.values,
    ast.IfExp: lambda node: [node.test, node.body, node.orelse],
    ast.List: lambda node: node.elts,
    ast.Tuple: lambda node: node.elts,
}

"""What an expression reads, as far as that can be seen without running it."""

import ast

from ops.workflows.expressions.checking import body_read
from ops.workflows.expressions.limits import NAMES

#: A name and the keys and places behind it: ``("steps", "qualify", "output", "tags", 0)``.
Path = tuple[str | int, ...]


def path_show(path: Path) -> str:
    """As it is written: ``steps.qualify.output.tags[0]``."""
    shown = str(path[0])
    for part in path[1:]:
        shown += f".{part}" if isinstance(part, str) and part.isidentifier() else f"[{part!r}]"
    return shown


def paths_read(tree: ast.expr) -> frozenset[Path]:
    """Each path up to where it becomes dynamic; what ``get`` reads by a written key counts as a key."""
    found: set[Path] = set()
    _visit(body_read(tree), found)
    return frozenset(found)


def _visit(node: ast.AST, found: set[Path]) -> None:
    path = _trace(node, found)
    if path:
        found.add(path)


def _trace(node: ast.AST, found: set[Path]) -> Path | None:
    """The path that the node is, so that more can follow; else None, and what is inside was found."""
    match node:
        case ast.Name(id=name) if name in NAMES:
            return (name,)
        case ast.Attribute(value=value, attr=key):
            return _extend(_trace(value, found), key)
        case ast.Subscript(value=value, slice=key) if (written := _written(key)) is not None:
            return _extend(_trace(value, found), written)
        case ast.Call(
            func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(key)), *rest]
        ):
            for argument in rest:
                _visit(argument, found)
            return _extend(_trace(value, found), key)
        case ast.Call(func=func, args=arguments):
            inside = [func.value] if isinstance(func, ast.Attribute) else []
            for part in [*inside, *arguments]:
                _visit(part, found)
        case _:
            for child in ast.iter_child_nodes(node):
                _visit(child, found)
    return None


def _extend(path: Path | None, key: str | int) -> Path | None:
    return (*path, key) if path else None


def _written(key: ast.expr) -> str | int | None:
    match key:
        case ast.Constant(value=str() | int() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
    return None

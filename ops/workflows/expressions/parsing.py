"""From text to a tree that has been checked."""

import ast
import re

from ops.workflows.expressions import refusals
from ops.workflows.expressions.checking import Refusal, tree_check
from ops.workflows.expressions.errors import NotAllowedError
from ops.workflows.expressions.lexicon import text_check
from ops.workflows.expressions.limits import MAX_SOURCE

_LINE_END = re.compile("\r\n|\r|\n")


def tree_parse(text: str) -> ast.expr:
    """The tree of an allowed expression; its lines count from two, for the bracket before it."""
    if not text.strip():
        raise _error(refusals.EMPTY)
    if len(text) > MAX_SOURCE:
        raise _error(refusals.LENGTH, length=len(text), most=MAX_SOURCE)
    text_check(text)
    tree = _python_parse(text)
    try:
        tree_check(tree)
    except NotAllowedError as error:
        # Python counts bytes.
        line = _LINE_END.split(text)[error.data["line"] - 1].encode()
        error.data["column"] = len(line[: error.data["column"] - 1].decode(errors="ignore")) + 1
        raise
    return tree


def _python_parse(text: str) -> ast.expr:
    try:
        # The brackets let it go on over several lines; the lexicon has seen that it cannot close them itself.
        return ast.parse(f"(\n{text}\n)", mode="eval").body
    except SyntaxError as error:
        lines = _LINE_END.split(text)
        line = max((error.lineno or 2) - 1, 1)
        if line > len(lines):  # it was met at the bracket that we added: something is missing at the end
            line, column = len(lines), len(lines[-1]) + 1
        else:
            column = max(error.offset or 1, 1)
        raise _error(refusals.SYNTAX, line=line, column=column) from None
    except (ValueError, MemoryError, RecursionError):
        raise _error(refusals.SYNTAX) from None


def _error(refusal: Refusal, line: int = 1, column: int = 1, **data: int) -> NotAllowedError:
    fault, advice = refusal
    return NotAllowedError(fault=fault, advice=advice, line=line, column=column, **data)

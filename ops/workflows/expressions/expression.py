"""An expression: its text, what it reads, and how it is worked out."""

import ast
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions import refusals
from ops.workflows.expressions.building import tree_build
from ops.workflows.expressions.checking import refuse
from ops.workflows.expressions.errors import EvaluationError, Sentence
from ops.workflows.expressions.limits import WORK
from ops.workflows.expressions.parsing import tree_parse
from ops.workflows.expressions.paths import Path, paths_read
from ops.workflows.expressions.plain import SCALARS, plain_copy
from ops.workflows.expressions.state import State

_KEPT = 2_048

#: What Python itself raises while it works one out; the first that fits is told.
_PYTHON: dict[type[Exception], Sentence] = {
    ZeroDivisionError: _("it divides by zero. Ask before whether the divisor is zero."),
    ArithmeticError: _("a number or date becomes too large or has no meaning. Work with smaller ones."),
    RecursionError: _("lists and records are nested too deeply. Read a part of them."),
    MemoryError: _("it needs too much memory. Read less at once."),
    Exception: _("its values do not fit together. Look at what its data holds."),
}
_FAULTS = (
    EvaluationError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    MemoryError,
)


class Expression:
    """Immutable, and shared by all who parse the same text."""

    __slots__ = ("_paths", "_run", "text")

    def __init__(self, text: str, tree: ast.expr) -> None:
        """Use ``parse``; whoever comes with a tree of his own meets the second white-list here."""
        self.text = text
        try:
            self._run = tree_build(tree)
            self._paths = paths_read(tree)
        except RecursionError:
            refuse(tree, refusals.TOO_LARGE, nodes="", depth="")

    @staticmethod
    def parse(text: str) -> "Expression":
        """Raises NotAllowedError, which says what is not allowed, where, and what to write instead."""
        return _parse(text)

    def names(self) -> frozenset[str]:
        return frozenset(str(path[0]) for path in self._paths)

    def paths(self) -> frozenset[Path]:
        """What it reads; each path ends where it becomes dynamic."""
        return self._paths

    def evaluate(
        self, names: Mapping[str, Any], *, now: Callable[[], datetime] | None = None, budget: int = WORK
    ) -> Any:
        """The value as plain data of its own (see ``plain_copy``). Raises EvaluationError.

        ``now`` is the business clock unless given.
        """
        return self.work_out(State(names, now=now, budget=budget))

    def holds(
        self, names: Mapping[str, Any], *, now: Callable[[], datetime] | None = None, budget: int = WORK
    ) -> bool:
        """Whether the value is true, as conditions ask. Raises EvaluationError."""
        try:
            return bool(self._run(State(names, now=now, budget=budget)))
        except _FAULTS as error:
            raise self._fault_tell(error) from None

    def work_out(self, state: State) -> Any:
        """``evaluate`` with a state that several expressions share: one moment, one budget."""
        try:
            value = self._run(state)
            return value if type(value) in SCALARS else plain_copy(state, value)
        except _FAULTS as error:
            raise self._fault_tell(error) from None

    def _fault_tell(self, error: Exception) -> EvaluationError:
        if not isinstance(error, EvaluationError):
            error = EvaluationError(fault=next(_PYTHON[kind] for kind in _PYTHON if isinstance(error, kind)))
        error.place(self.text)
        return error

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


@lru_cache(_KEPT)
def _parse(text: str) -> Expression:
    return Expression(text, tree_parse(text))

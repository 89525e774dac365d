"""Expressions of workflows: a safe subset of Python's, parsed once, bounded in everything, and never given to ``eval``.

Text → ``lexicon`` (characters and words) → ``ast.parse`` → ``checking`` (the white-list, for people) → ``building``
(the same white-list once more, for the machine: closures, made of allowed nodes alone) → ``Expression.evaluate``.
"""

from ops.workflows.expressions.environment import Environment
from ops.workflows.expressions.errors import BudgetError, EvaluationError, ExpressionError, NotAllowedError
from ops.workflows.expressions.expression import Expression
from ops.workflows.expressions.limits import MAX_SOURCE, NAMES, WORK
from ops.workflows.expressions.paths import Path, path_show
from ops.workflows.expressions.state import State

__all__ = [
    "MAX_SOURCE",
    "NAMES",
    "WORK",
    "BudgetError",
    "Environment",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "NotAllowedError",
    "Path",
    "State",
    "path_show",
]

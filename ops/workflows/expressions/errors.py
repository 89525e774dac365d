"""What can be wrong with an expression, before it runs and while it does."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import NessosError

Sentence = str | Promise


class ExpressionError(NessosError):
    """The base of both; ``fault`` and ``advice`` among its data are sentences with places for the rest of it."""

    code = "expression"

    def __str__(self) -> str:
        data: dict[str, Any] = dict(self.data)
        for key in ("fault", "advice"):
            data[key] = str(data.get(key, "")) % self.data
        return str(self.sentence) % data


class NotAllowedError(ExpressionError):
    """Found when the workflow is saved: what is not allowed, where, and what to write instead."""

    code = "expression_not_allowed"
    sentence = _("%(fault)s (line %(line)s, column %(column)s). %(advice)s")

    def __init__(self, *, fault: Sentence, advice: Sentence, line: int, column: int, **data: Any) -> None:
        super().__init__(fault=fault, advice=advice, line=line, column=column, **data)

    def move(self, *, line: int, column: int) -> "NotAllowedError":
        """The same, of an expression that begins there inside a longer text."""
        shift = column - 1 if self.data["line"] == 1 else 0
        at = {"line": self.data["line"] + line - 1, "column": self.data["column"] + shift}
        return NotAllowedError(**(self.data | at))


class EvaluationError(ExpressionError):
    """Found while it runs; names kinds of values, never the values, which may be personal."""

    code = "expression_failed"
    sentence = _("The expression “%(expression)s” cannot be worked out: %(fault)s")
    _SHOWN: ClassVar[int] = 200

    def __init__(self, *, fault: Sentence, expression: str = "", **data: Any) -> None:
        super().__init__(fault=fault, expression=expression, **data)

    def place(self, text: str) -> None:
        """Say which expression it was, unless one further in has said so."""
        shown = " ".join(text.split())
        if not self.data["expression"]:
            self.data["expression"] = shown if len(shown) <= self._SHOWN else f"{shown[: self._SHOWN]}…"


class BudgetError(EvaluationError):
    """It would take more work, or make something larger, than one expression may."""

    code = "expression_too_costly"

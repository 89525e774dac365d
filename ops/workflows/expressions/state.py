"""What one evaluation has: the names it reads, its moment, and the work it may still do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from ops.workflows.expressions.errors import BudgetError
from ops.workflows.expressions.limits import CHARACTERS_A_UNIT, WORK

_TOO_COSTLY = _(
    "it takes more work than one expression may. Read less at once, or move the work into a step of its own."
)


class State:
    """One or several expressions that are worked out together: one moment, one budget."""

    __slots__ = ("_moment", "_now", "names", "work")

    def __init__(
        self,
        names: Mapping[str, Any],
        *,
        now: Callable[[], datetime] | None = None,
        budget: int = WORK,
    ) -> None:
        self.names = names
        self.work = budget
        self._now = now
        self._moment: datetime | None = None

    def now(self) -> datetime:
        """The business time, asked once, so that one evaluation happens at one moment."""
        if self._moment is None:
            self._moment = (self._now or clock.now)()
        return self._moment

    def spend(self, units: int) -> None:
        """Called before the work is done, so that what would be too much is never begun."""
        if units > self.work:
            raise BudgetError(fault=_TOO_COSTLY)
        self.work -= units

    def spend_characters(self, count: int) -> None:
        self.spend(count // CHARACTERS_A_UNIT)

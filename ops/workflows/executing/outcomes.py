"""What a step is given, and what can become of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from nessos.kernel.context import Context
from ops.workflows.claim import Claimed
from ops.workflows.expressions import Environment
from ops.workflows.models import Step
from ops.workflows.plan import PlanStep


@dataclass(kw_only=True)
class Work:
    """One due step that is to be done now."""

    claimed: Claimed
    step: PlanStep
    environment: Environment
    now: datetime
    #: What it was done with, as far as it got: told also of a failure.
    input: Any = None
    #: Taken out of a batch that failed: nothing is tried together with it.
    is_alone: bool = False

    @cached_property
    def context(self) -> Context:
        """On whose behalf it does what it does: what it announces is caused by its run."""
        claimed = self.claimed
        return Context(trace_id=claimed.trace_id, caused_by=claimed.run_id, depth=claimed.depth + 1)

    @property
    def is_first_look(self) -> bool:
        """Not what waits, or is done outside, and is looked at again."""
        return self.claimed.status not in (Step.Status.WAITING, Step.Status.RUNNING)

    @property
    def attempt(self) -> int:
        """The number of this attempt, from 1."""
        return self.claimed.attempt + self.is_first_look


@dataclass(frozen=True, kw_only=True, slots=True)
class Completed:
    output: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    error: str
    reason: str = ""
    #: Whether its repetitions apply: not where it would only fail, or kill its worker, again.
    is_final: bool = False
    #: It is not repeated sooner than in so many seconds.
    retry_in: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """By its own condition."""

    reason: str
    output: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """It has begun and is to be looked at again then; None: when somebody sets its ``due_at``."""

    until: datetime | None
    waiting_for: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """It is being done outside of any transaction; whoever does it sets the step's ``due_at`` when it is over."""

    waiting_for: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """Nobody can tell whether it happened; a person says so. It is neither done nor failed until then."""

    error: str
    waiting_for: str = "person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Postponed:
    """Nothing was done, and it does not count as an attempt."""

    until: datetime
    waiting_for: str


Outcome = Completed | Failed | Skipped | Waiting | Running | Unknown | Postponed
DoAll = Callable[[Sequence[Work]], list[Outcome]]
DoOne = Callable[[Work], Outcome]

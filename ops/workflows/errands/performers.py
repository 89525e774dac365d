"""Who performs the errands of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from nessos.kernel.errors import NessosError
from nessos.kernel.registry import Registry
from nessos.offers.capability import Capability


@dataclass(frozen=True, kw_only=True)
class Commission:
    """What is to be done. The same ``key`` again is the same attempt again."""

    name: str
    input: dict[str, Any]
    key: str
    timeout_seconds: float | None = None
    #: When its run began: what is chosen by rows that people edit is chosen as it was then.
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """``output`` is plain JSON, as the step will show it; ``details`` are kept with the errand."""

    output: Any
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What a refusal means for the step, besides its sentence."""

    reason: str = ""
    #: Whether the step's repetitions apply.
    is_final: bool = False
    #: It makes no sense to repeat it sooner than in so many seconds.
    retry_in: float | None = None


Perform = Callable[[Commission], Done]
Refused = Callable[[NessosError], Refusal]
#: Is told, in the transaction that writes it down, what was done and under which key.
Recorded = Callable[[str, Done], None]
#: None: it certainly never happened.
LookUp = Callable[[Commission], Done | None]


class Offers(Protocol):
    """What can be asked for, by name: a worker takes no errand that its program does not know."""

    def names(self) -> list[str]: ...

    def get(self, name: str) -> Capability | None: ...


@dataclass(frozen=True, kw_only=True)
class Performer:
    offers: Offers
    perform: Perform
    #: Without any effect outside, so that an interrupted one is simply performed again.
    is_repeatable: bool
    look_up_of: Callable[[str], LookUp | None]
    waiting_for: str
    refused: Refused
    recorded: Recorded


performers: Registry[Performer] = Registry("performer")


def performer_add(
    kind: str,
    *,
    offers: Offers,
    perform: Perform,
    is_repeatable: bool = False,
    look_up_of: Callable[[str], LookUp | None] = lambda _name: None,
    waiting_for: str = "outside",
    refused: Refused = lambda _error: Refusal(),
    recorded: Recorded = lambda _key, _done: None,
) -> None:
    """Let ``perform`` do the errands of this kind, in a thread of its own and outside of any transaction.

    What it raises of our own errors fails the errand. ``OutcomeUnknown``, and whatever else it raises, leaves open
    whether it happened, unless it ``is_repeatable``.
    """
    performers.register(
        kind,
        Performer(
            offers=offers,
            perform=perform,
            is_repeatable=is_repeatable,
            look_up_of=look_up_of,
            waiting_for=waiting_for,
            refused=refused,
            recorded=recorded,
        ),
    )

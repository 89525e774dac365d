"""Who performs the errands of each kind."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from nessos.kernel.registry import Registry
from nessos.offers.capability import Capability


@dataclass(frozen=True, kw_only=True)
class Commission:
    """What is to be done. The same ``key`` again is the same attempt again."""

    name: str
    input: dict[str, Any]
    key: str
    timeout_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """``output`` is plain JSON, as the step will show it; ``details`` are kept with the errand."""

    output: Any
    details: dict[str, Any] = field(default_factory=dict)


Perform = Callable[[Commission], Done]
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


performers: Registry[Performer] = Registry("performer")


def performer_add(
    kind: str,
    *,
    offers: Offers,
    perform: Perform,
    is_repeatable: bool = False,
    look_up_of: Callable[[str], LookUp | None] = lambda _name: None,
    waiting_for: str = "outside",
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
        ),
    )

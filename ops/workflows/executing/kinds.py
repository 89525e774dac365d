"""The kinds of steps that this worker can do: all that are due of one kind in a batch are given to it together.

A kind is one module: found here, or beside its form in ``steps``, and known by what it hands to ``kind_add``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from nessos.kernel.registry import Registry
from ops.workflows import executing, steps
from ops.workflows.executing.guarding import outcome_of, works_guard
from ops.workflows.executing.outcomes import DoOne, Outcome, Work

DoKind = Callable[[Sequence[Work]], list[Outcome]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    do: DoKind
    #: What it would come to, told by a dry run: nothing is sent, and what it writes is rolled back.
    rehearse: DoOne
    #: What it puts out where its own condition skips it.
    skip: Callable[[Work], Any]


kinds: Registry[Kind] = Registry("kind of step")


def nothing_put_out(_work: Work) -> Any:
    return None


def kind_add(
    name: str, *, do: DoKind, rehearse: DoOne, skip: Callable[[Work], Any] = nothing_put_out
) -> None:
    kinds.register(name, Kind(do=do, rehearse=rehearse, skip=skip))


def kinds_find() -> None:
    """Import every module that may add one. Once, when the house starts."""
    for package in (steps, executing):
        for found in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(found.name)


def purely(do_one: DoOne) -> DoKind:
    """Of steps that touch no table: they need no savepoint."""

    def do(works: Sequence[Work]) -> list[Outcome]:
        return [_do(work, do_one) for work in works]

    return do


def guarded(do_one: DoOne) -> DoKind:
    """Of steps that write: each in a savepoint of its own."""

    def do(works: Sequence[Work]) -> list[Outcome]:
        return works_guard(works, (), do_one)

    return do


def _do(work: Work, do_one: DoOne) -> Outcome:
    try:
        return do_one(work)
    except Exception as error:  # noqa: BLE001 - told on the step
        return outcome_of(error, work)

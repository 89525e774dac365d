"""The bell: one NOTIFY in each transaction that makes work for others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from nessos.kernel.statements import statement_do

CHANNEL = "nessos_workflows"
_RING = f"NOTIFY {CHANNEL}"
#: Of a worker in the middle of a batch: the bells that it did not ring.
_unrung: ContextVar[list[str] | None] = ContextVar("nessos_workflows_unrung", default=None)


@contextmanager
def working_silently() -> Iterator[Callable[[], bool]]:
    """Inside the block nobody is woken: if it answers that somebody should be, this worker looks again itself."""
    unrung: list[str] = []
    token = _unrung.set(unrung)
    try:
        yield lambda: bool(unrung)
    finally:
        _unrung.reset(token)


def workers_wake() -> None:
    """Heard when the transaction commits; PostgreSQL itself makes one of several in a transaction."""
    if may_ring():
        statement_do(_RING, prepare=True)


def may_ring() -> bool:
    """Whether to ring; a worker that may not will remember that it should have."""
    unrung = _unrung.get()
    if unrung is not None:
        unrung.append(CHANNEL)
    return unrung is None

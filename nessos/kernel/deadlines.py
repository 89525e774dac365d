"""How long the running code may take: set by whoever waits for it, asked by whoever sets a time limit elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float | None] = ContextVar("nessos_deadline", default=None)


@contextmanager
def time_limited(seconds: float | None) -> Iterator[None]:
    """Inside the block there are so many seconds; None: nobody waits."""
    token = _deadline.set(None if seconds is None else time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def time_left(longest: float) -> float:
    """What a client should set as its time limit: what is left, never nothing and never more than ``longest``."""
    deadline = _deadline.get()
    return longest if deadline is None else min(longest, max(0.05, deadline - time.monotonic()))

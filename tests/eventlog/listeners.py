"""Listeners that tests switch on for their own length."""

from collections.abc import Iterator
from contextlib import contextmanager

from nessos.eventlog import listening
from nessos.eventlog.listening import Handler, listener


@contextmanager
def listening_to(*events: str, handle: Handler, name: str = "tests.listener") -> Iterator[None]:
    """Register a listener through the front door, and take it back."""
    listener(*events, name=name)(handle)
    try:
        yield
    finally:
        del listening.listeners._items[name]
        listening.listeners_of.cache_clear()

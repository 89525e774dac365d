"""Listeners: what a room does when another room announces something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from nessos.eventlog.models import ModuleEvent
from nessos.kernel.registry import RegistrationError, Registry


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An event as a listener sees it. The same ``id`` comes again only if a crash undid what was done with it."""

    id: UUID
    name: str
    entity_id: str
    payload: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, event: ModuleEvent) -> "Happened":
        return cls(
            id=event.id,
            name=event.name,
            entity_id=event.entity_id,
            payload=event.payload,
            created_at=event.created_at,
        )


Handler = Callable[[Happened], None]


@dataclass(frozen=True, kw_only=True)
class Listener:
    name: str
    events: tuple[str, ...]
    handle: Handler


listeners: Registry[Listener] = Registry("listener")


def listener(*events: str, name: str) -> Callable[[Handler], Handler]:
    """Register a handler for these event types, in a room's ``listeners.py``.

    It runs in a transaction of its own, after the event's has committed; what it writes to our database and the
    mark that it has seen the event commit together, so that its effect happens exactly once.
    """
    if not events:
        raise RegistrationError(f"The listener {name!r} names no event. Say which it listens to.")

    def register(handle: Handler) -> Handler:
        listeners.register(name, Listener(name=name, events=events, handle=handle))
        listeners_of.cache_clear()
        return handle

    return register


@cache
def listeners_of(event: str) -> tuple[str, ...]:
    return tuple(item.name for item in listeners if event in item.events)

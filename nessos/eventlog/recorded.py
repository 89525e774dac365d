"""Hooks: who is told of events inside their own transaction, so that what follows from them commits together with them.

A hook that fails takes nothing with it: what it wrote is undone, and the events become deliveries that it still owes,
tried again as those of any listener. Every write of the house pays for a hook's round trips, so it sees by itself to
that: it does what it does in one statement, or in a savepoint.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from nessos.eventlog.listening import Happened, Listener, listeners
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.kernel.registry import Registry
from nessos.kernel.statements import is_broken

log = logging.getLogger(__name__)

#: Told of the same event again only if what it did the first time was undone. When it raises, nothing of it stands,
#: and the transaction can go on.
Told = Callable[[list[ModuleEvent]], None]


@dataclass(frozen=True, kw_only=True)
class Hook:
    name: str
    tell: Told


recorded: Registry[Hook] = Registry("hook of recorded events")


def recorded_register(name: str, tell: Told) -> None:
    """Call ``tell`` with the events of each transaction as they are written."""
    recorded.register(name, Hook(name=name, tell=tell))

    def tell_late(happened: Happened) -> None:
        tell([ModuleEvent.objects.get(pk=happened.id)])

    listeners.register(name, Listener(name=name, events=(), handle=tell_late))


def recorded_tell(events: list[ModuleEvent]) -> list[Delivery]:
    """Tell every hook; answers what those that failed still owe."""
    return [
        Delivery(event=event, listener=hook.name)
        for hook in recorded
        if not _is_told(hook, events)
        for event in events
    ]


def _is_told(hook: Hook, events: list[ModuleEvent]) -> bool:
    try:
        hook.tell(events)
    except Exception:
        if is_broken():
            raise  # the transaction is lost, and the events with it
        log.exception("a hook of recorded events failed and will be told again", extra={"hook": hook.name})
        return False
    return True

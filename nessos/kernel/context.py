"""What the running code is working for: carried by a context variable, read by events and by every log line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

_SANE_TRACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(frozen=True, kw_only=True)
class Context:
    #: One trace for everything that a request, a command or an event brings about.
    trace_id: str = ""
    #: Who is at the keyboard: the user's primary key, none for the house itself.
    actor_id: int | None = None
    #: The event, or run, that this work answers to.
    caused_by: UUID | None = None
    #: How many causes stand above it; chains are cut when they get too long.
    depth: int = 0


_NOBODY = Context()
_current: ContextVar[Context] = ContextVar("nessos_context", default=_NOBODY)


def current() -> Context:
    return _current.get()


@contextmanager
def working_for(context: Context) -> Iterator[Context]:
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def actor_enter(actor_id: int | None) -> None:
    """From here on this person is at the keyboard: login came after the work had begun."""
    _current.set(replace(_current.get(), actor_id=actor_id))


def trace_ensure() -> str:
    """The trace id in force; work that began without one (a shell, a command) gets its own, and keeps it."""
    context = _current.get()
    if not context.trace_id:
        context = replace(context, trace_id=trace_make())
        _current.set(context)
    return context.trace_id


def trace_make() -> str:
    return uuid4().hex


def trace_accept(given: str | None) -> str:
    """Take over a caller's request id when it is a sane one, else make one: it ends up in headers and logs."""
    return given if given and _SANE_TRACE.fullmatch(given) else trace_make()

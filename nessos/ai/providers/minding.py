"""Around each call: a provider that is left alone is not asked, and what becomes of the call is noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from nessos.ai.providers.breaker import breaker_enter, breaker_note
from nessos.ai.providers.calling import Line, fault_make
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.kernel import clock


@contextmanager
def breaker_minded(line: Line) -> Iterator[None]:
    """Raises ModelFault, of the kind that it is left alone for, with the time to wait."""
    provider = line.model.provider
    row = breaker_enter(provider, longest=timedelta(seconds=line.limit))
    if row is not None:
        wait = max((row.until or clock.now()) - clock.now(), timedelta(seconds=1))
        raise fault_make(line.model, FaultKind(row.cause), retry_after=wait, is_left_alone=True)
    try:
        yield
    except ModelFault as fault:
        breaker_note(provider, fault.kind, fault.retry_after)
        raise
    except BaseException:
        # Nothing was learned of the provider, and somebody else may try it.
        breaker_note(provider, FaultKind.CANCELLED)
        raise
    breaker_note(provider, None)

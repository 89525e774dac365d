"""One breaker for each provider, in PostgreSQL, so that what one process learned all of them know.

Each change is one statement, so that of any number of processes that learn the same at once, one opens it, and of any
number that want to try again, one may.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.models import Breaker, Provider
from nessos.kernel import clock
from nessos.kernel.statements import statement_do

#: After how many faults in a row a provider is left alone, for how many seconds at first, and for how many at most:
#: twice as long each time. Kinds that are not here say nothing about the provider, but about the question.
_RULES: dict[FaultKind, tuple[int, int, int]] = {
    FaultKind.RATE_LIMITED: (1, 5, 600),
    FaultKind.SERVER: (3, 30, 600),
    FaultKind.TIMEOUT: (3, 30, 600),
    FaultKind.UNREACHABLE: (3, 30, 600),
    FaultKind.NO_CREDIT: (1, 900, 900),
    FaultKind.INVALID_KEY: (1, 900, 900),
}
#: No server can have itself left alone for longer.
LONGEST_WAIT = timedelta(hours=1)
#: A try is over this long after its time limit, whatever became of the process.
_MARGIN = timedelta(seconds=10)


def breaker_open_until(provider: Provider) -> datetime | None:
    """When it may be asked again; None: now. Only reads."""
    row = Breaker.objects.filter(provider=provider).first()
    until = row.until if row else None
    return until if until and until > clock.now() else None


def breaker_enter(provider: Provider, *, longest: timedelta) -> Breaker | None:
    """Before each call: None to go ahead, or what forbids it. Half open, one caller at a time goes ahead.

    ``longest``: how long the call may take at most, after which the next caller may try.
    """
    row = Breaker.objects.filter(provider=provider).first()
    if row is None or row.open_until is None:
        return None
    now = clock.now()
    is_free = Q(probe_until__isnull=True) | Q(probe_until__lte=now)
    taken = Breaker.objects.filter(is_free, provider=provider, open_until__lte=now).update(
        probe_until=now + longest + _MARGIN
    )
    return None if taken else row


def breaker_note(provider: Provider, fault: FaultKind | None, retry_after: timedelta | None = None) -> None:
    """After each call: how it went; None: it answered. `model_ask` does this itself.

    A fault that speaks of the question, not of the provider, is an answer too. Called off: nothing was learned.
    """
    if fault == FaultKind.CANCELLED:
        Breaker.objects.filter(provider=provider).update(probe_until=None)
    elif fault in _RULES:
        _fault_note(provider, FaultKind(fault), retry_after)
    else:
        _answer_note(provider)


def breaker_close(provider: Provider) -> None:
    """Somebody says that it works again."""
    Breaker.objects.filter(provider=provider).delete()


def breaker_cause(provider: Provider) -> str:
    """Why it is left alone, for people; empty: it is not."""
    row = Breaker.objects.filter(provider=provider).first()
    if row is None or row.open_until is None:
        return ""
    data = {"cause": row.get_cause_display(), "time": time_format(localtime(row.open_until), "H:i:s")}
    if row.open_until > clock.now():
        return _("Left alone until %(time)s: %(cause)s.") % data
    return (
        _("It was left alone until %(time)s: %(cause)s. The next question finds out whether it works again.")
        % data
    )


def _answer_note(provider: Provider) -> None:
    """While it is open, an answer comes from a call that began before: it proves nothing."""
    told = Q(open_until__isnull=True, faults__gt=0) | Q(open_until__lte=clock.now())
    Breaker.objects.filter(told, provider=provider).update(
        faults=0, openings=0, open_until=None, probe_until=None, changed_at=clock.now()
    )


_NOTE = """
    INSERT INTO ai_breaker AS b (provider_id, cause, faults, openings, open_until, changed_at)
    SELECT
        id, %(cause)s, 1, CASE WHEN %(enough)s <= 1 THEN 1 ELSE 0 END,
        CASE WHEN %(enough)s <= 1 THEN
            %(now)s::timestamptz + COALESCE(%(asked)s::interval, make_interval(secs => %(first)s))
        END,
        %(now)s
    FROM ai_provider WHERE id = %(provider)s  -- unless it was deleted meanwhile
    ON CONFLICT (provider_id) DO UPDATE SET
        cause = CASE WHEN b.open_until > %(now)s THEN b.cause ELSE excluded.cause END,
        faults = b.faults + 1,
        -- What began before it opened and fails only now does not keep it open for longer.
        openings = b.openings + CASE
            WHEN b.open_until > %(now)s THEN 0
            WHEN b.open_until IS NULL AND b.faults + 1 < %(enough)s THEN 0
            ELSE 1
        END,
        open_until = CASE
            WHEN b.open_until > %(now)s THEN GREATEST(b.open_until, %(now)s + %(asked)s::interval)
            WHEN b.open_until IS NULL AND b.faults + 1 < %(enough)s THEN NULL
            ELSE %(now)s + COALESCE(
                %(asked)s::interval, make_interval(secs => LEAST(%(first)s * 2 ^ LEAST(b.openings, 10), %(most)s))
            )
        END,
        probe_until = NULL,
        changed_at = %(now)s
"""


def _fault_note(provider: Provider, fault: FaultKind, retry_after: timedelta | None) -> None:
    enough, first, most = _RULES[fault]
    asked = min(retry_after, LONGEST_WAIT) if retry_after is not None else None
    statement_do(
        _NOTE,
        {
            "provider": provider.pk,
            "cause": fault.value,
            "now": clock.now(),
            "enough": enough,
            "first": first,
            "most": most,
            "asked": asked,
        },
    )

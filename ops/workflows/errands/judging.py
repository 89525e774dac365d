"""What is to be said of an errand that did not simply come back done."""

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from nessos.kernel.errors import NessosError
from nessos.kernel.masking import mask
from nessos.kernel.text import text_scrub
from nessos.offers.actions import OutcomeUnknown
from ops.workflows.errands.claiming import Given
from ops.workflows.errands.pauses import FIRST_LOOK_UP, LONGEST, look_up_pause
from ops.workflows.errands.performers import LookUp, performers
from ops.workflows.errands.verdicts import Again, NotDone, Untold, Verdict
from ops.workflows.recover import DEATHS

LOST, TIMEOUT, OUTAGE = "worker_lost", "timeout", "outage"
#: Our own database went away in the middle: that is no answer of whoever was asked.
_OUTAGES = (OperationalError, InterfaceError)


def error_judge(given: Given, error: Exception) -> Verdict:
    """A refusal says that nothing happened. Whatever else went wrong does not, where there can be an effect."""
    is_outage = isinstance(error, _OUTAGES)
    if is_outage and _is_repeatable(given):
        return Again()
    is_refusal = isinstance(error, NessosError) and not isinstance(error, OutcomeUnknown)
    if isinstance(error, NessosError) and is_refusal:
        refusal = performers[given.kind].refused(error)
        return NotDone(
            error=error_tell(error),
            reason=refusal.reason,
            is_final=refusal.is_final,
            retry_in=refusal.retry_in,
        )
    if _is_repeatable(given):
        return NotDone(error=error_tell(error))
    reason = OUTAGE if is_outage else TIMEOUT if isinstance(error, OutcomeUnknown) else ""
    return _doubt_make(given, error_tell(error), reason)


def overdue_judge(given: Given) -> Verdict:
    sentence = _("%(name)s took longer than its time limit of %(seconds)g s.")
    error = sentence % {"name": given.name, "seconds": given.timeout_seconds or LONGEST}
    if _is_repeatable(given):
        return NotDone(error=error, reason=TIMEOUT)
    return _doubt_make(given, error, TIMEOUT)


def unstorable_judge(given: Given, error: Exception) -> Verdict:
    """It came back with something that no column takes: looking it up would bring the same."""
    sentence = _("What %(name)s answered cannot be stored: %(error)s")
    told = sentence % {"name": given.name, "error": error_tell(error).partition("\n")[0]}
    return NotDone(error=told) if _is_repeatable(given) else Untold(error=told, look_up_in=None)


def loss_judge(given: Given) -> Verdict:
    """Its worker died. What has no effect is done again; all else is looked up, or waits for a person."""
    if _is_repeatable(given):
        return _survivors_judge(given.deaths + 1)
    look_up_in = None if look_up_find(given) is None else 0.0
    return Untold(error=_loss_tell(given), look_up_in=look_up_in, reason=LOST)


def never_happened_judge(given: Given) -> Verdict:
    """It was looked up. What a worker died over is done again; what failed in itself has failed, and the step's
    repetitions apply: otherwise a vendor that never answers would be asked for ever, and nobody told.
    """
    if given.reason == LOST:
        return _survivors_judge(given.deaths)
    if given.reason == OUTAGE:
        return Again()
    if given.reason == TIMEOUT:
        error = _("%(name)s gave no answer. It was looked up: nothing had happened.") % {"name": given.name}
    else:
        error = _("%(error)s It was looked up: nothing had happened.") % {"error": given.error}
    return NotDone(error=error, reason=given.reason, is_looked_up=True)


def _survivors_judge(deaths: int) -> Verdict:
    if deaths < DEATHS:
        return Again()
    sentence = _("%(deaths)d workers died over this, so it is not tried again. Look at what it is given.")
    return NotDone(error=sentence % {"deaths": deaths}, reason=LOST, is_final=True)


def look_up_failure_judge(given: Given, told: str) -> Verdict:
    sentence = _("Nobody can tell whether %(name)s happened, and looking it up failed: %(error)s")
    pause = look_up_pause(given.look_ups + 1)
    error = sentence % {"name": given.name, "error": told}
    return Untold(error=error, look_up_in=pause, is_look_up=True)


def nobody_judge(given: Given) -> Verdict:
    """It was to be looked up, and this program cannot."""
    return Untold(error=_loss_tell(given), look_up_in=None)


def look_up_find(given: Given) -> LookUp | None:
    return performers[given.kind].look_up_of(given.name)


def error_tell(error: Exception) -> str:
    """As a step shows it: without personal data."""
    told = str(error) if isinstance(error, NessosError) else f"{type(error).__name__}: {error}"
    return mask(text_scrub(told))[:2000]


def _doubt_make(given: Given, error: str, reason: str) -> Untold:
    """It is looked up after a moment, in which the vendor may end what it still does; else a person has to say."""
    look_up_in = None if look_up_find(given) is None else FIRST_LOOK_UP
    return Untold(error=error, look_up_in=look_up_in, reason=reason)


def _loss_tell(given: Given) -> str:
    sentence = _("The worker was lost in the middle of %(name)s: nobody can tell whether it happened.")
    return sentence % {"name": given.name}


def _is_repeatable(given: Given) -> bool:
    return performers[given.kind].is_repeatable

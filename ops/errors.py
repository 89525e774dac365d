"""What can go wrong in this room."""

from django.utils.translation import gettext_lazy as _

from nessos.kernel.errors import ConflictError


class TimerRunningError(ConflictError):
    code = "timer_running"
    sentence = _(
        "Your timer has been running since %(since)s on contract %(contract)s. Stop it before you start another."
    )


class NoTimerError(ConflictError):
    code = "no_timer"
    sentence = _("No timer of yours is running, so there is nothing to stop. Start one first.")

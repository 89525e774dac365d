"""The engine's short words, as a person reads them on a run's page; one that is not known here is shown as it is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WAITING_FOR: Mapping[str, str | Promise] = {
    "delay": _("the delay before it begins"),
    "time": _("the moment until which it waits"),
    "retry": _("the next attempt"),
    "lock": _("a record that somebody is changing"),
    "database": _("the database, which could not do it"),
    "program": _("a version of the program that knows it"),
    "approval": _("a decision of people"),
    "agent": _("the answer of an agent"),
    "outside": _("an answer from outside"),
    "look_up": _("the look-up of what became of it"),
    "person": _("somebody who says what became of it"),
}
_REASONS: Mapping[str, str | Promise] = {
    "timeout": _("Its time was over."),
    "low_confidence": _("The confidence was too low."),
    "worker_lost": _("Its worker was lost."),
    "budget_spent": _("The budget is spent."),
    "agent_unanswered": _("No model answered."),
    "agent_asked_twice": _("It was asked twice, and no answer came back."),
}


def waiting_tell(word: str) -> str:
    return str(_WAITING_FOR.get(word, word))


def reason_tell(reason: str) -> str:
    """Of a step that was skipped it is a sentence already."""
    return str(_REASONS.get(reason, reason))

"""What can go wrong between us and a model. No sentence here repeats the question, the answer or the key."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nessos.ai.answers import Usage
from nessos.ai.providers.telling import seconds_tell
from nessos.kernel.errors import NessosError


class FaultKind(TextChoices):
    RATE_LIMITED = "rate_limited", _("too many requests")
    SERVER = "server", _("fault of the server")
    TIMEOUT = "timeout", _("no answer in time")
    UNREACHABLE = "unreachable", _("not reachable")
    NO_CREDIT = "no_credit", _("out of credit")
    INVALID_KEY = "invalid_key", _("key refused")
    CONTENT_FILTER = "content_filter", _("refused for its content")
    CONTEXT_OVERFLOW = "context_overflow", _("more than the model can read")
    REFUSED = "refused", _("request refused")
    OUTPUT_INVALID = "output_invalid", _("answered in a form that cannot be used")
    CANCELLED = "cancelled", _("called off")


#: Trying the same again, a little later, can help.
TEMPORARY = frozenset(
    {
        FaultKind.RATE_LIMITED,
        FaultKind.SERVER,
        FaultKind.TIMEOUT,
        FaultKind.UNREACHABLE,
        FaultKind.OUTPUT_INVALID,
    }
)

_SENTENCES: dict[FaultKind, str | Promise] = {
    FaultKind.RATE_LIMITED: _(
        "%(provider)s takes no more requests for now (model %(model)s). Wait %(wait)s, or give the agent another model."
    ),
    FaultKind.SERVER: _(
        "%(provider)s failed to answer (model %(model)s): %(detail)s. Try again later, or give the agent another model."
    ),
    FaultKind.TIMEOUT: _(
        "%(provider)s did not answer within %(detail)s (model %(model)s). Try again, allow it more time, "
        "or give the agent a faster model."
    ),
    FaultKind.UNREACHABLE: _(
        "%(provider)s cannot be reached (model %(model)s): %(detail)s. Check its address and whether it is running."
    ),
    FaultKind.NO_CREDIT: _(
        "The account at %(provider)s is out of credit (model %(model)s). Add credit there, then save the provider."
    ),
    FaultKind.INVALID_KEY: _(
        "%(provider)s cannot be asked with the key it was given (model %(model)s): %(detail)s. "
        "Set a valid key in the environment and start again."
    ),
    FaultKind.CONTENT_FILTER: _(
        "%(provider)s refused the request for its content (model %(model)s). Let a person do it, "
        "or give the agent another model."
    ),
    FaultKind.CONTEXT_OVERFLOW: _(
        "What was asked is more than the model %(model)s of %(provider)s can read at once. Ask with less material, "
        "or give the agent a model that reads more."
    ),
    FaultKind.REFUSED: _(
        "%(provider)s refused the request (model %(model)s): %(detail)s. Check the model's name and "
        "the provider's settings."
    ),
    FaultKind.OUTPUT_INVALID: _(
        "The model %(model)s of %(provider)s answered, twice, in a form that cannot be used: %(detail)s. "
        "Nothing was done with it. Ask again, or give the agent another model."
    ),
    FaultKind.CANCELLED: _(
        "The question to %(provider)s (model %(model)s) was called off. Ask again if you need it."
    ),
}


_LEFT_ALONE = _(
    "%(provider)s is left alone for now (model %(model)s): %(cause)s. Try again in %(wait)s, or close the breaker "
    "on the provider's page."
)


class ModelFault(NessosError):
    """``usage``: what was used up; None: nobody knows. ``retry_after``: sooner is of no use.

    ``asked``: whether anything was sent. Not so while the provider is left alone (``is_left_alone``): then the kind is
    that of the fault that it is left alone for.
    """

    code = "model_fault"
    status = 503

    def __init__(
        self,
        *,
        kind: FaultKind,
        provider: str = "",
        model: str = "",
        detail: str | Promise = "",
        retry_after: timedelta | None = None,
        usage: Usage | None = None,
        asked: bool = True,
        is_left_alone: bool = False,
    ) -> None:
        super().__init__(provider=provider, model=model, detail=detail, cause=kind.label)
        self.kind, self.retry_after, self.usage = kind, retry_after, usage
        self.asked, self.is_left_alone = asked and not is_left_alone, is_left_alone

    @property
    def permanent(self) -> bool:  # type: ignore[override]  # of this class the kind decides
        return self.kind not in TEMPORARY

    def __str__(self) -> str:
        wait = _wait_tell(self.retry_after)
        sentence = _LEFT_ALONE if self.is_left_alone else _SENTENCES[self.kind]
        return str(sentence) % {**self.data, "wait": wait}


def _wait_tell(wait: timedelta | None) -> str:
    return seconds_tell(wait.total_seconds()) if wait else str(_("a moment"))

"""Going through the candidates of a plan until one answers."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nessos.ai.answers import AgentAnswer
from nessos.ai.errors import ModelsFailedError
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.prompts.errors import PromptTooLongError
from nessos.ai.providers.breaker import breaker_open_until
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import ServedModel
from nessos.ai.routing.checking import model_fault
from nessos.ai.routing.consulting import Matter, model_consult
from nessos.ai.routing.keeping import interruptions_settle
from nessos.kernel import clock
from nessos.kernel.deadlines import time_left
from nessos.kernel.errors import NessosError

log = logging.getLogger(__name__)

#: Whoever says that it will answer again so soon is asked a second time.
SHORT = timedelta(seconds=2)
_REPEATED = frozenset({FaultKind.RATE_LIMITED, FaultKind.SERVER, FaultKind.TIMEOUT})
#: With less time than this nobody else is begun with.
_LEAST = 0.1


def models_ask(matter: Matter, models: Sequence[ServedModel]) -> AgentAnswer:
    """One after the other, until one answers. Raises ModelsFailedError, BudgetSpentError, AskedTwiceError."""
    if matter.key is not None:
        interruptions_settle(matter.key, agent=matter.agent.name)
    walk = _Walk(matter)
    answer = walk.go(models)
    if answer is None:
        raise walk.error_make()
    return answer


@dataclass(frozen=True, kw_only=True)
class _Said:
    """Why a model gave no answer."""

    told: str
    is_permanent: bool = True
    retry_in: float | None = None
    #: It would not have been asked at any time.
    is_barred: bool = False


@dataclass(slots=True)
class _Walk:
    """What was heard on the way."""

    matter: Matter
    said: list[_Said] = field(default_factory=list)
    refused: list[BudgetSpentError] = field(default_factory=list)
    #: It was more than a model that reads so many tokens could read.
    too_small: int = 0

    def go(self, models: Sequence[ServedModel]) -> AgentAnswer | None:
        """None: nobody answered. Raises the fault of who called it off."""
        for place, chosen in enumerate(models):
            if self.said and time_left(_LEAST) < _LEAST:
                self._note(_("There was no time left to ask another model."), is_permanent=False)
                break
            model = ServedModel.objects.select_related("provider").filter(pk=chosen.pk).first()
            if (
                model is not None
                and not self._passes_over(model, models[place + 1 :])
                and (answer := self._ask(model))
            ):
                return answer
        return None

    def error_make(self) -> NessosError:
        """What whoever asked is told: why each of them gave no answer."""
        if self.refused and all(each.is_barred for each in self.said):
            return min(self.refused, key=lambda error: error.until)
        said = [*self.said, *self._refusals_tell()]
        waits = [each.retry_in for each in said if each.retry_in is not None]
        return ModelsFailedError(
            agent=self.matter.agent.name,
            said=[each.told for each in said],
            is_permanent=all(each.is_permanent for each in said),
            retry_after=max(1, ceil(min(waits))) if waits else None,
        )

    def _refusals_tell(self) -> Iterator[_Said]:
        for error in self.refused:
            yield _Said(told=str(error), is_permanent=False, retry_in=error.retry_after)

    def _passes_over(self, model: ServedModel, others: Sequence[ServedModel]) -> bool:
        """Said, if so: as its provider is now, whatever the plan was published with."""
        data = {"model": model}
        if (fault := model_fault(model)) is not None:
            self._note(fault, is_barred=True)
        elif self.matter.consult.personal and not model.provider.sees_personal_data:
            self._note(
                _("“%(model)s” may not see personal data, so it was not asked.") % data, is_barred=True
            )
        elif model.context_tokens <= self.too_small or self._is_for_larger(model, others):
            self._note(_("“%(model)s” cannot read as much as this at once.") % data)
        elif (until := breaker_open_until(model.provider)) is not None:
            wait = _seconds_until(until)
            sentence = _("“%(model)s” failed of late and is left alone until %(until)s.")
            self._note(sentence % {**data, "until": _time_tell(until)}, is_permanent=False, retry_in=wait)
        else:
            return False
        return True

    def _is_for_larger(self, model: ServedModel, others: Sequence[ServedModel]) -> bool:
        """It would have to be cut for this one, and perhaps not for one that comes later."""
        is_cut = self.matter.length > self.matter.room_of(model)
        return is_cut and any(each.context_tokens > model.context_tokens for each in others)

    def _ask(self, model: ServedModel) -> AgentAnswer | None:
        try:
            return self._ask_repeatedly(model)
        except BudgetSpentError as error:
            self.refused.append(error)
        except PromptTooLongError as error:
            self._note(str(error))
        except ModelFault as fault:
            if fault.kind == FaultKind.CANCELLED:
                raise
            if fault.kind == FaultKind.CONTEXT_OVERFLOW:
                self.too_small = max(self.too_small, model.context_tokens)
            wait = None if fault.retry_after is None else fault.retry_after.total_seconds()
            self._note(str(fault), is_permanent=fault.permanent, retry_in=None if fault.permanent else wait)
        return None

    def _ask_repeatedly(self, model: ServedModel) -> AgentAnswer:
        """Twice at most, and only where it was said how soon that makes sense."""
        try:
            return model_consult(self.matter, model)
        except ModelFault as fault:
            wait = _repeat_in(fault, model)
            if wait is None or time_left(wait + _LEAST) < wait + _LEAST:
                raise
        time.sleep(wait)
        return model_consult(self.matter, model)

    def _note(
        self,
        told: str,
        *,
        is_permanent: bool = True,
        retry_in: float | None = None,
        is_barred: bool = False,
    ) -> None:
        self.said.append(_Said(told=told, is_permanent=is_permanent, retry_in=retry_in, is_barred=is_barred))


def _time_tell(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _repeat_in(fault: ModelFault, model: ServedModel) -> float | None:
    """None: it is not asked again. It may have been left alone for as long as it said itself."""
    if fault.kind not in _REPEATED or fault.retry_after is None:
        return None
    until = breaker_open_until(model.provider)
    wait = max(fault.retry_after.total_seconds(), 0.0 if until is None else _seconds_until(until))
    return wait if wait <= SHORT.total_seconds() else None


def _seconds_until(moment: datetime) -> float:
    return max(0.0, (moment - clock.now()).total_seconds())

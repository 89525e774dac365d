"""Asking one model: written down before, settled after, and its answer kept with that."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from nessos.ai.answers import AgentAnswer, Usage
from nessos.ai.evals.staging import staged
from nessos.ai.faults import faults_read, faults_tell
from nessos.ai.feedback.selectors import examples_for
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.services import call_open, call_settle
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.rendering import Example, prompt_render, tokens_estimate
from nessos.ai.providers.asking import Message, ModelAnswer, Question
from nessos.ai.providers.client import model_ask
from nessos.ai.providers.faults import FaultKind, ModelFault
from nessos.ai.providers.models import ServedModel
from nessos.ai.providers.pricing import usage_expect
from nessos.ai.routing.services import answer_keep
from nessos.kernel.contracts import Contract
from nessos.kernel.crashpoints import crashpoint
from nessos.kernel.deadlines import time_left
from nessos.offers.agents import Agent, Consult, ModelMisfitError, Proposed

log = logging.getLogger(__name__)

_OUTCOMES = {
    FaultKind.OUTPUT_INVALID: AgentCall.Outcome.OUTPUT_INVALID,
    FaultKind.CANCELLED: AgentCall.Outcome.CANCELLED,
}


class UnfitOutputError(ModelMisfitError):
    sentence = _("What came of the answer does not fit: %(told)s")


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is asked, whichever model answers it."""

    agent: Agent
    consult: Consult
    given: Contract = field(repr=False)
    version: PromptVersion
    subject: str = ""
    key: str | None = None
    purse: str = ""

    @cached_property
    def material(self) -> dict[str, Any]:
        with staged(), translation.override(settings.LANGUAGE_CODE):
            return self.consult.material(self.given)

    @cached_property
    def examples(self) -> Sequence[Example]:
        """What people corrected, where that is switched on."""
        return examples_for(self.agent.name)

    def messages_make(self, room_tokens: int | None = None) -> tuple[Message, ...]:
        """Anew for each call: every one has fences of its own. Raises PromptTooLongError."""
        answer = self.consult.answer
        return prompt_render(
            self.version, self.material, answer=answer, examples=self.examples, room_tokens=room_tokens
        )

    def room_of(self, model: ServedModel) -> int:
        """How many tokens this model can be told and still answer."""
        return max(1, model.context_tokens - self.length_of(model))

    def length_of(self, model: ServedModel) -> int:
        return min(self.consult.max_output_tokens, model.max_output_tokens)

    @cached_property
    def length(self) -> int:
        """In tokens, of all there is to tell; examples may be left out."""
        return tokens_estimate(prompt_render(self.version, self.material, answer=self.consult.answer))


class _Finishing:
    """What code makes of the model's answer; kept from the check, which the answer has passed when it comes back."""

    proposed: Proposed

    def __init__(self, matter: Matter) -> None:
        self._matter = matter

    def check(self, answer: Contract) -> None:
        matter = self._matter
        with staged(), translation.override(settings.LANGUAGE_CODE):
            proposed = matter.consult.finish(matter.given, answer)
            try:
                output = matter.agent.output.model_validate(proposed.output)
            except ValidationError as error:
                raise UnfitOutputError(told=faults_tell(faults_read(error, "output"))) from error
        self.proposed = Proposed(output=output, confidence=proposed.confidence)


def model_consult(matter: Matter, model: ServedModel) -> AgentAnswer:
    """Outside of any transaction. Raises ModelFault, BudgetSpentError."""
    finishing = _Finishing(matter)
    question = Question(
        messages=matter.messages_make(matter.room_of(model)),
        answer=matter.consult.answer,
        max_output_tokens=matter.length_of(model),
        timeout=timedelta(seconds=time_left(model.provider.timeout_seconds)),
        check=finishing.check,
    )
    call = call_open(
        agent=matter.agent.name,
        model=model,
        prompt_version=matter.version.number,
        given=matter.given,
        subject=matter.subject,
        key=matter.key,
        purse=matter.purse,
        expected=usage_expect(model, question),
    )
    begun = time.perf_counter()
    answered = _ask(model, question, call, begun)
    crashpoint("agent.answered")
    answer = AgentAnswer(
        output=finishing.proposed.output.model_dump(mode="json"),
        model=model.name,
        prompt_version=matter.version.number,
        usage=answered.usage,
        confidence=finishing.proposed.confidence,
    )
    with transaction.atomic():
        call_settle(
            call,
            outcome=AgentCall.Outcome.ANSWERED,
            usage=answered.usage,
            confidence=answer.confidence,
            duration=_since(begun),
            repaired=answered.repaired,
        )
        if matter.key is not None:
            answer = answer_keep(key=matter.key, agent=matter.agent.name, answer=answer)
    crashpoint("agent.kept")
    return answer


def _ask(model: ServedModel, question: Question, call: AgentCall, begun: float) -> ModelAnswer:
    try:
        return model_ask(model, question)
    except ModelFault as fault:
        usage = fault.usage if fault.asked else Usage()
        outcome = _OUTCOMES.get(fault.kind, AgentCall.Outcome.FAILED)
        call_settle(call, outcome=outcome, fault=fault.kind, usage=usage, duration=_since(begun))
        log.warning("a model did not answer", extra={"reason": f"{model.name}: {fault.kind}"})
        raise
    except Exception:
        call_settle(call, outcome=AgentCall.Outcome.FAILED, usage=None, duration=_since(begun))
        raise


def _since(begun: float) -> timedelta:
    return timedelta(seconds=time.perf_counter() - begun)

"""The one port to models: an agent is asked by its name, and whoever asks does not know which model answers.

It may take as long as a model takes: ask outside of any transaction, with no row locked.
"""

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import translation
from pydantic import ValidationError

from nessos.ai.answers import AgentAnswer, Usage
from nessos.ai.errors import (
    BadInputError,
    BadOutputError,
    ModelsFailedError,
    NoModelError,
    NoPromptError,
    UnknownAgentError,
)
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.services import OFFLINE, call_note, input_hash
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.selectors import prompt_in_force
from nessos.ai.providers.models import ServedModel
from nessos.ai.routing.consulting import Matter
from nessos.ai.routing.keeping import answer_find
from nessos.ai.routing.models import RoutePlan
from nessos.ai.routing.selectors import candidates_order, candidates_read, plan_in_force
from nessos.ai.routing.walking import models_ask
from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.offers.agents import Agent, Proposed, agents

log = logging.getLogger(__name__)

__all__ = ["OFFLINE", "agent_find", "agent_run", "input_read", "offline_ask"]


def agent_run(  # noqa: PLR0913 - each says one thing of the question
    name: str,
    input: Mapping[str, Any],  # noqa: A002 - as it is said of an agent everywhere
    *,
    subject: str = "",
    offline: bool = False,
    key: str | None = None,
    as_of: datetime | None = None,
    purse: str = "",
    prompt: PromptVersion | None = None,
    model: ServedModel | None = None,
) -> AgentAnswer:
    """Ask an agent. Every call is noted in the ledger.

    ``subject``: what is asked about, by kind and id: ``"growth.Lead 0189…"``; where models share what is asked, the
    same one is asked about it every time. ``offline``: no model is asked, whatever models there are. ``key``: the same
    again is the same question again: what was answered under it is not bought twice. ``as_of``: by the plan and the
    prompt that were in force then; a model that was barred since is passed over. ``purse``: on whose account.
    ``prompt``, ``model``: this one, and no other.

    Raises UnknownAgentError, BadInputError, NoModelError, BadOutputError, NoPromptError, ModelsFailedError,
    BudgetSpentError, AskedTwiceError, and what the agent itself refuses, as NessosError.
    """
    agent = agent_find(name)
    given = input_read(agent, input)
    offline_answer = partial(_offline_answer, agent, given, subject=subject, purse=purse)
    if offline or agent.consult is None:
        return offline_answer()
    plan = None if model else _plan_find(agent, as_of)
    models = [model] if model else _models_of(plan, agent, given, subject or key)
    if not models:
        return offline_answer()
    if key is not None and (kept := answer_find(key)) is not None:
        return kept
    try:
        matter = Matter(
            agent=agent,
            consult=agent.consult,
            given=given,
            version=prompt or _prompt_find(name, as_of),
            subject=subject,
            key=key,
            purse=purse,
        )
        return models_ask(matter, models)
    except (NoPromptError, ModelsFailedError, BudgetSpentError) as error:
        if plan is None or not _offline_may(agent, plan, error):
            raise
        reason = f"{name}: {error.code}"
        log.warning("no model answered, so the rule of the house does", extra={"reason": reason})
    return offline_answer()


def agent_find(name: str) -> Agent:
    found = agents.get(name)
    if found is None:
        raise UnknownAgentError(agent=name[:63], known=", ".join(agents.names()))
    return found


def input_read(agent: Agent, given: Mapping[str, Any]) -> Contract:
    try:
        return agent.input.model_validate(dict(given))
    except ValidationError as error:
        raise BadInputError.of(agent.name, error) from error


def offline_ask(agent: Agent, given: Contract) -> Proposed:
    """By the agent's own rule, in the language of the house: what it says is stored, and read by others."""
    if agent.offline is None:
        raise NoModelError(agent=agent.name)
    with translation.override(settings.LANGUAGE_CODE):
        return agent.offline(given)


def _plan_find(agent: Agent, as_of: datetime | None) -> RoutePlan | None:
    """As it was then; where there was none, and no rule of the house either, as it is now."""
    plan = plan_in_force(agent.name, as_of=as_of)
    return plan if plan or agent.offline or as_of is None else plan_in_force(agent.name)


def _prompt_find(agent: str, as_of: datetime | None) -> PromptVersion:
    found = prompt_in_force(agent, as_of=as_of) or prompt_in_force(agent)
    if found is None:
        raise NoPromptError(agent=agent)
    return found


def _models_of(
    plan: RoutePlan | None, agent: Agent, given: Contract, subject: str | None
) -> list[ServedModel]:
    """In the order in which they are asked about this."""
    if plan is None:
        return []
    split_by = subject or input_hash(agent.name, given)
    found = candidates_order(candidates_read(plan), agent=agent.name, subject=split_by)
    return [candidate.model for candidate in found]


def _offline_may(agent: Agent, plan: RoutePlan, error: NessosError) -> bool:
    """Whether the house's own rule may stand in for models that did not answer."""
    if agent.offline is None or not agent.offline_last or not plan.offline_last:
        return False
    return plan.offline_on_budget or not isinstance(error, BudgetSpentError)


def _offline_answer(agent: Agent, given: Contract, *, subject: str, purse: str) -> AgentAnswer:
    begun = time.perf_counter()
    proposed = offline_ask(agent, given)
    duration = timedelta(seconds=time.perf_counter() - begun)
    note = partial(call_note, agent=agent.name, given=given, duration=duration, subject=subject, purse=purse)
    try:
        output = agent.output.model_validate(proposed.output)
        answer = AgentAnswer(
            output=output.model_dump(mode="json"),
            model=OFFLINE,
            prompt_version=None,
            usage=Usage(),
            confidence=proposed.confidence,
        )
    except ValidationError as error:
        note(outcome=AgentCall.Outcome.OUTPUT_INVALID)
        raise BadOutputError.of(agent.name, error, model=OFFLINE) from error
    note(outcome=AgentCall.Outcome.ANSWERED, confidence=answer.confidence)
    return answer

"""The one port to models: an agent is asked by its name, and whoever asks does not know which model answers.

It may take as long as a model takes: ask outside of any transaction, with no row locked.
"""

import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import translation
from pydantic import ValidationError

from nessos.ai.answers import AgentAnswer, Usage
from nessos.ai.errors import BadInputError, BadOutputError, NoModelError, UnknownAgentError
from nessos.ai.models import AgentCall
from nessos.ai.services import call_note
from nessos.kernel.contracts import Contract
from nessos.offers.agents import Agent, Proposed, agents

OFFLINE = "offline"


def agent_run(
    name: str,
    input: Mapping[str, Any],  # noqa: A002 - as it is said of an agent everywhere
    *,
    subject: str = "",
    offline: bool = False,
) -> AgentAnswer:
    """Ask an agent. Every call is noted in the ledger.

    ``subject``: what is asked about, by kind and id: ``"growth.Lead 0189…"``. ``offline``: no model is asked, whatever
    models there are. Raises UnknownAgentError, BadInputError, NoModelError, BadOutputError, and what the agent itself
    refuses, as NessosError.
    """
    agent = agent_find(name)
    given = input_read(agent, input)
    model = OFFLINE if offline else model_choose(agent)
    begun = time.perf_counter()
    proposed = offline_ask(agent, given)
    duration = timedelta(seconds=time.perf_counter() - begun)
    note = partial(call_note, agent=name, model=model, given=given, duration=duration, subject=subject)
    try:
        answer = _answer_make(agent, model, proposed)
    except ValidationError as error:
        note(outcome=AgentCall.Outcome.OUTPUT_INVALID)
        raise BadOutputError.of(name, error, model=model) from error
    note(outcome=AgentCall.Outcome.ANSWERED, confidence=answer.confidence)
    return answer


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


def model_choose(agent: Agent) -> str:
    """Who answers: in a house without models, the rules of the house."""
    if agent.offline is None:
        raise NoModelError(agent=agent.name)
    return OFFLINE


def offline_ask(agent: Agent, given: Contract) -> Proposed:
    """By the agent's own rule, in the language of the house: what it says is stored, and read by others."""
    if agent.offline is None:
        raise NoModelError(agent=agent.name)
    with translation.override(settings.LANGUAGE_CODE):
        return agent.offline(given)


def _answer_make(agent: Agent, model: str, proposed: Proposed) -> AgentAnswer:
    output = agent.output.model_validate(proposed.output)
    return AgentAnswer(
        output=output.model_dump(mode="json"),
        model=model,
        prompt_version=None,
        usage=Usage(),
        confidence=proposed.confidence,
    )

"""Every agent of the house with its shipped prompt, before a model that says what a test tells it to."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from django.test import override_settings

from nessos.ai.answers import AgentAnswer
from nessos.ai.prompts.loading import prompts_load
from nessos.ai.running import agent_run
from tests.ai.model_server import ModelServer, answers
from tests.ai.routing.making import model_make, plan_make


class Consulting(Protocol):
    def __call__(self, agent: str, asked: dict[str, Any], *said: Any) -> AgentAnswer: ...


@pytest.fixture
def in_english() -> Iterator[None]:
    with override_settings(LANGUAGE_CODE="en"):
        yield


@pytest.fixture
def consult(model_server: ModelServer, transactional_db: None, in_english: None) -> Consulting:
    """Ask an agent, and let the model say this, one after the other; without anything left to say it errs."""

    def ask(agent: str, asked: dict[str, Any], *said: Any) -> AgentAnswer:
        prompts_load()
        plan_make(model_make(model_server.url), agent=agent)
        model_server.will(*(answers(each) for each in said))
        return agent_run(agent, asked)

    return ask


def told(server: ModelServer, call: int = 0) -> str:
    """All that the model was told."""
    return "\n".join(str(message["content"]) for message in server.calls[call].body["messages"])

"""Agents of these tests' own, registered as a room would, and taken back again."""

from collections.abc import Iterator

import pytest
from pydantic import Field

from nessos.kernel.contracts import Contract
from nessos.offers.agents import Agent, Proposed, agent_add, agents
from tests.ai.model_server import ModelServer, model_serve


class Question(Contract):
    text: str
    times: int = 1


class Answer(Contract):
    words: int = Field(ge=0)


class Other(Contract):
    anything: str


def words_count(given: Question) -> Proposed:
    return Proposed(output=Answer(words=len(given.text.split()) * given.times), confidence=0.5)


def anything_answer(_given: Question) -> Proposed:
    return Proposed(output=Other(anything="else"), confidence=0.5)


@pytest.fixture
def counters() -> Iterator[None]:
    """``count_words`` answers, ``talk_past`` answers something else, ``say_nothing`` has no rule."""
    common = {"input": Question, "output": Answer, "permission": "growth.view_lead"}
    rules = {"count_words": words_count, "talk_past": anything_answer, "say_nothing": None}
    for name, rule in rules.items():
        agent_add(agents, Agent(name=name, label=name, offline=rule, **common))  # type: ignore[arg-type]
    yield
    for name in rules:
        del agents._items[name]


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A server of models on this machine: see `tests/ai/model_server.py`."""
    with model_serve() as server:
        yield server

"""An engine and its errands in the test's own process, and an agent that repeats what it was given."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from nessos.kernel.contracts import Contract
from nessos.offers.agents import Agent, Proposed, agent_add, agents
from ops.workflows.advance import Engine
from ops.workflows.errands.running import Errands
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger
from tests.ops.workflows.engine.conftest import Document, engine, workflow_store
from tests.ops.workflows.errands.conftest import worker_make

__all__ = ["engine"]


class Heard(Contract):
    name: str
    city: str | None = None
    amount: str | None = None
    tone: str = "kind"


class Said(Contract):
    heard: dict[str, Any]


def repeat(given: Heard) -> Proposed:
    return Proposed(output=Said(heard=given.model_dump(exclude_unset=True)), confidence=0.6)


class Worker:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.errands = Errands(worker_make().id)

    def work(self) -> None:
        """Until nothing is due, asked for or under way."""
        while self.engine.drain() + self.errands.drain():
            pass

    def run(self, *steps: Document, **payload: Any) -> dict[str, Any]:
        run = run_trigger(workflow=workflow_store(*steps), payload=payload)
        self.work()
        return run_show(run.pk)


@pytest.fixture
def worker(engine: Engine) -> Iterator[Worker]:
    """What agents say is in the language of the house, which is that of these tests here."""
    fields = {"label": "Parrot", "input": Heard, "output": Said, "permission": "growth.view_lead"}
    agent_add(agents, Agent(name="parrot", offline=repeat, context=("name", "city", "amount"), **fields))  # type: ignore[arg-type]
    with override_settings(LANGUAGE_CODE="en"):
        found = Worker(engine)
        yield found
        found.errands.leave()
    del agents._items["parrot"]


def ask(name: str = "ask", **fields: Any) -> Document:
    return {"name": name, "type": "ai_agent", "agent": "parrot", **fields}

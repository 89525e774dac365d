"""The shipped workflows of the squads, run by one worker in the test's own process, on a clock that the test moves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.errands.running import Errands
from ops.workflows.models import Run, Step, Workflow
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger, workflow_save
from ops.workflows.shipped import shipped_workflows
from tests.ops.workflows.engine.conftest import engine
from tests.ops.workflows.errands.conftest import worker_make

__all__ = ["engine"]

Shown = dict[str, Any]


class Worker:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.errands = Errands(worker_make().id)

    def trigger(self, slug: str, payload: dict[str, Any]) -> Run:
        return run_trigger(workflow=shipped_save(slug), payload=payload)

    def work(self) -> None:
        """Until nothing is due at this time of the clock."""
        while self.engine.drain() + self.errands.drain():
            pass

    def pass_time(self, **span: int) -> None:
        clock.advance(timedelta(**span))
        self.work()

    def run(self, slug: str, payload: dict[str, Any]) -> Shown:
        """To its end, however long it waits."""
        run = self.trigger(slug, payload)
        self.work()
        while (due := _next_due(run)) is not None:
            clock.advance(max(due - clock.now(), timedelta(seconds=1)))
            self.work()
        return run_show(run.pk)


@pytest.fixture
def worker(engine: Engine) -> Iterator[Worker]:
    """What is written to customers is in the language of the house, which is that of these tests here."""
    with override_settings(LANGUAGE_CODE="en"):
        found = Worker(engine)
        yield found
        found.errands.leave()


def shipped_save(slug: str) -> Workflow:
    shipped = next(each for each in shipped_workflows() if each.slug == slug)
    return workflow_save(slug=slug, name=shipped.name, steps=shipped.steps)


def _next_due(run: Run) -> Any:
    open_steps = Step.objects.filter(run=run, due_at__isnull=False)
    return open_steps.order_by("due_at").values_list("due_at", flat=True).first()


def stands(shown: Shown) -> list[tuple[str, str]]:
    return [(step["name"], step["status"]) for step in shown["steps"]]


def outputs(shown: Shown) -> dict[str, Any]:
    return {step["name"]: step["output"] for step in shown["steps"]}


def reasons(shown: Shown) -> dict[str, str]:
    return {step["name"]: step["reason"] for step in shown["steps"]}

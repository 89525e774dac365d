"""A worker's engine in the test's own process, and workflows to give it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from nessos.eventlog.services import event_emit
from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.models import Run, Version, Workflow
from ops.workflows.recover import Marks
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger, workflow_save
from tests.ops.workflows.engine.probing import probe  # noqa: F401  (a fixture)

Document = dict[str, Any]


@pytest.fixture
def engine(emptied: None) -> Iterator[Engine]:
    marks = Marks()
    yield Engine(marks)
    marks.close()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
        cursor.execute("RESET idle_in_transaction_session_timeout")


def workflow_make(*steps: Document, slug: str = "sample", event: str = "", **fields: Any) -> Workflow:
    module, _dot, rest = event.partition(".")
    return workflow_save(
        slug=slug, name=slug, steps=list(steps), trigger_module=module, trigger_event=rest, **fields
    )


def workflow_store(*steps: Document, slug: str = "sample", **fields: Any) -> Workflow:
    """As another version of the program saved it, by whose offers it was right."""
    workflow = Workflow.objects.create(slug=slug, name=slug, **fields)
    published = {"published_at": clock.now(), "steps": list(steps)}
    workflow.published = Version.objects.create(workflow=workflow, number=1, **published)
    workflow.save()
    return workflow


def ring(entity: str = "bell", **payload: Any) -> str:
    event = event_emit(module="ops", event_type="custom.rang", entity_id=entity, payload=payload)
    return str(event.pk)


def condition(name: str, expression: str = "True", **fields: Any) -> Document:
    return {"name": name, "type": "condition", "expression": expression, **fields}


RunSteps = Callable[..., dict[str, Any]]


@pytest.fixture
def run_steps(engine: Engine) -> RunSteps:
    """Run these steps to where nothing is due any more, and show the run."""

    def run(*steps: Document, **payload: Any) -> dict[str, Any]:
        workflow = workflow_make(*steps, slug=f"sample-{Workflow.objects.count()}")
        made = run_trigger(workflow=workflow, payload=payload)
        engine.drain()
        return run_show(made.pk)

    return run


def stands(run: dict[str, Any]) -> dict[str, str]:
    return {step["name"]: step["status"] for step in run["steps"]}


def step_of(run: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in run["steps"] if step["name"] == name)
    return found


def only_run() -> dict[str, Any]:
    return run_show(Run.objects.get().pk)


@pytest.fixture
def started(engine: Engine) -> Callable[..., Run]:
    def start(*steps: Document, **payload: Any) -> Run:
        run = run_trigger(workflow=workflow_make(*steps), payload=payload)
        engine.drain()
        run.refresh_from_db()
        return run

    return start

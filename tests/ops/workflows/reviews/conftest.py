"""Runs that ask people something, and the people who are asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nessos.accounts.models import User
from ops.workflows.advance import Engine
from ops.workflows.models import Approval, Workflow
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger
from tests.conftest import UserMaker
from tests.ops.workflows.engine.conftest import Document, condition, engine, workflow_make

__all__ = ["Ask", "Asked", "act", "engine", "review"]

DRAFT = {"title": "We won", "body": "At last."}
Act = Callable[..., Any]


def review(name: str = "review", **fields: Any) -> Document:
    """A review of the payload's draft by GROWTH, unless said otherwise."""
    given = {"title": "Review “{{ payload.title }}”", "subject": "payload.draft", **fields}
    if "assignees" not in fields:
        given.setdefault("assignee_group", "growth")
    return {"name": name, "type": "human_review", **given}


class Asked:
    """A run that waits for people."""

    def __init__(self, engine: Engine, run_id: Any) -> None:
        self.engine = engine
        self.run_id = run_id

    @property
    def approval(self) -> Approval:
        return Approval.objects.filter(run=self.run_id).order_by("-generation").get()

    @property
    def run(self) -> dict[str, Any]:
        """As it stands once nothing is due any more."""
        self.engine.drain()
        return run_show(self.run_id)

    def step(self, name: str = "review") -> dict[str, Any]:
        found: dict[str, Any] = next(step for step in self.run["steps"] if step["name"] == name)
        return found

    @property
    def history(self) -> list[tuple[str, str, str]]:
        """What happened, by whom, and what was said."""
        notes = self.approval.notes.select_related("person").order_by("id")
        return [(note.kind, note.person.username if note.person else "", note.comment) for note in notes]


Ask = Callable[..., Asked]


@pytest.fixture
def ask(engine: Engine) -> Ask:
    """Start a run of one review, and a step that merely follows it: ``ask(quorum=2)``."""

    def start(
        *steps: Document,
        by: User | None = None,
        payload: Any = None,
        meanwhile: Callable[[], object] = bool,
        **fields: Any,
    ) -> Asked:
        """``meanwhile`` happens after the workflow was saved, and before it runs."""
        documents = steps or (review(**fields), condition("after"))
        workflow = workflow_make(*documents, slug=f"sample-{Workflow.objects.count()}")
        meanwhile()
        given = {"title": "We won", "draft": DRAFT} if payload is None else payload
        run = run_trigger(workflow=workflow, payload=given, user_id=None if by is None else by.pk)
        engine.drain()
        return Asked(engine, run.pk)

    return start


@pytest.fixture
def ana(make_user: UserMaker, emptied: None) -> User:
    return make_user("ana", "growth", email="ana@example.com")


@pytest.fixture
def bia(make_user: UserMaker, emptied: None) -> User:
    return make_user("bia", "growth", email="bia@example.com")


def act(client: Client, asked: Asked, deed: str, **body: Any) -> Any:
    """``act(client, asked, "approve", comment="Well done")``"""
    address = f"/api/v1/approvals/{asked.approval.pk}/{deed}/"
    return client.post(address, body, content_type="application/json")

"""Workflows over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.ops.workflows.engine.conftest import engine  # noqa: F401  (a fixture)
from tests.ops.workflows.engine.probing import probe  # noqa: F401  (a fixture)

WORKFLOWS = "/api/v1/workflows/"

Ask = Callable[..., Any]


def condition(name: str, expression: str = "True", **fields: Any) -> dict[str, Any]:
    return {"name": name, "type": "condition", "expression": expression, **fields}


def review(name: str, **fields: Any) -> dict[str, Any]:
    """Of what the step before puts out."""
    return {"name": name, "type": "human_review", "title": "Look", "assignee_group": "ops", **fields}


def body(slug: str = "sample", **changes: Any) -> dict[str, Any]:
    return {"slug": slug, "name": slug.capitalize(), "steps": [condition("look")], **changes}


@pytest.fixture
def ops(api: Callable[..., Client]) -> Client:
    return api("ops")


@pytest.fixture
def ask(ops: Client) -> Ask:
    """``ask("put", "sample/", body)``; answers status and JSON."""

    def ask(verb: str, address: str = "", data: Any = None, by: Client = ops, **headers: str) -> Any:
        given = {} if verb == "get" else {"data": data or {}, "content_type": "application/json"}
        answer = getattr(by, verb)(WORKFLOWS + address, headers=headers, **given)
        return answer.status_code, answer.json() if answer.content else None

    return ask


def told(answer: tuple[int, Any]) -> tuple[int, dict[str, str]]:
    """The status, and what is wrong by its path."""
    status, problem = answer
    return status, {fault["path"]: fault["message"] for fault in problem["errors"]}

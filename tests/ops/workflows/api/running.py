"""Runs to ask for over HTTP."""

from typing import Any

from django.test import Client

from ops.workflows.models import Run
from ops.workflows.services import run_trigger
from tests.ops.workflows.engine.conftest import workflow_make

RUNS = "/api/v1/runs/"


def find(name: str, title: str) -> dict[str, Any]:
    """Fails as long as there is no such case."""
    return {
        "name": name, "type": "db_query", "operation": "update", "model": "growth.Case", "filter": {"title": title},
        "values": {"summary": "found"},
    }  # fmt: skip


def send(name: str, **fields: Any) -> dict[str, Any]:
    given = {"squad": "probe", "action": "send", "params": {"text": "hello"}}
    return {"name": name, "type": "action", **given, **fields}


def post(client: Client, run: Run, verb: str, body: Any = None, **headers: str) -> Any:
    return client.post(
        f"{RUNS}{run.pk}/{verb}/", body or {}, content_type="application/json", headers=headers
    )


def start(*steps: dict[str, Any], slug: str = "sample", **payload: Any) -> Run:
    return run_trigger(workflow=workflow_make(*steps, slug=slug), payload=payload)

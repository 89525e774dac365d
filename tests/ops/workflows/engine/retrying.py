"""Steps that can be made to fail, and to go on."""

from collections.abc import Callable
from typing import Any

from ops.workflows.models import Run, Step

Document = dict[str, Any]


def make(name: str, title: str = "", **fields: Any) -> Document:
    values = {"title": title or name}
    return {
        "name": name,
        "type": "db_query",
        "operation": "create",
        "model": "growth.Case",
        "values": values,
        **fields,
    }


def find(name: str, title: str, **fields: Any) -> Document:
    """Fails as long as there is no such case."""
    return {
        "name": name, "type": "db_query", "operation": "update", "model": "growth.Case", "filter": {"title": title},
        "values": {"summary": "found"}, **fields,
    }  # fmt: skip


def send(name: str, text: str = "hello", **fields: Any) -> Document:
    return {
        "name": name,
        "type": "action",
        "squad": "probe",
        "action": "send",
        "params": {"text": text},
        **fields,
    }


Started = Callable[..., Run]


def generations(run: Run) -> dict[str, int]:
    return dict(Step.objects.filter(run=run).values_list("name", "generation"))

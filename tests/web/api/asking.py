"""Asking as a program would: JSON in, problems out."""

from typing import Any

from django.test import Client

LEADS = "/api/v1/leads/"
ANA = {"name": "Ana Souza", "email": "ana@example.com"}


def post(client: Client, address: str, body: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(address, body, content_type="application/json", headers=named)


def patch(client: Client, address: str, body: Any) -> Any:
    return client.patch(address, body, content_type="application/json")


def faults(answer: Any) -> dict[str, str]:
    """Path and sentence of each fault; also holds the answer to the shape that every problem has."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    problem = answer.json()
    assert list(problem) == ["type", "title", "status", "detail", "errors"]
    assert problem["status"] == answer.status_code
    assert problem["type"].startswith("urn:nessos:problem:")
    assert problem["title"]
    assert problem["detail"]
    return {fault["path"]: fault["message"] for fault in problem["errors"]}

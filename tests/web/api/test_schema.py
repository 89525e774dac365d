"""The OpenAPI document: complete, valid, and only for those who come in."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.web.api.asking import faults


@pytest.fixture
def document(api: Any) -> dict[str, Any]:
    answer = api("growth").get("/api/v1/schema/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    document: dict[str, Any] = answer.json()
    return document


def test_it_is_valid_and_made_without_a_warning(db: None, tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_operation_names_its_problems_and_the_trace(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            codes = {"400", "401", "403", "404", "429"} | (
                {"409", "413", "415"} if method != "get" else set()
            )
            assert codes <= operation["responses"].keys(), (path, method)
            for code, response in operation["responses"].items():
                assert "X-Request-ID" in response["headers"]
                if code >= "400":
                    assert list(response["content"]) == ["application/problem+json"]
            assert {"bearer": []} in operation["security"]


def test_what_makes_rows_takes_an_idempotency_key_and_nothing_else_does(document: dict[str, Any]) -> None:
    taking = {
        (path, method)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "Idempotency-Key"
    }
    posts = {(path, "post") for path, methods in document["paths"].items() if "post" in methods}
    assert taking == posts


def test_bodies_are_closed_and_say_what_is_taken(document: dict[str, Any]) -> None:
    service = document["components"]["schemas"]["ServiceRequest"]
    assert service["additionalProperties"] is False
    assert service["required"] == ["name"]
    assert service["properties"]["base_price"]["type"] == ["string", "null", "number"]
    page = document["components"]["schemas"]["PaginatedServiceList"]
    assert sorted(page["properties"]) == ["next", "previous", "results"]
    names = {parameter["name"] for parameter in document["paths"]["/api/v1/services/"]["get"]["parameters"]}
    assert names == {"cursor", "limit", "page_size", "ordering", "is_active", "playbook", "playbook__isnull"}


def test_yaml_comes_when_asked_for(api: Any) -> None:
    answer = api("growth").get("/api/v1/schema/", headers={"Accept": "application/yaml"})
    assert answer.content.startswith(b"openapi: 3.1.0")


def test_its_pages_run_under_the_policy(make_user: Any) -> None:
    client = Client()
    client.force_login(make_user("ana", "growth"))
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "<script>" not in html
    assert "//cdn" not in html
    assert client.get("/api/v1/docs/?script=").status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/schema/", "/api/v1/docs/"])
def test_strangers_see_neither(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 401
    faults(answer)

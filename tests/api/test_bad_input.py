"""Whatever is sent to whichever address: a 4xx that says why in its one shape, and nothing written."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.test import Client

from nessos.web.models import RateWindow
from tests.api.corpus import BODIES, CONTENT_TYPES, IDS, NOBODY, values_wrong_for
from tests.api.openapi import body_schema, document, operations
from tests.api.world import API, World

pytestmark = pytest.mark.django_db


def writes() -> list[tuple[str, str]]:
    return sorted(operation for operation in operations() if operation[0] in {"post", "put", "patch"})


def parameters(address: str) -> list[dict[str, Any]]:
    """What a list takes in its query; nothing of an address that is no list."""
    given: list[dict[str, Any]] = document()["paths"][address].get("get", {}).get("parameters", [])
    return given if any(parameter["name"] == "cursor" for parameter in given) else []


def stored() -> dict[str, int]:
    """How many rows there are of everything."""
    models = [model for model in apps.get_models() if model is not RateWindow]
    return {model._meta.label: model._base_manager.count() for model in models}


def address_of(world: World, address: str) -> str:
    key = world.ids.get(_resource_of(address), NOBODY)
    return address.replace("{id}", key).replace("{slug}", key).replace("{name}", "qualify_lead")


def is_there(world: World, address: str) -> bool:
    """Whether the world has a row of it, or needs none."""
    return "{id}" not in address or _resource_of(address) in world.ids


def _resource_of(address: str) -> str:
    return address.removeprefix(API).partition("/")[0]


def send(client: Client, verb: str, address: str, body: Any, content_type: str = "application/json") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic(verb.upper(), address, raw, content_type=content_type)


def refusal_of(answer: Any) -> str:
    """Empty when this is a refusal as it must be, else what is wrong with it."""
    if not 400 <= answer.status_code < 500:
        return f"{answer.status_code} {answer.content[:200]!r}"
    if answer["Content-Type"] != "application/problem+json":
        return str(answer["Content-Type"])
    problem = answer.json()
    if (
        list(problem) != ["type", "title", "status", "detail", "errors"]
        or problem["status"] != answer.status_code
    ):
        return str(problem)
    return (
        ""
        if problem["title"] and problem["detail"] and "Traceback" not in problem["detail"]
        else str(problem)
    )


@contextmanager
def nothing_written() -> Iterator[None]:
    before = stored()
    yield
    assert {label: count for label, count in stored().items() if before[label] != count} == {}


def test_a_body_that_is_no_record_is_refused_everywhere(world: World) -> None:
    wrong = {}
    with nothing_written():
        for verb, address in writes():
            for name, body in BODIES.items():
                wrong[verb, address, name] = refusal_of(
                    send(world.root, verb, address_of(world, address), body)
                )
    assert {key: fault for key, fault in wrong.items() if fault} == {}


def test_another_media_type_is_refused_everywhere(world: World) -> None:
    wrong = {}
    with nothing_written():
        for verb, address in writes():
            for content_type in CONTENT_TYPES:
                answer = send(world.root, verb, address_of(world, address), {"name": "Ana"}, content_type)
                wrong[verb, address, content_type] = refusal_of(answer)
    assert {key: fault for key, fault in wrong.items() if fault} == {}


def test_a_body_past_the_limit_is_413_everywhere(world: World) -> None:
    huge = b'{"name": "' + b"a" * django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    with nothing_written():
        for verb, address in writes():
            if body_schema(verb, address) is not None and is_there(world, address):
                answer = send(world.root, verb, address_of(world, address), huge)
                assert (answer.status_code, refusal_of(answer)) == (413, ""), (verb, address)


def test_a_value_of_another_kind_is_refused_in_every_field(world: World) -> None:
    wrong = {}
    bodies = {(verb, address): _body_of(world, verb, address) for verb, address in writes()}
    with nothing_written():
        for (verb, address), whole in bodies.items():
            properties = (body_schema(verb, address) or {}).get("properties", {})
            for name, schema in properties.items():
                values = values_wrong_for(schema)
                for value in values if verb == "post" else values[:2]:
                    answer = send(world.root, verb, address_of(world, address), whole | {name: value})
                    wrong[verb, address, name, repr(value)[:60]] = refusal_of(answer)
    assert {key: fault for key, fault in wrong.items() if fault} == {}


def _body_of(world: World, verb: str, address: str) -> dict[str, Any]:
    """A body that would be taken, but for what the test puts into it."""
    resource, _slash, rest = address.removeprefix(API).partition("/")
    if verb == "patch":
        return {}
    if verb == "put":
        row: dict[str, Any] = world.root.get(address_of(world, address)).json()
        return row
    action = {"search/": {"query": "x"}, "start/": {"contract": world.ids["contracts"]}}
    return action.get(rest) or ({} if rest else world.body(resource))


def test_an_id_that_is_none_is_404_everywhere(world: World) -> None:
    wrong = {}
    for verb, address in sorted(operations()):
        if "{id}" in address or "{slug}" in address:
            for key in IDS:
                named = address.replace("{id}", key).replace("{slug}", key)
                answer = send(world.root, verb, named, {})
                fault = refusal_of(answer)
                wrong[verb, address, key] = fault or (
                    "" if answer.status_code == 404 else str(answer.status_code)
                )
    assert {key: fault for key, fault in wrong.items() if fault} == {}


def test_a_parameter_that_means_nothing_is_400_in_every_list(world: World) -> None:
    wrong = {}
    for address in document()["paths"]:
        for given in parameters(address):
            for value in _parameters_wrong(given):
                answer = world.root.get(address_of(world, address), {given["name"]: value})
                fault = refusal_of(answer)
                wrong[address, given["name"], value] = fault or (
                    "" if answer.status_code == 400 else "no 400"
                )
    assert {key: fault for key, fault in wrong.items() if fault} == {}


def _parameters_wrong(given: dict[str, Any]) -> list[str]:
    schema = given["schema"]
    wrong = ["a\u0000b"]
    if schema.get("format") in {"uuid", "date", "date-time"} or schema.get("type") in {
        "integer",
        "number",
        "boolean",
    }:
        wrong += ["x", "1e400", "9" * 400, "[]"]
    if "enum" in schema:
        wrong += ["nowhere"]
    if given["name"] in {"ordering", "cursor"}:
        wrong += ["x", "--id", "' OR 1=1"]
    return wrong


def test_strange_headers_are_no_fault_of_ours(api: Callable[..., Any]) -> None:
    growth = api("growth")
    for headers in (
        {"Authorization": "Bearer \xff\xfe"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Basic !!!"},
        {"Accept": "image/png"},
        {"Idempotency-Key": "\x00"},
        {"Idempotency-Key": "x" * 5000},
    ):
        answer = growth.post(
            f"{API}leads/", {"name": "Ana"}, content_type="application/json", headers=headers
        )
        assert refusal_of(answer) == "", headers
    for headers in (
        {"Accept-Language": "x" * 5000 + ";q=9"},
        {"X-Request-ID": "\n\x00"},
        {"Content-Encoding": "gzip"},
    ):
        assert growth.get(f"{API}leads/", headers=headers).status_code == 200

"""schemathesis makes up requests out of the OpenAPI document: no 5xx, and every answer is what the document says."""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.openapi import document
from tests.api.world import API, KEYS, World

pytestmark = pytest.mark.django_db

#: Made-up requests for each operation, of either kind; FUZZ_EXAMPLES=500 looks longer.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: The field that points at a row, and the rows it points at; made-up ids would never get past the first check.
POINTERS = {
    "client": "clients",
    "contract": "contracts",
    "document": "legal-documents",
    "job": "jobs",
    "lead": "leads",
    "playbook": "playbooks",
    "policy": "policies",
}


@pytest.fixture
def one_connection(world: World) -> Iterator[None]:
    """The test's transaction lives through all requests; Django's own client sees to that only for its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfit"])
def test_every_answer_is_what_the_document_says(world: World, settings: Any, mode: GenerationMode) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}
    faults = {}
    for operation in _operations():
        try:
            _operation_try(operation, mode, world)
        except Unsatisfiable:
            assert (
                mode is GenerationMode.NEGATIVE
            )  # an operation that takes nothing can be given nothing wrong
        except FailureGroup as group:
            faults[operation.label] = [f"{fault.title}: {fault.message[:500]}" for fault in group.exceptions]
    assert faults == {}, json.dumps(faults, indent=1)


def _operations() -> Iterator[Any]:
    """Each with the login left out, which every request here has."""
    told = deepcopy(document())
    del told["components"]["securitySchemes"]
    for verbs in told["paths"].values():
        for operation in verbs.values():
            operation.pop("security", None)
    schema = schemathesis.openapi.from_dict(told)
    schema.app = get_wsgi_application()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        yield result.ok()


def _operation_try(operation: Any, mode: GenerationMode, world: World) -> None:
    is_fitting = mode is GenerationMode.POSITIVE
    # An empty query parameter is one that was left out, whatever its type; an unfit body is refused.
    is_refused = not is_fitting and operation.method in {"post", "put", "patch"}
    checks = [*CHECKS, negative_data_rejection] if is_refused else CHECKS
    login = {"Authorization": world.root.defaults["HTTP_AUTHORIZATION"]}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_aimed=strategies.booleans())
    def call(case: Any, is_aimed: bool) -> None:
        if is_aimed and is_fitting:
            _case_aim(case, world)
        with transaction.atomic():
            answer = case.call(headers=login)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=checks, headers=login)

    call()


def _case_aim(case: Any, world: World) -> None:
    """At rows that there are."""
    resource = case.path.removeprefix(API).partition("/")[0]
    key = KEYS.get(resource, "id")
    if key in (case.path_parameters or {}) and resource in world.ids:
        case.path_parameters[key] = world.ids[resource]
    for name, target in POINTERS.items():
        if isinstance(case.body, dict) and isinstance(case.body.get(name), str):
            case.body[name] = world.ids[target]

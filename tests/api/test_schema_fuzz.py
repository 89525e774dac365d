"""schemathesis makes up requests out of the OpenAPI document: no 5xx, and every answer is what the document says."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.openapi import document
from tests.api.world import API, RESOURCES, World

pytestmark = pytest.mark.django_db

#: Made-up requests for each operation, of either kind; NESSOS_FUZZ=500 looks longer.
EXAMPLES = int(os.environ.get("NESSOS_FUZZ", "6"))
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


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfit"])
def test_every_answer_is_what_the_document_says(world: World, settings: Any, mode: GenerationMode) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}
    checks = CHECKS + ([negative_data_rejection] if mode is GenerationMode.NEGATIVE else [])
    for operation in _operations():
        _operation_try(operation, mode, checks, world)


def _operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    for result in schema.get_all_operations():
        yield result.ok()


def _operation_try(operation: Any, mode: GenerationMode, checks: list[Any], world: World) -> None:
    authorization = {"Authorization": world.root.defaults["HTTP_AUTHORIZATION"]}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), real=strategies.booleans())
    def call(case: Any, real: bool) -> None:
        if real:
            _pointers_set(case, world)
        with transaction.atomic():
            answer = case.call(headers=authorization)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=checks, headers=authorization)

    call()


def _pointers_set(case: Any, world: World) -> None:
    resource = case.path.removeprefix(API).partition("/")[0]
    if "id" in (case.path_parameters or {}) and resource in RESOURCES:
        case.path_parameters["id"] = world.ids[resource]
    if isinstance(case.body, dict):
        for name, target in POINTERS.items():
            if isinstance(case.body.get(name), str):
                case.body[name] = world.ids[target]

"""The OpenAPI document of the product, and the list of what it offers."""

from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

VERBS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> dict[str, Any]:
    with translation.override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return made


def operations() -> set[tuple[str, str]]:
    """Verb and address of everything that is offered: ``("get", "/api/v1/leads/{id}/")``."""
    return {
        (verb, address) for address, verbs in document()["paths"].items() for verb in verbs if verb in VERBS
    }


def body_schema(verb: str, address: str) -> dict[str, Any] | None:
    """What this operation takes as its body, references resolved one step; none where it takes nothing."""
    request = document()["paths"][address][verb].get("requestBody")
    if request is None:
        return None
    schema: dict[str, Any] = request["content"]["application/json"]["schema"]
    reference = schema.get("$ref", "").rpartition("/")[2]
    return document()["components"]["schemas"][reference] if reference else schema

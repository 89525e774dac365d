"""What is known of a value beside its JSON: the schema of the agent that answered it, and the rows that ids lead to."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext_noop

from nessos.offers.agents import agents

#: Of pydantic's making.
Schema = Any
NOTHING: Mapping[str, Any] = {}
#: Names of fields in words that the interface knows.
NAMES = {
    "alternatives": gettext_noop("Others that come near"),
    "content_markdown": gettext_noop("content"),
    "markdown": gettext_noop("text"),
    "seo_description": gettext_noop("description for search engines"),
    "suggested_action": gettext_noop("Next step"),
}


def schema_find(value: Any) -> Schema:
    """Of the agent whose answers have exactly these fields; nothing where there is none."""
    if not isinstance(value, Mapping):
        return NOTHING
    names = [agent.name for agent in agents if agent.output.model_fields.keys() == value.keys()]
    return _schema_make(names[0]) if names else NOTHING


def part_of(schema: Schema, key: str) -> Schema:
    return schema.get("properties", NOTHING).get(key, NOTHING)


def item_of(schema: Schema) -> Schema:
    return schema.get("items", NOTHING)


def in_order(value: Mapping[str, Any], schema: Schema) -> Iterator[tuple[str, Any]]:
    """PostgreSQL keeps keys by their length; people read them as they were declared."""
    declared = [key for key in schema.get("properties", ()) if key in value]
    for key in [*declared, *(key for key in value if key not in declared)]:
        yield key, value[key]


def row_name(model: str, key: str, value: Any) -> str:
    """Of the row that an id in ``key`` leads to, where the record under review has such a relation."""
    if not (model and isinstance(value, str) and key.endswith("_id")):
        return ""
    try:
        related = apps.get_model(model)._meta.get_field(key.removesuffix("_id")).related_model
        rows = getattr(related, "_default_manager", None)
        row = rows.filter(pk=value).first() if rows is not None else None
    except (FieldDoesNotExist, LookupError, ValidationError):
        return ""
    return "" if row is None else str(row)


@cache
def _schema_make(agent: str) -> Schema:
    """With its references resolved, and of what may be null what it is otherwise."""
    schema = agents[agent].output.model_json_schema()
    return _resolve(schema, schema.get("$defs", {}), 0)


def _resolve(schema: Any, named: Mapping[str, Any], depth: int) -> Any:
    if not isinstance(schema, Mapping) or depth > len(named) + 8:
        return schema
    if reference := schema.get("$ref"):
        return _resolve(named[reference.rsplit("/", 1)[-1]], named, depth + 1)
    if choices := [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]:
        return _resolve(choices[0], named, depth + 1)
    parts = {key: _resolve(each, named, depth + 1) for key, each in schema.get("properties", {}).items()}
    found = {**schema, "properties": parts} if parts else dict(schema)
    return {**found, "items": _resolve(schema["items"], named, depth + 1)} if "items" in schema else found

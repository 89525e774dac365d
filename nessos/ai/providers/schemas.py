"""JSON Schemas as strict servers take them: every property required, nothing besides, few keywords.

What such a schema cannot say (lengths, ranges, patterns) is put into the descriptions: the model reads it there, and
our own pydantic looks at it afterwards.
"""

import re
from collections.abc import Mapping
from typing import Any

from nessos.kernel.contracts import Contract

Schema = dict[str, Any]

_KEPT = frozenset({"type", "enum", "const", "description"})
_TOLD = (
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
)


class NotStrictError(Exception):
    """A part of the contract that no strict schema can say: an object of free keys, or anything at all."""


def schema_strict(contract: type[Contract]) -> Schema | None:
    """None: the contract says more than a strict schema can; ask for JSON, with the schema in words."""
    schema = contract.model_json_schema()
    definitions: Mapping[str, Schema] = schema.get("$defs", {})
    try:
        strict = _convert(_root(schema, definitions))
        strict_definitions = {name: _convert(value) for name, value in definitions.items()}
    except NotStrictError:
        return None
    return {**strict, "$defs": strict_definitions} if definitions else strict


def schema_name(contract: type[Contract]) -> str:
    return re.sub(r"[^a-zA-Z0-9_-]", "_", contract.__name__)[:64]


def _root(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """A contract that holds itself comes as a reference; the root has to be the object."""
    reference = schema.get("$ref")
    return definitions[reference.rpartition("/")[2]] if reference else schema


def _convert(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return {"anyOf": [_convert(option) for option in options], **_described(schema)}
    if len(schema.get("allOf", ())) == 1:
        return _convert(schema["allOf"][0])
    if schema.get("type") == "object":
        return {**_object(schema), **_described(schema)}
    if schema.get("type") == "array":
        if not isinstance(schema.get("items"), dict) or "prefixItems" in schema:
            raise NotStrictError
        return {"type": "array", "items": _convert(schema["items"]), **_described(schema)}
    if not schema.keys() & {"type", "enum", "const"}:
        raise NotStrictError
    return {key: value for key, value in schema.items() if key in _KEPT} | _described(schema)


def _object(schema: Schema) -> Schema:
    if "properties" not in schema and schema.get("additionalProperties", True) is not False:
        raise NotStrictError
    properties = {name: _convert(value) for name, value in schema.get("properties", {}).items()}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _described(schema: Schema) -> Schema:
    limits = ", ".join(f"{keyword} {schema[keyword]}" for keyword in _TOLD if keyword in schema)
    description = " ".join(
        part for part in (schema.get("description", ""), f"({limits})" if limits else "") if part
    )
    return {"description": description} if description else {}

"""JSON Schemas read backwards: is there something at this path?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

#: Where a schema that refers to itself is cut off, and anything may follow.
_LEVELS = 20


@dataclass(frozen=True)
class Shape:
    """What is known of a value: schemas, one of which it fits. None of them refers to another."""

    alternatives: tuple[Schema, ...]

    @classmethod
    def of(cls, schema: Schema) -> "Shape":
        return cls(tuple(_alternatives(schema_inline(schema))))

    @property
    def is_open(self) -> bool:
        """May it hold keys that nobody declared?"""
        return any(_holds_more(schema) for schema in self.alternatives)

    @property
    def schema(self) -> Schema:
        return self.alternatives[0] if len(self.alternatives) == 1 else {"anyOf": list(self.alternatives)}

    @property
    def keys(self) -> list[str]:
        """Those that are declared."""
        return sorted({key for schema in self.alternatives for key in schema.get("properties", ())})

    def reach(self, key: str | int) -> "Shape | None":
        """What is under this key, or at this place of a list; None: nothing can be."""
        found = tuple(
            reached
            for schema in self.alternatives
            for inner in _inside(schema, key)
            for reached in _alternatives(inner)
        )
        return Shape(found) if found else None


ANYTHING = Shape(({},))


def record_of(properties: Mapping[str, Schema]) -> dict[str, Any]:
    """The schema of a record with these keys and no others."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def schema_inline(schema: Schema) -> Schema:
    """The same without references: each definition stands where it is used."""
    definitions = schema.get("$defs")
    if not definitions:
        return schema
    whole: Schema = _inline({key: value for key, value in schema.items() if key != "$defs"}, definitions, 0)
    return whole


def _inline(value: Any, definitions: Schema, level: int) -> Any:
    if level > _LEVELS:
        return {}
    if isinstance(value, Mapping):
        if isinstance(reference := value.get("$ref"), str):
            return _inline(definitions.get(reference.rpartition("/")[2], {}), definitions, level + 1)
        return {key: _inline(each, definitions, level + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_inline(each, definitions, level + 1) for each in value]
    return value


def _alternatives(schema: Schema) -> Iterator[Schema]:
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        for each in several:
            yield from _alternatives(each)
    else:
        yield schema


def _kinds(schema: Schema) -> set[str]:
    kinds = schema.get("type", ())
    return {kinds} if isinstance(kinds, str) else set(kinds)


def _is_unknown(schema: Schema) -> bool:
    return not schema.keys() & {"type", "enum", "const"}


def _holds_more(schema: Schema) -> bool:
    is_record = "object" in _kinds(schema)
    return _is_unknown(schema) or (is_record and schema.get("additionalProperties", True) is not False)


def _inside(schema: Schema, key: str | int) -> Iterator[Schema]:
    kinds = _kinds(schema)
    if _is_unknown(schema):
        yield {}
    elif isinstance(key, str) and "object" in kinds:
        more = schema.get("additionalProperties", True)
        if key in schema.get("properties", ()):
            yield schema["properties"][key]
        elif more is not False:
            yield more if isinstance(more, Mapping) else {}
    elif isinstance(key, int) and "array" in kinds:
        items = schema.get("items", {})
        yield items if isinstance(items, Mapping) else {}
    elif isinstance(key, int) and "string" in kinds:
        yield {"type": "string"}

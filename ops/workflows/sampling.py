"""Something that a JSON Schema would take: what a dry run shows of an answer that nobody gave. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_LEVELS = 12
_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "decimal": "0.00",
    "uuid": "00000000-0000-7000-8000-000000000000",
    "email": "nobody@example.com",
    "uri": "https://example.com/",
}
Schema = Mapping[str, Any]


def sample_make(schema: Schema) -> Any:
    """The plainest: defaults and first choices, else nothing, nought or no."""
    return _Sampler(schema.get("$defs", {})).make(schema, 0)


@dataclass(frozen=True)
class _Sampler:
    known: Schema

    def make(self, schema: Schema, level: int) -> Any:
        if level > _LEVELS:
            return None
        for key in ("const", "default"):
            if key in schema:
                return schema[key]
        if (meant := self._meant(schema)) is not None:
            return self.make(meant, level + 1)
        if schema.get("enum"):
            return schema["enum"][0]
        make = _BY_TYPE.get(str(schema.get("type")))
        return None if make is None else make(self, schema, level)

    def object_make(self, schema: Schema, level: int) -> Any:
        needed = schema.get("required", ())
        parts = schema.get("properties", {}).items()
        return {
            name: self.make(each, level + 1) for name, each in parts if name in needed or "default" in each
        }

    def array_make(self, schema: Schema, level: int) -> Any:
        return [self.make(schema.get("items", {}), level + 1) for _n in range(int(schema.get("minItems", 0)))]

    def _meant(self, schema: Schema) -> Schema | None:
        """What it refers to, or the first of its choices."""
        if "$ref" in schema:
            found: Schema = self.known.get(schema["$ref"].rpartition("/")[2], {})
            return found
        return next((schema[key][0] for key in ("anyOf", "oneOf", "allOf") if schema.get(key)), None)


def _string_make(schema: Schema) -> str:
    return _FORMATS.get(schema.get("format", ""), "x" * int(schema.get("minLength", 0)))


def _number_make(schema: Schema) -> int | float:
    lowest = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    highest = schema.get("maximum", schema.get("exclusiveMaximum", 1) - 1)
    number: int | float = max(lowest, min(0, highest))
    return number


_BY_TYPE: Mapping[str, Callable[[_Sampler, Schema, int], Any]] = {
    "object": _Sampler.object_make,
    "array": _Sampler.array_make,
    "string": lambda _sampler, schema, _level: _string_make(schema),
    "integer": lambda _sampler, schema, _level: _number_make(schema),
    "number": lambda _sampler, schema, _level: _number_make(schema),
    "boolean": lambda _sampler, _schema, _level: False,
}

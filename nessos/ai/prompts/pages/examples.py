"""An input to begin with, made of an agent's own schema."""

import json
from typing import Any

from nessos.offers.agents import Agent

_PLAIN: dict[str, Any] = {"string": "…", "integer": 1, "number": 1.5, "boolean": True, "null": None}
_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


def input_example(agent: Agent) -> str:
    schema = agent.input_schema
    example = {
        name: _value(each, schema.get("$defs", {})) for name, each in schema.get("properties", {}).items()
    }
    return json.dumps(example, ensure_ascii=False, indent=2)


def _value(schema: dict[str, Any], named: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _value(named.get(schema["$ref"].rsplit("/", 1)[-1], {}), named)
    if choices := schema.get("anyOf") or schema.get("allOf"):
        return _value(choices[0], named)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_value(schema.get("items", {}), named)]
    if schema.get("type") == "object":
        return {name: _value(each, named) for name, each in schema.get("properties", {}).items()}
    return _ID if schema.get("format") == "uuid" else _PLAIN.get(schema.get("type", ""), "…")

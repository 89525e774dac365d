"""Schemas as strict servers take them, of contracts as rooms write them."""

from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import Field

from nessos.ai.providers.schemas import schema_strict
from nessos.kernel.contracts import UUID, Contract, Money, date
from nessos.offers.agents import agents


class Tone(StrEnum):
    KIND = "kind"
    PLAIN = "plain"


class Line(Contract):
    """A line of it."""

    amount: Money = Field(ge=0)
    share: Decimal = Decimal(1)


class Offer(Contract):
    tone: Tone
    kind: Literal["a", "b"] = "a"
    id: UUID | None = None
    until: date
    lines: list[Line] = Field(min_length=1, description="What is offered.")
    best: Line | None = None


class Tree(Contract):
    name: str
    children: list["Tree"] = []


class Anything(Contract):
    value: Any


class Pair(Contract):
    pair: tuple[int, str]


def objects_in(schema: Any) -> list[dict[str, Any]]:
    inside = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
    return own + [found for part in inside for found in objects_in(part)]


def test_each_object_is_closed_and_whole_and_limits_are_told_in_words() -> None:
    schema = schema_strict(Offer)
    assert schema is not None
    for found in objects_in(schema):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])
    assert schema["properties"]["lines"] == {
        "type": "array",
        "items": {"$ref": "#/$defs/Line"},
        "description": "What is offered. (minItems 1)",
    }
    assert schema["properties"]["best"] == {"anyOf": [{"$ref": "#/$defs/Line"}, {"type": "null"}]}
    assert schema["properties"]["until"] == {"type": "string", "description": "(format date)"}
    assert schema["properties"]["tone"] == {"$ref": "#/$defs/Tone"}
    assert schema["$defs"]["Tone"] == {"type": "string", "enum": ["kind", "plain"]}
    assert schema["$defs"]["Line"]["description"] == "A line of it."


def test_a_contract_that_holds_itself_is_an_object_at_the_root() -> None:
    schema = schema_strict(Tree)
    assert schema is not None
    assert schema["type"] == "object"
    assert schema["properties"]["children"]["items"] == {"$ref": "#/$defs/Tree"}


@pytest.mark.parametrize("contract", [Anything, Pair])
def test_what_no_strict_schema_can_say_is_left_to_words(contract: type[Contract]) -> None:
    assert schema_strict(contract) is None


def test_every_agent_of_the_house_can_be_asked_for_strictly() -> None:
    loose = [agent.name for agent in agents if agent.consult and schema_strict(agent.consult.answer) is None]
    assert loose == []

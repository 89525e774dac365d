"""pydantic at every edge of ours: what is not declared is refused."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

T = TypeVar("T")


class PersonalMark:
    """Says of a field that it speaks of a person: kept apart, masked in logs, emptied on erasure."""


PERSONAL = PersonalMark()

Personal = Annotated[T, PERSONAL]

#: Money is a Decimal here and a string with two decimals in JSON, so that no float ever rounds it.
Money = Annotated[
    Decimal,
    PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "decimal"}),
]

__all__ = [
    "PERSONAL",
    "UUID",
    "Contract",
    "Decimal",
    "Money",
    "Personal",
    "date",
    "datetime",
    "personal_fields",
]


class Contract(BaseModel):
    """The base of every typed message: events, action inputs, model outputs, steps."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def personal_fields(contract: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, field in contract.model_fields.items() if _is_personal(field.metadata))


def _is_personal(metadata: list[Any]) -> bool:
    return any(isinstance(mark, PersonalMark) for mark in metadata)

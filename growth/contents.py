"""The typed lists that some rows keep as JSON: a proposal's sections and items, a service's features."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError as RefusedValue
from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, ValidationError

from nessos.kernel.contracts import Contract, Money
from nessos.kernel.text import text_validate

T = TypeVar("T")


class Section(Contract):
    heading: str = Field(min_length=1, max_length=300)
    markdown: str = Field(default="", max_length=50_000)


class Item(Contract):
    #: The slug of a service of the catalogue, none for something made for this customer.
    service: str | None = Field(default=None, max_length=120)
    description: str = Field(min_length=1, max_length=2_000)
    amount: Money = Field(ge=0, max_digits=14, decimal_places=2)


_sections = TypeAdapter(list[Section])
_items = TypeAdapter(list[Item])
_features = TypeAdapter(list[str])


def sections_read(value: Any) -> list[Section]:
    return _read(_sections, value)


def items_read(value: Any) -> list[Item]:
    return _read(_items, value)


def sections_validate(value: Any) -> None:
    sections_read(value)


def items_validate(value: Any) -> None:
    items_read(value)


def features_validate(value: Any) -> None:
    _read(_features, value)


def as_json(rows: list[Section] | list[Item]) -> list[dict[str, Any]]:
    return [row.model_dump(mode="json") for row in rows]


def _read(adapter: TypeAdapter[T], value: Any) -> T:
    """What was stored or sent, typed; a fault says which entry and what about it."""
    text_validate(value)
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise RefusedValue(
            [_fault_tell(item) for item in error.errors(include_url=False)], code="content"
        ) from error


def _fault_tell(fault: Any) -> str:
    path = [str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"]]
    place = " › ".join(path) or _("the whole")
    return _("Entry %(place)s: %(fault)s.") % {"place": place, "fault": str(fault["msg"]).rstrip(".")}

"""Things in a cart, as events speak of them: a record with an id, or the id alone."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

#: What the columns of products hold.
LONGEST_ID = 100

Item = dict[str, Any] | str
ProductId = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]

_IDS = ("id", "product_id", "sku")
_NAMES = ("name", "title", *_IDS)
_QUANTITIES = ("quantity", "qty", "quantidade")


def item_id(item: Item) -> str:
    """Empty where none is said."""
    return (item.strip() if isinstance(item, str) else _first(item, _IDS))[:LONGEST_ID]


def item_name(item: Item) -> str:
    return item.strip() if isinstance(item, str) else _first(item, _NAMES)


def item_quantity(item: Item) -> int:
    """At least one: it lies in the cart."""
    told = "" if isinstance(item, str) else _first(item, _QUANTITIES)
    return max(1, int(told)) if told.isdecimal() and len(told) < 10 else 1


def ids_of(items: Iterable[Item]) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(found for item in items if (found := item_id(item))))


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(item[key]).strip() for key in keys if item.get(key) not in (None, "")), "")

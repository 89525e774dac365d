"""Paging by the position of a row instead of its number: rows that come or go between two pages move nothing.

Only orders by columns; the last key is always the row's own, so that equal rows have a fixed order too. Nulls stand
where PostgreSQL puts them by itself (last going up, first going down), as an index serves no other order.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP


@dataclass(frozen=True)
class Key:
    #: As in a filter: "created_at", "client__name".
    path: str
    descends: bool
    #: May it be null, in its own column or for want of a related row?
    nullable: bool
    field: "Field[Any, Any]"

    def flip(self) -> "Key":
        return Key(self.path, not self.descends, self.nullable, self.field)

    def order(self) -> str:
        return f"-{self.path}" if self.descends else self.path

    def is_at(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def is_past(self, value: Any) -> Q | None:
        """Further on than this value; none where nothing can be."""
        if self.descends:
            return Q(**{f"{self.path}__isnull": False}) if value is None else Q(**{f"{self.path}__lt": value})
        if value is None:
            return None
        past = Q(**{f"{self.path}__gt": value})
        return past | Q(**{f"{self.path}__isnull": True}) if self.nullable else past

    def value_of(self, row: Model) -> Any:
        value: Any = row
        for name in self.path.split(LOOKUP_SEP):
            value = None if value is None else getattr(value, name)
        return value


Keys = tuple[Key, ...]


def keys_of(queryset: QuerySet[Any]) -> Keys:
    """The order of this query, made total by the primary key."""
    meta = queryset.model._meta
    given = queryset.query.order_by or meta.ordering or ("-pk",)
    keys = [_key_make(queryset.model, name) for name in given]
    if not any(key.field is meta.pk and LOOKUP_SEP not in key.path for key in keys):
        own = _key_make(queryset.model, "pk")
        keys.append(own.flip() if keys[0].descends else own)
    return tuple(keys)


def keys_flip(keys: Keys) -> Keys:
    return tuple(key.flip() for key in keys)


def rows_past(keys: Keys, values: list[Any], *, inclusive: bool = False) -> Q:
    """The rows beyond this position: past it in the first key, or level there and past it in the next, and so on."""
    found = Q(pk__in=[])
    level = Q()
    for key, value in zip(keys, values, strict=True):
        past = key.is_past(value)
        if past is not None:
            found |= level & past
        level &= key.is_at(value)
    if inclusive:
        found |= level
    first, value = keys[0], values[0]
    if not first.nullable:
        # Says nothing new, but lets an index begin at the position: it cannot begin at an OR.
        found &= Q(**{f"{first.path}__{'lte' if first.descends else 'gte'}": value})
    return found


def _key_make(model: type[Model], name: Any) -> Key:
    if not isinstance(name, str):
        raise TypeError(f"{model._meta.label} is ordered by {name!r}: pages need the name of a column.")
    path: list[str] = []
    nullable = False
    field: Any = None
    for part in name.removeprefix("-").split(LOOKUP_SEP):
        here = model if field is None else field.related_model
        field = here._meta.pk if part == "pk" else here._meta.get_field(part)
        nullable = nullable or field.null
        path.append(field.name)
    if field.is_relation:
        path[-1] = field.attname  # by its name Django would sort by the related table's own order
        field = field.target_field
    return Key(LOOKUP_SEP.join(path), name.startswith("-"), nullable, getattr(field, "output_field", field))

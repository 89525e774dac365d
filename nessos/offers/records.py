"""Records: which models and fields a workflow may read and write. A room declares its own in ``records.py``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from nessos.kernel.registry import RegistrationError, Registry
from nessos.offers.columns import (
    Schema,
    column_comparisons,
    column_needed,
    column_schema,
    value_fault,
)

#: The record as the API gives it, of JSON's types alone.
Show = Callable[[Any], dict[str, Any]]
#: ``create`` is called with the fields; ``update`` also with the row, under the model's name: ``lead_update(lead=…)``.
Service = Callable[..., Model]


@dataclass(frozen=True, kw_only=True)
class RecordField:
    name: str
    label: str | Promise
    schema: Schema
    #: The model's field; None for what is worked out when the record is shown.
    column: Any
    #: How a filter may compare it.
    comparisons: tuple[str, ...]
    adapter: TypeAdapter[Any] | None = None

    def fault_of(self, value: Any, *, is_written: bool) -> str | None:
        """What is wrong with a value that is written into it or compared with it, in a sentence."""
        if self.column is not None:
            return value_fault(self.column, value, is_written=is_written)
        assert self.adapter is not None
        try:
            self.adapter.validate_python(value, strict=True)
        except ValidationError:
            return _("This value does not fit. Give another.")
        return None


@dataclass(frozen=True, kw_only=True)
class RecordOffer:
    model: type[Model]
    fields: Mapping[str, RecordField]
    writes: tuple[str, ...]
    show: Show
    #: The rows to look among, with what ``show`` needs fetched along.
    rows: Callable[[], QuerySet[Any]]
    #: None: the model's own ``full_clean`` and ``save`` do.
    create: Service | None
    update: Service | None

    def __repr__(self) -> str:
        return f"{self.show.__module__}.{getattr(self.show, '__qualname__', self.show)}"

    @property
    def label(self) -> str:
        return self.model._meta.label

    @cached_property
    def schema(self) -> Schema:
        """Of the record as it is shown."""
        return {
            "type": "object",
            "title": self.label,
            "properties": {name: field.schema for name, field in self.fields.items()},
            "required": list(self.fields),
            "additionalProperties": False,
        }

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The fields without which no row can be made."""
        return tuple(
            name for name in self.writes if (column := self.fields[name].column) and column_needed(column)
        )


records: Registry[RecordOffer] = Registry("record")


def record_offer(
    label: str,
    *,
    reads: Iterable[str],
    writes: Iterable[str] = (),
    show: Show,
    computed: Mapping[str, Any] | None = None,
    rows: Callable[[], QuerySet[Any]] | None = None,
    create: Service | None = None,
    update: Service | None = None,
) -> RecordOffer:
    """Offer a model, ``"growth.Lead"``: ``reads`` are the fields of the record that ``show`` gives.

    Those that are no columns say their type in ``computed``; a service may write them too.
    """
    model = _model_find(label)
    offer = RecordOffer(
        model=model,
        fields={name: _field_make(model, name, computed or {}) for name in reads},
        writes=tuple(writes),
        show=show,
        rows=rows or model._default_manager.all,
        create=create,
        update=update,
    )
    _door_check(offer)
    return records.register(label, offer)


def _model_find(label: str) -> type[Model]:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise RegistrationError(f"The record {label!r} is no model. Name one, like 'growth.Lead'.") from error
    if model._meta.label != label:
        raise RegistrationError(f"The record {label!r} is spelled {model._meta.label!r}. Write it so.")
    return model


def _field_make(model: type[Model], name: str, computed: Mapping[str, Any]) -> RecordField:
    if name in computed:
        adapter = TypeAdapter(computed[name])
        schema = adapter.json_schema(mode="serialization")
        return RecordField(name=name, label=name, schema=schema, column=None, comparisons=(), adapter=adapter)
    try:
        column: Any = model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise RegistrationError(
            f"The record {model._meta.label!r} reads {name!r}, which the model lacks. Correct it, or say its type in "
            "computed."
        ) from error
    if column.auto_created and not column.concrete:
        raise RegistrationError(
            f"The record {model._meta.label!r} reads {name!r}, which is another's. Leave it out."
        )
    return RecordField(
        name=name,
        label=column.verbose_name,
        schema=column_schema(column),
        column=column,
        comparisons=column_comparisons(column),
    )


def _door_check(offer: RecordOffer) -> None:
    if not callable(offer.show):
        raise RegistrationError(
            f"The record {offer.label!r} cannot be shown: {offer.show!r}. Give a function."
        )
    if not offer.fields:
        raise RegistrationError(f"The record {offer.label!r} reads nothing. Name its fields in reads.")
    for name in offer.writes:
        if fault := _write_fault(offer, name):
            raise RegistrationError(f"The record {offer.label!r} writes {name!r}, {fault}")


def _write_fault(offer: RecordOffer, name: str) -> str | None:
    field = offer.fields.get(name)
    if field is None:
        return "which it does not read. Name it in reads too."
    if field.column is None:
        is_served = offer.create is not None and offer.update is not None
        return None if is_served else "which is no column. Name the services that write it."
    if field.column.many_to_many or not field.column.editable:
        return "which cannot be written. Leave it out."
    return None

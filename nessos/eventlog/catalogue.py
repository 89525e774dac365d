"""The catalogue: every type of event, its typed payload, and the change of a row that announces it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db.models import Model
from django.utils.functional import Promise
from pydantic import ConfigDict, ValidationError

from nessos.eventlog.errors import BadPayloadError, UnknownEventTypeError
from nessos.kernel.contracts import Contract, personal_fields
from nessos.kernel.registry import RegistrationError, Registry

CUSTOM = "custom."


class Facts(Contract):
    """The payload of an event: at least what the API shows of the row."""

    @classmethod
    def read(cls, instance: Model, **extra: Any) -> Self:
        """Take the declared fields off a row; a foreign key gives its id."""
        attnames = {item.name: item.attname for item in instance._meta.concrete_fields}
        values = {
            name: getattr(instance, attnames.get(name, name))
            for name in cls.model_fields
            if name not in extra
        }
        return cls.model_validate({**values, **extra})


class AnyFacts(Contract):
    """What a type made up by its sender may carry: any object."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", frozen=True)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One write of one row, as a rule of announcement sees it."""

    after: Model
    #: The row's columns as they were, none for a new row.
    before: dict[str, Any] | None
    #: The names of the fields that differ.
    changed: frozenset[str]

    @property
    def is_new(self) -> bool:
        return self.before is None

    def became(self, name: str, value: object) -> bool:
        return name in self.changed and getattr(self.after, name) == value

    def was_filled(self, name: str) -> bool:
        """The field was empty, and is not any more."""
        return (self.before is None or self.before.get(name) is None) and getattr(
            self.after, name
        ) is not None


Rule = Callable[[Change], bool]


@dataclass(frozen=True, kw_only=True)
class EventType:
    module: str
    event_type: str
    payload: type[Contract]
    label: str | Promise
    #: The model whose changes announce it (``"growth.Lead"``), none for one that is emitted by name only.
    of: str | None = None
    when: Rule | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"{self.module}.{self.event_type}"

    @cached_property
    def personal(self) -> frozenset[str]:
        return personal_fields(self.payload)

    @cached_property
    def schema(self) -> dict[str, Any]:
        return self.payload.model_json_schema(mode="serialization")

    def split(self, payload: Contract) -> tuple[dict[str, Any], dict[str, Any]]:
        """The payload as JSON: what is kept, and what speaks of a person."""
        whole = payload.model_dump(mode="json")
        personal = {name: whole.pop(name) for name in self.personal if name in whole}
        return whole, personal


catalogue: Registry[EventType] = Registry("event type")
_by_model: dict[str, list[EventType]] = {}


def event_type(
    name: str,
    payload: type[Contract],
    *,
    label: str | Promise,
    of: str | None = None,
    when: Rule | None = None,
) -> EventType:
    """Declare a type of event, ``"growth.lead.created"``, in a room's ``events.py``."""
    module, _dot, rest = name.partition(".")
    if not rest or not issubclass(payload, Contract):
        raise RegistrationError(
            f"The event type {name!r} needs a name like 'room.thing.happened' and a Contract."
        )
    if (of is None) != (when is None):
        raise RegistrationError(
            f"The event type {name!r} names a model or a rule, but not both. Give both or none."
        )
    made = EventType(module=module, event_type=rest, payload=payload, label=label, of=of, when=when)
    catalogue.register(name, made)
    if of is not None:
        _by_model.setdefault(of.lower(), []).append(made)
    return made


def types_of(model: type[Model]) -> list[EventType]:
    return _by_model.get(model._meta.label_lower, [])


def announced_models() -> list[str]:
    return sorted(_by_model)


def type_find(module: str, name: str) -> EventType:
    """The type by this name; ``custom.`` ones exist in every module without being declared."""
    found = catalogue.get(f"{module}.{name}")
    if found is not None:
        return found
    if name.startswith(CUSTOM) and len(name) > len(CUSTOM):
        return EventType(module=module, event_type=name, payload=AnyFacts, label=name)
    raise UnknownEventTypeError(name=f"{module}.{name}")


def payload_validate(kind: EventType, payload: dict[str, Any]) -> Contract:
    try:
        return kind.payload.model_validate(payload)
    except ValidationError as error:
        raise BadPayloadError.of(kind.name, error) from error

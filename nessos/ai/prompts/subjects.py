"""What an agent is asked about, as records: so that a prompt can be looked at with a real one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from nessos.kernel.registry import Registry
from nessos.offers.agents import Agent
from nessos.offers.records import RecordOffer, records
from nessos.web.access import visible

_LISTED = 20
_VIEW = "view_"


@dataclass(frozen=True, kw_only=True)
class Subject:
    offer: RecordOffer
    #: The input's fields for a record.
    fill: Callable[[Any], dict[str, Any]]

    @property
    def model(self) -> type[Model]:
        return self.offer.model

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.{_VIEW}{self.model._meta.model_name}"


@dataclass(frozen=True, kw_only=True)
class _Declared:
    label: str
    fields: Mapping[str, str]


_declared: Registry[_Declared] = Registry("subject of an agent")


def subject_register(agent: str, label: str, fields: Mapping[str, str]) -> None:
    """Say which record an agent is asked about where its input does not tell: ``{"text": "content_text"}``."""
    _declared.register(agent, _Declared(label=label, fields=dict(fields)))


def subject_of(agent: Agent) -> Subject | None:
    """What was declared; else the record that the input names by id; else the one that its reader needs to read."""
    if (declared := _declared.get(agent.name)) is not None:
        offer = records.get(declared.label)
        return None if offer is None else Subject(offer=offer, fill=_by_fields(offer, declared.fields))
    room = agent.permission.split(".")[0]
    for name in agent.input.model_fields:
        if name.endswith("_id") and (offer := _offer_find(room, name.removesuffix("_id"))) is not None:
            return Subject(offer=offer, fill=_by_id(name))
    offer = _offer_find(room, agent.permission.split(".")[1].removeprefix(_VIEW))
    if offer is None or not set(agent.needed) <= offer.fields.keys():
        return None
    return Subject(offer=offer, fill=_by_fields(offer, {name: name for name in agent.input.model_fields}))


def records_find(request: HttpRequest, subject: Subject, term: str = "") -> Sequence[Model]:
    """The newest of those that this person may read, or those that match."""
    rows = _readable(request, subject)
    desk = admin.site._registry.get(subject.model)
    if term and desk is not None:
        rows, _may_repeat = desk.get_search_results(request, rows, term)
    return list(rows.order_by("-pk")[:_LISTED])


def record_find(request: HttpRequest, subject: Subject, pk: str) -> Model | None:
    try:
        return _readable(request, subject).filter(pk=pk).first()
    except (ValidationError, ValueError):
        return None


def _readable(request: HttpRequest, subject: Subject) -> QuerySet[Any]:
    rows = subject.offer.rows()
    return visible(request.user, rows) if request.user.has_perm(subject.permission) else rows.none()


def _offer_find(room: str, name: str) -> RecordOffer | None:
    found = (offer for offer in records if offer.model._meta.model_name == name.replace("_", ""))
    return next((offer for offer in found if offer.model._meta.app_label == room), None)


def _by_id(name: str) -> Callable[[Model], dict[str, Any]]:
    return lambda record: {name: str(record.pk)}


def _by_fields(offer: RecordOffer, fields: Mapping[str, str]) -> Callable[[Model], dict[str, Any]]:
    def fill(record: Model) -> dict[str, Any]:
        shown = offer.show(record)
        return {name: shown[source] for name, source in fields.items() if shown.get(source) is not None}

    return fill

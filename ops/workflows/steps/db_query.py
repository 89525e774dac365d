"""Reading and writing the records that rooms offer."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.offers.records import RecordField, RecordOffer, records
from ops.workflows.checking.references import holds_template
from ops.workflows.definition.fields import Order, TemplateRecord, Word, field
from ops.workflows.definition.kinds import step_kind
from ops.workflows.definition.step import Step
from ops.workflows.faults import Fault
from ops.workflows.schemas import Schema, record_of
from ops.workflows.wording import choices_tell, name_shorten

if TYPE_CHECKING:
    from ops.workflows.checking.view import View

MOST_ROWS = 100
_WRITES = ("create", "update")
#: field → the operations that heed it.
_HEEDED = {
    "filter": ("get", "list", "count", "update"),
    "values": _WRITES,
    "order_by": ("get", "list"),
    "limit": ("get", "list"),
}


@step_kind(gettext_lazy("Records"))
class DbQuery(Step):
    type: Literal["db_query"] = field(gettext_lazy("Kind"))
    operation: Literal["get", "list", "count", "create", "update"] = field(gettext_lazy("Operation"))
    model: Word = field(gettext_lazy("Record"), gettext_lazy("Such as growth.Lead."))
    filter: TemplateRecord = field(
        gettext_lazy("Filter"),
        gettext_lazy("Such as {“status”: “new”, “lead_score__gte”: 50}."),
        default_factory=dict,
    )
    values: TemplateRecord = field(
        gettext_lazy("Values"), gettext_lazy("What is written."), default_factory=dict
    )
    order_by: Order = field(
        gettext_lazy("Order"),
        gettext_lazy("Fields, with - before those sorted downwards."),
        default_factory=list,
    )
    limit: int = field(gettext_lazy("At most"), default=MOST_ROWS, ge=1, le=MOST_ROWS)

    def check(self, view: "View") -> Iterator[Fault]:
        if view.is_sound("operation"):
            yield from self._heeded_check(view)
        if not view.is_sound("model"):
            return
        offer = view.house.records.get(self.model)
        if offer is None:
            sentence = _("There are no records “%(name)s”. %(choices)s")
            data = {"name": name_shorten(self.model), "choices": choices_tell(view.house.records.names())}
            yield view.fault(sentence % data, "model")
            return
        for key, value in self.filter.items():
            yield from self._filter_check(view, offer, key, value)
        for place, name in enumerate(self.order_by):
            if not _is_comparable(offer.fields.get(name.removeprefix("-"))):
                yield _unknown_tell(view, offer, name, "order_by", place)
        if self.operation in _WRITES:
            yield from self._values_check(view, offer)

    @classmethod
    def name_unknown(cls, document: Mapping[str, Any]) -> str | None:
        name = str(document.get("model"))
        return None if name in records else f"the record {name}"

    def output_schema(self, view: "View") -> Schema:
        offer = view.house.records.get(self.model)
        record: Schema = offer.schema if offer else {}
        count: Schema = {"type": "integer"}
        match self.operation:
            case "get":
                return {"anyOf": [record, {"type": "null"}]}
            case "list":
                return record_of({"rows": {"type": "array", "items": record}, "count": count})
            case "count":
                return record_of({"count": count})
            case "create":
                return record
            case "update":
                return record_of({"updated": count, "ids": {"type": "array", "items": {"type": "string"}}})
        return {}

    def _heeded_check(self, view: "View") -> Iterator[Fault]:
        for name, operations in _HEEDED.items():
            if name in self.model_fields_set and getattr(self, name) and self.operation not in operations:
                sentence = _("“%(operation)s” does not heed this. Remove it, or choose another operation.")
                yield view.fault(sentence % {"operation": self.operation}, name)
        if self.operation == "update" and not self.filter and view.is_sound("filter"):
            yield view.fault(
                _("Without a filter, every record would be changed. Say which are meant."), "filter"
            )
        if self.operation in _WRITES and not self.values and view.is_sound("values"):
            yield view.fault(_("Nothing is written. Give the values."), "values")

    # --- Filters -------------------------------------------------------------------------------------------------
    def _filter_check(self, view: "View", offer: RecordOffer, key: str, value: Any) -> Iterator[Fault]:
        name, _separator, comparison = key.partition("__")
        found = offer.fields.get(name)
        if found is None or not found.comparisons:
            yield _unknown_tell(view, offer, name, "filter", key)
        elif (comparison or "exact") not in found.comparisons:
            sentence = _("“%(name)s” cannot be compared by “%(comparison)s”. %(choices)s")
            choices = choices_tell(found.comparisons)
            data = {"name": name, "comparison": name_shorten(comparison), "choices": choices}
            yield view.fault(sentence % data, "filter", key)
        elif comparison == "in" and isinstance(value, list):
            yield from self._members_check(view, found, key, value)
        elif fault := _filter_fault(found, comparison or "exact", value):
            yield view.fault(fault, "filter", key)

    def _members_check(
        self, view: "View", found: RecordField, key: str, values: list[Any]
    ) -> Iterator[Fault]:
        if not 0 < len(values) <= MOST_ROWS:
            sentence = _("Give from 1 to %(most)d values.") % {"most": MOST_ROWS}
            yield view.fault(sentence, "filter", key)
            return
        for place, value in enumerate(values):
            if fault := _filter_fault(found, "exact", value):
                yield view.fault(fault, "filter", key, place)

    # --- Values --------------------------------------------------------------------------------------------------
    def _values_check(self, view: "View", offer: RecordOffer) -> Iterator[Fault]:
        for name, value in self.values.items():
            if name not in offer.writes:
                sentence = _("%(model)s has no field “%(name)s” that can be written. %(choices)s")
                choices = choices_tell(offer.writes)
                data = {"model": self.model, "name": name_shorten(name), "choices": choices}
                yield view.fault(sentence % data, "values", name)
            elif not holds_template(value):
                fault = offer.fields[name].fault_of(value, is_written=True)
                if fault:
                    yield view.fault(fault, "values", name)
        if self.operation == "create" and self.values:
            for name in offer.needed:
                if name not in self.values:
                    sentence = _("%(model)s cannot be made without “%(name)s”. Add it.")
                    yield view.fault(sentence % {"model": self.model, "name": name}, "values")


def _is_comparable(found: RecordField | None) -> bool:
    return found is not None and bool(found.comparisons)


def _unknown_tell(view: "View", offer: RecordOffer, name: str, *inside: str | int) -> Fault:
    sentence = _("%(model)s has no field “%(name)s” to look at here. %(choices)s")
    known = [each for each, found in offer.fields.items() if _is_comparable(found)]
    data = {"model": offer.label, "name": name_shorten(name), "choices": choices_tell(known)}
    return view.fault(sentence % data, *inside)


def _filter_fault(found: RecordField, comparison: str, value: Any) -> str | None:
    if holds_template(value):
        return None
    if comparison == "isnull":
        return None if isinstance(value, bool) else _("Give true or false.")
    if value is None:
        return _("Nothing equals null. Ask with “%(name)s__isnull”: true.") % {"name": found.name}
    if comparison == "in":
        return _("Give a list.")
    if comparison == "icontains":
        return None if isinstance(value, str) else _("Give a text.")
    return found.fault_of(value, is_written=False)

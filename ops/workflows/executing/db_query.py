"""``db_query``: records that rooms offer, read and written inside the transaction of the step's own record."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from nessos.offers.records import RecordOffer, records
from ops.workflows.errors import StepFault
from ops.workflows.executing.outcomes import Completed, Outcome, Work
from ops.workflows.values import value_fill

LIMIT = 100
_FILLED = ("filter", "values", "limit", "order_by")


def query_do(work: Work) -> Outcome:
    """One step, whatever it asks for."""
    offer = offer_find(work)
    return Completed(output=_OPERATIONS[work.step.document["operation"]](offer, input_fill(work)))


def offer_find(work: Work) -> RecordOffer:
    label = work.step.document["model"]
    offer = records.get(label)
    if offer is None:
        raise StepFault(fault=_("No room offers the record “%(model)s”. Choose another.") % {"model": label})
    return offer


def input_fill(work: Work) -> dict[str, Any]:
    """What the step asks for, its expressions worked out, as plain JSON. Kept: it is worked out once."""
    if work.input is None:
        own = work.step.own
        template = {key: own[key] for key in _FILLED if own.get(key) is not None}
        filled = json.loads(json.dumps(value_fill(template, work.environment), cls=DjangoJSONEncoder))
        work.input = {"operation": own["operation"], "model": own["model"], **filled}
    return dict(work.input)


def values_check(offer: RecordOffer, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        field = offer.fields.get(name)
        if field is None or name not in offer.writes:
            data = {"field": name, "model": offer.label}
            raise StepFault(fault=_("The field “%(field)s” of %(model)s cannot be written.") % data)
        if fault := field.fault_of(value, is_written=True):
            raise StepFault(fault=f"{name}: {fault}")


def lookups_make(offer: RecordOffer, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Django's names for a filter; a null is a fault, since it would never be equal to anything."""
    found = {}
    for key, value in wanted.items():
        name, _dash, comparison = key.partition("__")
        comparison = comparison or "exact"
        field = offer.fields.get(name)
        if field is None or comparison not in field.comparisons:
            data = {"key": key, "model": offer.label}
            raise StepFault(fault=_("%(model)s cannot be filtered by “%(key)s”.") % data)
        if value is None:
            raise StepFault(
                fault=_("The filter “%(key)s” came out empty. Ask for empty ones with isnull.") % {"key": key}
            )
        _comparison_check(key, comparison, field, value)
        found[f"{name}__{comparison}"] = value
    return found


def _comparison_check(key: str, comparison: str, field: Any, value: Any) -> None:
    if comparison == "isnull":
        if not isinstance(value, bool):
            raise StepFault(fault=_("%(key)s: give true or false.") % {"key": key})
        return
    if comparison == "in" and not isinstance(value, list):
        raise StepFault(fault=_("%(key)s: give a list.") % {"key": key})
    if comparison == "icontains":
        return
    for each in value if comparison == "in" else [value]:
        if fault := field.fault_of(each, is_written=False):
            raise StepFault(fault=f"{key}: {fault}")


def _rows(offer: RecordOffer, asked: Mapping[str, Any]) -> QuerySet[Any]:
    rows = offer.rows().filter(**lookups_make(offer, asked.get("filter") or {}))
    order = asked.get("order_by") or []
    order = [order] if isinstance(order, str) else order
    for name in order:
        if (field := offer.fields.get(name.lstrip("-"))) is None or field.column is None:
            data = {"field": name, "model": offer.label}
            raise StepFault(fault=_("%(model)s cannot be sorted by “%(field)s”.") % data)
    return rows.order_by(*order, "pk")


def _get(offer: RecordOffer, asked: Mapping[str, Any]) -> Any:
    row = _rows(offer, asked).first()
    return None if row is None else offer.show(row)


def _list(offer: RecordOffer, asked: Mapping[str, Any]) -> Any:
    limit = asked.get("limit")
    limit = LIMIT if limit is None else max(0, min(int(limit), LIMIT))
    rows = [offer.show(row) for row in _rows(offer, asked)[:limit]]
    return {"rows": rows, "count": len(rows)}


def _count(offer: RecordOffer, asked: Mapping[str, Any]) -> Any:
    return {"count": _rows(offer, asked).order_by().count()}


def _create(offer: RecordOffer, asked: Mapping[str, Any]) -> Any:
    values = asked.get("values") or {}
    values_check(offer, values)
    if offer.create is not None:
        row = offer.create(**_typed(offer, values))
    else:
        row = offer.model(**_attributes(offer, values))
        row.full_clean()
        row.save()
    return offer.show(offer.rows().get(pk=row.pk))


def _update(offer: RecordOffer, asked: Mapping[str, Any]) -> Any:
    values = asked.get("values") or {}
    values_check(offer, values)
    if not asked.get("filter"):
        raise StepFault(fault=_("An update needs a filter. Say which records to change."))
    found = offer.model._default_manager.filter(**lookups_make(offer, asked["filter"]))
    rows = list(found.order_by("pk").select_for_update(of=("self",)))
    if not rows:
        raise StepFault(fault=no_record(offer))
    for row in rows:
        if offer.update is not None:
            offer.update(**{offer.model._meta.model_name or "row": row}, **_typed(offer, values))
            continue
        for name, value in _attributes(offer, values).items():
            setattr(row, name, value)
        row.full_clean(exclude={each.name for each in row._meta.fields if each.name not in values})
        row.save(update_fields=list(values))
    return {"updated": len(rows), "ids": [str(row.pk) for row in rows]}


def no_record(offer: RecordOffer) -> str:
    return _("There is no such record of %(model)s to update.") % {"model": offer.label}


def _attributes(offer: RecordOffer, values: Mapping[str, Any]) -> dict[str, Any]:
    """Foreign keys are given by id."""
    named: dict[str, Any] = {name: offer.fields[name].column for name in values}
    return {
        (named[name].attname if named[name] is not None and named[name].is_relation else name): value
        for name, value in values.items()
    }


def _typed(offer: RecordOffer, values: Mapping[str, Any]) -> dict[str, Any]:
    """As a service takes them: dates as dates, and so on; a related record by its id."""
    found = {}
    for name, value in values.items():
        column = offer.fields[name].column
        if column is None:
            found[name] = value
        elif column.is_relation:
            found[column.attname] = column.target_field.to_python(value)
        else:
            found[name] = column.to_python(value)
    return found


_OPERATIONS: Mapping[str, Callable[[RecordOffer, Mapping[str, Any]], Any]] = {
    "get": _get,
    "list": _list,
    "count": _count,
    "create": _create,
    "update": _update,
}

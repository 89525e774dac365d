"""Plain JSON read back by its schema: decimals, dates and moments, as expressions reckon with them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from nessos.eventlog.catalogue import catalogue
from nessos.offers.records import records

_READ: Mapping[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
}
Readers = Mapping[str, Callable[[str], Any]]


def payload_type(event_name: str, payload: dict[str, Any]) -> dict[str, Any]:
    return _read(_event_readers(event_name), payload)


def output_type(kind: str, model: str | None, output: Any) -> Any:
    """What a step put out; only records have columns of such types."""
    if kind != "db_query" or model is None or not isinstance(output, dict):
        return output
    readers = _record_readers(model)
    if isinstance(output.get("rows"), list):
        return {**output, "rows": [_read(readers, row) for row in output["rows"]]}
    return _read(readers, output)


def _read(readers: Readers, values: dict[str, Any]) -> dict[str, Any]:
    found = {name: readers[name](values[name]) for name in readers if isinstance(values.get(name), str)}
    return {**values, **found} if found else values


@cache
def _event_readers(name: str) -> Readers:
    kind = catalogue.get(name)
    return {} if kind is None else _readers(kind.schema.get("properties", {}))


@cache
def _record_readers(model: str) -> Readers:
    offer = records.get(model)
    return {} if offer is None else _readers(offer.schema["properties"])


def _readers(properties: Mapping[str, Any]) -> Readers:
    found = {}
    for name, schema in properties.items():
        for each in (schema, *schema.get("anyOf", ())):
            if each.get("format") in _READ:
                found[name] = _READ[each["format"]]
    return found

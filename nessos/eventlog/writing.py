"""Many writes of announcing rows at once, each with the meaning of ``save(update_fields=…)``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from nessos.eventlog.announcing import Announcing, change_of
from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.services import change_events, events_record
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for


@dataclass(frozen=True, kw_only=True)
class RowWrite:
    """These values into that row, by field name, on behalf of ``context``."""

    pk: Any
    values: Mapping[str, Any]
    context: Context = field(default_factory=Context)


def rows_write(
    model: type[Announcing], writes: Sequence[RowWrite], *, skip_locked: bool = False
) -> list[bool | None]:
    """Lock and read the rows together, write them with one UPDATE, announce each write in the order given.

    Answers for each write: done, no such row, or None when somebody else holds the row's lock (``skip_locked``).
    Every row is cleaned as forms do: a ValidationError undoes nothing by itself, so call it in a savepoint.
    """
    wanted = {write.pk for write in writes}
    with transaction.atomic(savepoint=False):
        rows = model._base_manager.filter(pk__in=wanted).order_by("pk")
        found = {row.pk: row for row in rows.select_for_update(skip_locked=skip_locked)}
        columns: set[str] = set()
        events: list[ModuleEvent] = []
        for write in writes:
            if (row := found.get(write.pk)) is not None:
                columns |= _row_set(row, write.values)
                with working_for(write.context):
                    events += _announce(row)
        if found:
            _rows_update(model, list(found.values()), columns)
        if events:
            events_record(events=events)
    if not skip_locked or len(found) == len(wanted):
        return [write.pk in found for write in writes]
    there = set(model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True))
    return [True if write.pk in found else (None if write.pk in there else False) for write in writes]


def _row_set(row: Announcing, values: Mapping[str, Any]) -> set[str]:
    """Set, clean and derive, as a save would; answers the names of the columns that have to be written."""
    row._before = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    for name, value in values.items():
        each: Any = row._meta.get_field(name)
        by_key = each.is_relation and not isinstance(value, models.Model)
        setattr(row, each.attname if by_key else name, value)
    row.full_clean(exclude={each.name for each in row._meta.fields if each.name not in values})
    written = {*values, *row.derive(row._before)}
    if any(each.name == "updated_at" for each in row._meta.concrete_fields):
        row.updated_at = clock.now()  # type: ignore[attr-defined]
        written.add("updated_at")
    for each in row._meta.concrete_fields:
        if each.name in written:
            setattr(row, each.attname, each.pre_save(row, add=False))
    return written


def _announce(row: Announcing) -> list[ModuleEvent]:
    return change_events(change_of(row, row._before))


def _rows_update(model: type[Announcing], rows: Sequence[Announcing], columns: set[str]) -> None:
    """One statement, past the manager, which would announce the rows once more."""
    fields: list[Any] = [
        each for each in model._meta.concrete_fields if each.name in columns and not each.generated
    ]
    key: Any = model._meta.pk
    quote = connection.ops.quote_name
    values = [
        each.get_db_prep_save(getattr(row, each.attname), connection)
        for row in rows
        for each in (key, *fields)
    ]
    sets = ", ".join(
        f"{quote(each.column)} = v.c{place}::{each.cast_db_type(connection)}"
        for place, each in enumerate(fields)
    )
    line = f"({', '.join(['%s'] * (len(fields) + 1))})"
    names = ", ".join(["pk", *(f"c{place}" for place in range(len(fields)))])
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS t SET {sets} FROM (VALUES {', '.join([line] * len(rows))}) AS v ({names}) "  # noqa: S608
            f"WHERE t.{quote(key.column)} = v.pk::{key.cast_db_type(connection)}",
            values,
        )

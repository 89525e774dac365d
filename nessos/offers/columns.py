"""What a column holds, as JSON Schema, and whether a value fits it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

Column = models.Field[Any, Any]
Schema = dict[str, Any]

EQUAL = ("exact", "in", "isnull")
ORDERED = ("exact", "in", "gt", "gte", "lt", "lte", "isnull")
TEXTUAL = (*ORDERED, "icontains")

#: The particular before the general: a moment is a date to Django.
_SCHEMAS: list[tuple[type[Column], Schema, tuple[str, ...]]] = [
    (models.UUIDField, {"type": "string", "format": "uuid"}, EQUAL),
    (models.DateTimeField, {"type": "string", "format": "date-time"}, ORDERED),
    (models.DateField, {"type": "string", "format": "date"}, ORDERED),
    (models.DecimalField, {"type": "string", "format": "decimal"}, ORDERED),
    (models.BooleanField, {"type": "boolean"}, EQUAL),
    (models.IntegerField, {"type": "integer"}, ORDERED),
    (models.FloatField, {"type": "number"}, ORDERED),
    (models.CharField, {"type": "string"}, TEXTUAL),
    (models.TextField, {"type": "string"}, TEXTUAL),
]


def column_schema(column: Any) -> Schema:
    """As the API shows it."""
    schema = _schema_of(column)
    return {"anyOf": [schema, {"type": "null"}]} if column.null and not column.many_to_many else schema


def column_comparisons(column: Any) -> tuple[str, ...]:
    """How a filter may compare it; none for what is no single value."""
    if column.many_to_many:
        return ()
    if column.is_relation:
        return EQUAL
    return next((found for kind, _schema, found in _SCHEMAS if isinstance(column, kind)), ())


def column_needed(column: Any) -> bool:
    """Must a new row be given it?"""
    return bool(column.concrete) and not (
        column.null
        or column.blank
        or column.has_default()
        or column.primary_key
        or column.many_to_many
        or column.generated
    )


def value_fault(column: Any, value: Any, *, is_written: bool) -> str | None:
    """What is wrong with a value, written into this column or compared with it, in a sentence."""
    if value is None:
        return None if column.null else _("This cannot be empty. Give a value.")
    single = column.target_field if column.is_relation else column
    if not _fits(_schema_of(single), value):
        return _EXPECTED[_kind_of(single)]()
    try:
        if is_written and not column.is_relation:
            column.clean(value, None)
        else:
            single.to_python(value)
            _choice_check(column, value)
    except ValidationError as error:
        return " ".join(error.messages)
    except (ArithmeticError, ValueError):
        return _EXPECTED[_kind_of(single)]()
    return None


def _schema_of(column: Any) -> Schema:
    if column.many_to_many:
        return {"type": "array", "items": _schema_of(column.target_field)}
    if column.is_relation:
        return _schema_of(column.target_field)
    if isinstance(column, ArrayField):
        return {"type": "array", "items": column_schema(column.base_field)}
    schema = next((dict(found) for kind, found, _how in _SCHEMAS if isinstance(column, kind)), {})
    if column.choices:
        schema["enum"] = [
            *_choices_of(column),
            *([""] if column.blank and schema["type"] == "string" else []),
        ]
    return schema


def _choices_of(column: Any) -> list[Any]:
    return [value for value, _label in column.flatchoices if value is not None]


def _choice_check(column: Any, value: Any) -> None:
    if column.choices and value not in _schema_of(column)["enum"]:
        raise ValidationError(
            _("There is no such choice. Choose one of these: %(choices)s.")
            % {"choices": ", ".join(str(each) for each in _choices_of(column))}
        )


def _kind_of(column: Any) -> str:
    schema = _schema_of(column)
    return str(schema.get("format") or schema.get("type") or "")


def _fits(schema: Schema, value: Any) -> bool:
    """By JSON's types; a decimal is taken as a text or as a number."""
    kind = "decimal" if schema.get("format") == "decimal" else str(schema.get("type", ""))
    if isinstance(value, bool):
        return kind in ("boolean", "")
    return isinstance(value, _TAKEN.get(kind, object))


_TAKEN: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "decimal": (str, int, float),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
}
_EXPECTED = {
    "uuid": lambda: _("This is no id. Give one such as 01890a5d-ac96-774b-bcce-b302099a8057."),
    "date-time": lambda: _("This is no moment. Give one such as 2026-01-31T12:00:00Z."),
    "date": lambda: _("This is no date. Give one such as 2026-01-31."),
    "decimal": lambda: _("This is no number. Give one such as 1500.00."),
    "boolean": lambda: _("Give true or false."),
    "integer": lambda: _("Give a whole number."),
    "number": lambda: _("Give a number."),
    "string": lambda: _("Give a text."),
    "array": lambda: _("Give a list."),
    "": lambda: _("This value does not fit. Give another."),
}

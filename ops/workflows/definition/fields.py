"""The types of a step's fields: what JSON may stand there, and what is said when something else does."""

import keyword
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

from ops.workflows.definition.marks import Mark
from ops.workflows.expressions import MAX_SOURCE

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,62}$"
#: Ten years: what waits longer is forgotten by everybody, and later moments leave the calendar.
LONGEST = 315_360_000
MOST_NAMES = 500
MOST_TEXT = 10_000

Told = str | Promise
_name = re.compile(NAME_PATTERN)
_ABSENT: Any = object()


def field(label: Told, told: Told = "", default: Any = _ABSENT, **rules: Any) -> Any:
    """A pydantic field whose title and description are in the reader's language when its schema is made."""

    def describe(schema: dict[str, Any]) -> None:
        schema["title"] = str(label)
        if told:
            schema["description"] = str(told)

    given = {} if default is _ABSENT else {"default": default}
    return Field(json_schema_extra=describe, **given, **rules)


def _name_check(name: str) -> str:
    if keyword.iskeyword(name):
        raise ValueError(_("“%(name)s” is a word of the expressions. Choose another name.") % {"name": name})
    if not _name.fullmatch(name):
        raise ValueError(
            _(
                "A name begins with a small letter and holds small letters, digits and _ only, 63 at most. Change it."
            )
        )
    return name


def _names_read(value: Any) -> Any:
    """One name stands for a list of one; null for nothing said."""
    names = [value] if isinstance(value, str) else value
    if names is not None and not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise ValueError(_("Give the names of steps as a list, or one name as a text."))
    if names is not None and len(names) > MOST_NAMES:
        raise ValueError(_("Name %(most)d steps at most.") % {"most": MOST_NAMES})
    return names


_names_schema = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "maxItems": MOST_NAMES},
        {"type": "null"},
    ]
}

ANSWERS = ("approved", "rejected", "timed_out", "skipped", "any")
_answer_schema = {"enum": [True, False, *ANSWERS]}


def _is_answer(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value in ANSWERS)


def _when_read(value: Any) -> Any:
    if value is None or _is_answer(value):
        return value
    if isinstance(value, Mapping) and value:
        answers = dict(value)
        if all(isinstance(gate, str) and _is_answer(asked) for gate, asked in answers.items()):
            return answers
    raise ValueError(
        _("Give true, false or one of %(answers)s, or an object of such with the names of gates.")
        % {"answers": ", ".join(ANSWERS)}
    )


def _order_read(value: Any) -> Any:
    names = [value] if isinstance(value, str) else value
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise ValueError(_("Give the names of fields as a list, with - before those to be sorted downwards."))
    return names


def _persons_read(value: Any) -> Any:
    if not isinstance(value, list) or not all(
        isinstance(each, str | int) and not isinstance(each, bool) for each in value
    ):
        raise ValueError(_("Give the persons as a list of user names."))
    if len(value) > MOST_NAMES:
        raise ValueError(_("Name %(most)d persons at most.") % {"most": MOST_NAMES})
    return value


def _seconds_read(value: Any) -> Any:
    if value is None or (isinstance(value, str) and "{{" in value and len(value) <= MOST_TEXT):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= LONGEST:
        raise ValueError(
            _("Give a number of seconds from 0 to %(longest)d, or {{ an expression }}.")
            % {"longest": LONGEST}
        )
    return value


def _until_read(value: Any) -> Any:
    if value is None or (isinstance(value, str) and "{{" in value and len(value) <= MOST_TEXT):
        return value
    if not isinstance(value, str) or not _is_moment(value):
        raise ValueError(_("Give a moment such as 2026-01-31T12:00:00Z, or {{ an expression }}."))
    return value


def _is_moment(text: str) -> bool:
    try:
        return bool(parse_datetime(text) or parse_date(text))
    except (ValueError, OverflowError):
        return False


def _read_by(read: Callable[[Any], Any], schema: dict[str, Any]) -> tuple[Any, Any]:
    return PlainValidator(read), WithJsonSchema(schema)


def _template_schema(*others: dict[str, Any]) -> dict[str, Any]:
    return {
        "anyOf": [*others, {"type": "string", "format": "template", "pattern": r"\{\{"}, {"type": "null"}]
    }


Name = Annotated[
    str,
    AfterValidator(_name_check),
    WithJsonSchema({"type": "string", "pattern": NAME_PATTERN, "not": {"enum": sorted(keyword.kwlist)}}),
]
Names = Annotated[list[str] | None, BeforeValidator(_names_read), WithJsonSchema(_names_schema)]
When = Annotated[
    bool | str | dict[str, bool | str] | None,
    *_read_by(
        _when_read,
        {
            "anyOf": [
                _answer_schema,
                {"type": "object", "additionalProperties": _answer_schema, "minProperties": 1},
                {"type": "null"},
            ]
        },
    ),
]
Span = Annotated[float, Field(ge=0, le=LONGEST, allow_inf_nan=False)]
Word = Annotated[str, Field(min_length=1, max_length=200)]
ExpressionText = Annotated[
    str,
    Mark.EXPRESSION,
    Field(min_length=1, max_length=MAX_SOURCE),
    WithJsonSchema({"type": "string", "format": "expression", "minLength": 1, "maxLength": MAX_SOURCE}),
]
OptionalExpression = Annotated[
    str | None,
    Mark.EXPRESSION,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "expression", "maxLength": MAX_SOURCE}, {"type": "null"}]}
    ),
    Field(max_length=MAX_SOURCE),
]
TemplateText = Annotated[
    str,
    Mark.TEMPLATE,
    Field(max_length=MOST_TEXT),
    WithJsonSchema({"type": "string", "format": "template", "maxLength": MOST_TEXT}),
]
TemplateRecord = Annotated[dict[str, Any], Mark.TEMPLATE]
PathText = Annotated[str | None, Mark.PATH, Field(max_length=MAX_SOURCE)]
Paths = Annotated[list[str], Mark.PATH, Field(max_length=100)]
Seconds = Annotated[
    float | str | None,
    Mark.TEMPLATE,
    *_read_by(_seconds_read, _template_schema({"type": "number", "minimum": 0, "maximum": LONGEST})),
]
Until = Annotated[
    str | None,
    Mark.TEMPLATE,
    *_read_by(_until_read, _template_schema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"})),
]
_order_schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Order = Annotated[list[str], *_read_by(_order_read, _order_schema)]
Persons = Annotated[
    list[str | int],
    Mark.TEMPLATE,
    *_read_by(
        _persons_read, {"type": "array", "items": {"type": ["string", "integer"]}, "maxItems": MOST_NAMES}
    ),
]

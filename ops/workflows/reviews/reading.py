"""An approval as a person reads it: values with their names, and its history in sentences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from nessos.ai.naming import share_tell
from nessos.web.admin import brl
from ops.workflows.models import Approval, ApprovalNote
from ops.workflows.reviews.shapes import (
    NAMES,
    NOTHING,
    Schema,
    in_order,
    item_of,
    part_of,
    row_name,
    schema_find,
)

Kind = ApprovalNote.Kind
#: Deeper than anybody reads, and flatter than what would break a page.
_LEVELS = 8


@dataclass(frozen=True, kw_only=True)
class Entry:
    label: str
    text: str = ""
    inside: tuple["Entry", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    told: str
    comment: str
    at: datetime


def proposal_read(approval: Approval) -> tuple[Entry, ...]:
    """What is under review: as the agent that answered it declares it, where one did."""
    value = approval.candidate
    return entries_read(value, schema=schema_find(value), model=approval.record_model)


def entries_read(
    value: Any, level: int = 0, *, schema: Schema = NOTHING, model: str = ""
) -> tuple[Entry, ...]:
    """A record by its keys, a list by its numbers; anything else is one entry without a name."""
    if isinstance(value, Mapping):
        return tuple(
            _entry_read(name_tell(key), each, level, key=key, schema=part_of(schema, key), model=model)
            for key, each in in_order(value, schema)
        )
    if isinstance(value, list):
        return tuple(
            _entry_read(str(number), each, level, key="", schema=item_of(schema), model=model)
            for number, each in enumerate(value, start=1)
        )
    return (_entry_read("", value, level, key="", schema=schema, model=model),)


def name_tell(key: str) -> str:
    """Of a value, in the reader's language where the interface knows the word."""
    words = NAMES.get(key) or key.removesuffix("_id").replace("_", " ")
    return _(words) if words else ""


def history_read(approval: Approval) -> Iterator[Told]:
    for note in approval.notes.select_related("person").order_by("id"):
        sentence = _SENTENCES[Kind(note.kind)]() if note.person is None else _BY_PERSONS[Kind(note.kind)]()
        data = {"person": note.person, "to": note.to}
        told = sentence % data
        if note.kind == Kind.APPROVED and approval.quorum > 1 and not note.counts:
            told = _("%(told)s (no longer counts)") % {"told": told}
        yield Told(told=told, comment=note.comment, at=note.at)


def _entry_read(label: str, value: Any, level: int, *, key: str, schema: Schema, model: str) -> Entry:
    if isinstance(value, Mapping | list) and value:
        if level >= _LEVELS:
            return Entry(label=label, text=str(value))
        if isinstance(value, list) and not any(isinstance(each, Mapping | list) for each in value):
            lines = [f"• {_plain(each, key, item_of(schema))}" for each in value]
            return Entry(label=label, text="\n".join(lines))
        return Entry(label=label, inside=entries_read(value, level + 1, schema=schema, model=model))
    return Entry(label=label, text=row_name(model, key, value) or _plain(value, key, schema))


def _plain(value: Any, key: str, schema: Schema) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return share_tell(value) if key == "confidence" else str(number_format(value, use_l10n=True))
    return _FORMATS.get(schema.get("format", ""), str)(value)


def _money_tell(text: str) -> str:
    try:
        return brl(Decimal(text))
    except InvalidOperation:
        return text


def _date_tell(text: str) -> str:
    try:
        return str(date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT"))
    except ValueError:
        return text


#: By the format that a schema gives a text.
_FORMATS: dict[str, Callable[[str], str]] = {"decimal": _money_tell, "date": _date_tell}

#: What the house did by itself, and what a person did.
_SENTENCES = {
    Kind.OPENED: lambda: _("The workflow asked."),
    Kind.REOPENED: lambda: _("The run was retried, and the workflow asked again."),
    Kind.APPROVED: lambda: _("It was approved."),
    Kind.REJECTED: lambda: _("It was rejected."),
    Kind.ASSIGNED: lambda: _("It was handed over to %(to)s."),
    Kind.ASKED: lambda: _("A question was asked."),
    Kind.ANSWERED: lambda: _("The question was answered."),
    Kind.REMINDED: lambda: _("Those who decide were reminded."),
    Kind.ESCALATED: lambda: _("Nobody decided in time: it was escalated to %(to)s."),
    Kind.TIMED_OUT: lambda: _("Nobody decided in time."),
    Kind.WITHDRAWN: lambda: _("The run ended, and the question was withdrawn."),
}
_BY_PERSONS = {
    **_SENTENCES,
    Kind.APPROVED: lambda: _("%(person)s approved."),
    Kind.REJECTED: lambda: _("%(person)s rejected."),
    Kind.ASSIGNED: lambda: _("%(person)s handed it over to %(to)s."),
    Kind.ASKED: lambda: _("%(person)s asked:"),
    Kind.ANSWERED: lambda: _("%(person)s answered:"),
}

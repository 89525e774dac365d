"""An approval as a person reads it: values with their names, and its history in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ops.workflows.models import Approval, ApprovalNote

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


def entries_read(value: Any, level: int = 0) -> tuple[Entry, ...]:
    """A record by its keys, a list by its numbers; anything else is one entry without a name."""
    if isinstance(value, Mapping):
        pairs = [(name_tell(str(key)), each) for key, each in value.items()]
    elif isinstance(value, list):
        pairs = [(str(number), each) for number, each in enumerate(value, start=1)]
    else:
        pairs = [("", value)]
    return tuple(_entry_read(label, each, level) for label, each in pairs)


def name_tell(key: str) -> str:
    """Of a value, in the reader's language where the interface knows the word."""
    words = key.replace("_", " ")
    return _(words) if words else ""


def history_read(approval: Approval) -> Iterator[Told]:
    for note in approval.notes.select_related("person").order_by("id"):
        sentence = _SENTENCES[Kind(note.kind)]() if note.person is None else _BY_PERSONS[Kind(note.kind)]()
        data = {"person": note.person, "to": note.to}
        told = sentence % data
        if note.kind == Kind.APPROVED and approval.quorum > 1 and not note.counts:
            told = _("%(told)s (no longer counts)") % {"told": told}
        yield Told(told=told, comment=note.comment, at=note.at)


def _entry_read(label: str, value: Any, level: int) -> Entry:
    if isinstance(value, Mapping | list) and value:
        if level >= _LEVELS:
            return Entry(label=label, text=str(value))
        return Entry(label=label, inside=entries_read(value, level + 1))
    return Entry(label=label, text=_plain(value))


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return str(number_format(value, use_l10n=True))
    return str(value)


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

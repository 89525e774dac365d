"""What is asked in the dialogs of an approval's page."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from nessos.web.admin import DialogForm
from ops.workflows.models import Approval
from ops.workflows.reviews.errors import OutputInvalid
from ops.workflows.reviews.outputs import output_read
from ops.workflows.reviews.reading import name_tell
from ops.workflows.reviews.shapes import Schema, in_order, item_of, part_of, schema_find

_COMMENT = 10_000
_LONG = 80
#: More rows than these are edited as JSON.
_ROWS = 20


def _comment_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Comment"),
        required=required,
        max_length=_COMMENT,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )


class ApproveForm(DialogForm):
    comment = _comment_field(required=False)


class CommentForm(DialogForm):
    comment = _comment_field(required=True)


class AssignForm(DialogForm):
    to = forms.CharField(
        label=pgettext_lazy("of a hand-over", "To"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget(),
        help_text=gettext_lazy("The name of a group, or a user name."),
    )
    comment = _comment_field(required=False)


class CorrectForm(DialogForm):
    """A field for each part of what is proposed: texts as they are, rows cell by cell, everything else as JSON."""

    comment = _comment_field(required=False)
    _PREFIX = "value_"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Approval.objects.select_related("run")
        self.approval = rows.filter(pk__in=_keys_read(self.object_id)).first()
        candidate = None if self.approval is None else self.approval.candidate
        self.parts: dict[str, Any] = {"": candidate}
        if isinstance(candidate, Mapping):
            self.parts = dict(in_order(candidate, schema_find(candidate)))
        made = {
            self._PREFIX + name: field
            for key, value in self.parts.items()
            for name, field in _fields_make(key, value, item_of(part_of(schema_find(candidate), key)))
        }
        self.fields: dict[str, forms.Field] = {**made, **self.fields}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found = {key: self._part_read(key, was, data) for key, was in self.parts.items()}
        if self.errors or self.approval is None:
            return data
        output = found if "" not in found or len(found) > 1 else found[""]
        try:
            return {**data, "output": output_read(self.approval, output)}
        except OutputInvalid as error:
            for fault in error.errors:
                self.add_error(self._field_of(fault["path"].removeprefix("output.")), fault["message"])
        return data

    def _field_of(self, path: str) -> str | None:
        """The cell, or else the part that it lies in."""
        cell = self._PREFIX + path.replace("[", ".").replace("]", "")
        part = cell.partition(".")[0]
        return next((name for name in (cell, part) if name in self.fields), None)

    def _part_read(self, key: str, was: Any, data: Mapping[str, Any]) -> Any:
        """The row at the end is a new one; one of which every cell is empty is left out."""
        if not is_table(was):
            return self._cell_read(key, was, data)
        rows = [
            {name: self._cell_read(f"{key}.{number}.{name}", cell, data) for name, cell in row.items()}
            for number, row in enumerate([*was, was[0]])
        ]
        return [row for row in rows if any(cell not in ("", None) for cell in row.values())]

    def _cell_read(self, key: str, was: Any, data: Mapping[str, Any]) -> Any:
        text = str(data.get(self._PREFIX + key) or "").replace("\r\n", "\n")
        if isinstance(was, str):
            return text
        if was is None and "." in key:
            return text or None
        try:
            return json.loads(text or "null", parse_constant=_constant_refuse)
        except ValueError:
            self.add_error(self._PREFIX + key, _("This is no JSON: a number, a list or an object is meant."))
        return None


def is_table(value: Any) -> bool:
    """Whether it is a list of records of plain values, short enough to be a form."""
    return (
        isinstance(value, list)
        and 0 < len(value) <= _ROWS
        and all(isinstance(row, Mapping) and row for row in value)
        and not any(isinstance(cell, Mapping | list) for row in value for cell in row.values())
    )


def _fields_make(key: str, value: Any, schema: Schema) -> Iterator[tuple[str, forms.CharField]]:
    if not is_table(value):
        yield key, _part_field(name_tell(key), value)
        return
    for number, row in enumerate([*value, dict.fromkeys(value[0])]):
        place = str(number + 1) if number < len(value) else _("(new)")
        for name, cell in in_order(row, schema):
            label = f"{name_tell(key)} {place} · {name_tell(name)}"
            yield f"{key}.{number}.{name}", _part_field(label, "" if cell is None else cell)


def _part_field(label: str, value: Any) -> forms.CharField:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    is_long = len(text) > _LONG or "\n" in text
    return forms.CharField(
        label=capfirst(label) or gettext_lazy("Value"),
        initial=text,
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}) if is_long else UnfoldAdminTextInputWidget(),
    )


def _keys_read(key: Any) -> list[UUID]:
    try:
        return [UUID(str(key))]
    except ValueError:
        return []


def _constant_refuse(_name: str) -> Any:
    raise ValueError

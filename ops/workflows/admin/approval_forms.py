"""What is asked in the dialogs of an approval's page."""

import json
from collections.abc import Mapping
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

_COMMENT = 10_000
_LONG = 80


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
    """A field for each part of what is proposed: texts as they are, everything else as JSON."""

    comment = _comment_field(required=False)
    _PREFIX = "value_"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Approval.objects.select_related("run")
        self.approval = rows.filter(pk__in=_keys_read(self.object_id)).first()
        candidate = None if self.approval is None else self.approval.candidate
        self.parts: dict[str, Any] = dict(candidate) if isinstance(candidate, Mapping) else {"": candidate}
        made = {self._PREFIX + key: _part_field(key, value) for key, value in self.parts.items()}
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
                name = (
                    self._PREFIX + fault["path"].removeprefix("output.").partition(".")[0].partition("[")[0]
                )
                self.add_error(name if name in self.fields else None, fault["message"])
        return data

    def _part_read(self, key: str, was: Any, data: Mapping[str, Any]) -> Any:
        text = str(data.get(self._PREFIX + key) or "").replace("\r\n", "\n")
        if isinstance(was, str):
            return text
        try:
            return json.loads(text or "null", parse_constant=_constant_refuse)
        except ValueError:
            self.add_error(self._PREFIX + key, _("This is no JSON: a number, a list or an object is meant."))
        return None


def _part_field(key: str, value: Any) -> forms.CharField:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    is_long = len(text) > _LONG or "\n" in text
    return forms.CharField(
        label=capfirst(name_tell(key)) or gettext_lazy("Value"),
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

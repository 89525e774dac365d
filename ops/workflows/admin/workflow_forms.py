"""What people write of a workflow at the desk: its steps as JSON, and the payload of a run by hand."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from nessos.web.admin import DialogForm, json_write
from nessos.web.api.parsers import json_read
from ops.workflows.checking import definition_check
from ops.workflows.models import Version, Workflow
from ops.workflows.services import PUBLISH, version_newest

_TRIGGER = ("trigger_module", "trigger_event", "trigger_condition")
_EXAMPLE = [{"name": "look", "type": "condition", "expression": "True"}]


class JsonField(forms.CharField):
    """A text that is JSON; its value is what the text says."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        attrs = {"rows": rows, "class": "ness-code", "spellcheck": "false"}
        super().__init__(strip=True, widget=UnfoldAdminTextareaWidget(attrs=attrs), **options)

    def prepare_value(self, value: Any) -> Any:
        if value is None:
            return ""
        return value if isinstance(value, str) else json_write(value)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return json_parse(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class WorkflowForm(forms.ModelForm[Workflow]):
    """Checked as the API checks it; a draft may have faults."""

    steps = JsonField(
        label=gettext_lazy("Steps"),
        rows=24,
        required=True,
        help_text=gettext_lazy("As JSON; GET /api/v1/schema/steps/ describes them."),
    )
    draft = forms.BooleanField(
        label=gettext_lazy("Save as a draft"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=gettext_lazy("It is kept beside what runs until it is published, and may have errors."),
    )
    #: The number of the steps that this page was opened with.
    based_on = forms.IntegerField(label="", widget=forms.HiddenInput, required=False)

    #: Set by ``RoomAdmin.get_form``.
    desk_request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = version_newest(self.instance)
        self._newest = newest.number if newest else None
        given = {
            "steps": newest.steps if newest else _EXAMPLE,
            "draft": newest is not None and newest.pk != self.instance.published_id,
            "based_on": self._newest,
        }
        self.initial = {**given, **self.initial}
        if "draft" in self.fields and not self.desk_request.user.has_perm(PUBLISH):
            self.fields["draft"].disabled = True
            self.initial["draft"] = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self._newest != data.get("based_on") and self._newest is not None and "steps" in self.changed_data:
            sentence = _(
                "Somebody saved version %(number)d after you opened the page. Open it in another window, and take "
                "over what you need."
            )
            self.add_error("steps", sentence % {"number": self._newest})
        elif "steps" in data and not data.get("draft"):
            self._definition_check(data)
        return data

    def _definition_check(self, data: dict[str, Any]) -> None:
        trigger = [data.get(name) or "" for name in _TRIGGER]
        for fault in definition_check(data["steps"], *trigger):
            is_own = fault["path"] in self.fields
            told = fault["message"] if is_own else f"{fault['path']}: {fault['message']}"
            self.add_error(fault["path"] if is_own else "steps", told)


class TriggerForm(DialogForm):
    payload = JsonField(
        label=gettext_lazy("Payload"),
        rows=8,
        required=False,
        help_text=gettext_lazy("An object as JSON, such as {“stock_level”: 3}; empty for none."),
    )

    def clean_payload(self) -> dict[str, Any]:
        payload = self.cleaned_data["payload"]
        if payload is not None and not isinstance(payload, dict):
            raise ValidationError(_("A payload is an object: write it in braces."))
        return payload or {}


def json_parse(text: str) -> Any:
    """As strictly as the API reads it. Raises ValidationError."""
    try:
        return json_read(text.encode())
    except ParseError as error:
        cause = error.__cause__
        if not isinstance(cause, json.JSONDecodeError):
            raise ValidationError(str(error.detail)) from error
        data = {"line": cause.lineno, "column": cause.colno, "why": cause.msg}
        sentence = _("This is no JSON: line %(line)d, column %(column)d: %(why)s.")
        raise ValidationError(sentence % data) from error


def faults_write(version: Version) -> str:
    """One fault a line."""
    return "\n".join(f"{fault['path']}: {fault['message']}" for fault in version.errors)

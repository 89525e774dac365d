"""What is asked before feedback becomes a test case, and when an agent is tuned."""

from json import JSONDecodeError
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework.exceptions import ParseError
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from nessos.ai.evals.forms import model_choices
from nessos.ai.feedback.errors import CaseMisfit
from nessos.ai.feedback.models import AgentTuning, Feedback
from nessos.ai.feedback.services import case_check
from nessos.ai.naming import agent_label
from nessos.ai.running import agent_find
from nessos.offers.agents import agents
from nessos.web.admin import DialogForm, json_write
from nessos.web.api.parsers import json_read


class CaseForm(DialogForm):  # type: ignore[misc]  # unfold ships no types
    """Question and right answer as they were cleaned, to be looked at and edited before they are kept."""

    given = forms.CharField(
        label=gettext_lazy("Question"), strip=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 10})
    )
    expected = forms.CharField(
        label=gettext_lazy("Right answer"), strip=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 14})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feedback = Feedback.objects.filter(pk__in=_keys_read(self.object_id)).first()
        if self.feedback is None:
            return
        cleaned = self.feedback.cleaned
        self.fields["given"].initial = json_write(cleaned["input"])
        self.fields["given"].help_text = told_write(cleaned["told"])
        self.fields["expected"].initial = json_write(cleaned["expected"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        read = {name: self._read(name, data) for name in ("given", "expected")}
        if self.errors or self.feedback is None:
            return data
        try:
            case_check(agent_find(self.feedback.agent), read["given"], read["expected"])
        except CaseMisfit as error:
            self.add_error(error.field, str(error))
        return {**data, **read}

    def _read(self, name: str, data: dict[str, Any]) -> Any:
        try:
            return json_read((data.get(name) or "").encode(errors="replace"))
        except ParseError as error:
            self.add_error(name, _fault_tell(error))
            return None


class TuningForm(forms.ModelForm):  # type: ignore[type-arg]
    """Agents and models are chosen, not typed."""

    class Meta:
        model = AgentTuning
        fields = ("agent", "examples_on", "examples_most", "nightly_model")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "agent" in self.fields:
            choices = [(name, agent_label(name)) for name in agents.names()]
            self.fields["agent"] = forms.ChoiceField(
                label=_("Agent"), choices=choices, widget=UnfoldAdminSelectWidget(choices=choices)
            )
        if "nightly_model" in self.fields:
            was = self.fields["nightly_model"]
            models = [("", _("none: the offline rule only")), *model_choices()[1:]]
            kept = self.instance.nightly_model
            models += [(kept, kept)] if kept and kept not in dict(models) else []
            self.fields["nightly_model"] = forms.ChoiceField(
                label=was.label,
                help_text=was.help_text,
                required=False,
                choices=models,
                widget=UnfoldAdminSelectWidget(choices=models),
            )


def told_write(told: dict[str, int]) -> str:
    """What was cleaned, for whoever looks whether anything was missed."""
    if not told:
        return _("Nothing had to be cleaned. Look whether it speaks of anybody all the same.")
    sentences = {
        "person": ngettext("%(n)d person", "%(n)d persons", told.get("person", 0)),
        "email": ngettext("%(n)d e-mail address", "%(n)d e-mail addresses", told.get("email", 0)),
        "phone": ngettext("%(n)d telephone", "%(n)d telephones", told.get("phone", 0)),
        "address": ngettext("%(n)d address", "%(n)d addresses", told.get("address", 0)),
        "cpf": "%(n)d CPF",
        "cnpj": "%(n)d CNPJ",
        "document": ngettext("%(n)d document", "%(n)d documents", told.get("document", 0)),
        "account": ngettext("%(n)d account name", "%(n)d account names", told.get("account", 0)),
    }
    known = [*sentences, *(kind for kind in told if kind not in sentences)]
    parts = [sentences.get(kind, f"%(n)d {kind}") % {"n": told[kind]} for kind in known if told.get(kind)]
    sentence = _("Replaced by placeholders: %(parts)s. Look whether it speaks of anybody all the same.")
    return sentence % {"parts": ", ".join(parts)}


def _fault_tell(error: ParseError) -> str:
    """Where it is wrong; the reader's own words for why are in no language but English."""
    if isinstance(error.__cause__, JSONDecodeError):
        place = {"line": error.__cause__.lineno, "column": error.__cause__.colno}
        return _("This is no JSON: look at line %(line)d, column %(column)d. An object is meant.") % place
    return str(error.detail)


def _keys_read(key: Any) -> list[UUID]:
    try:
        return [UUID(str(key))]
    except ValueError:
        return []

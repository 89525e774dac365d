"""What people write of a plan: for whom it is, and its candidates in rows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget

from nessos.ai.models import ServedModel
from nessos.ai.providers.selectors import chat_models
from nessos.ai.routing.checking import Choice, plan_faults
from nessos.ai.routing.models import EVERYONE, Candidate, RoutePlan
from nessos.ai.routing.showing import agent_tell
from nessos.offers.agents import agents
from nessos.web.admin import DialogForm


class PlanForm(forms.ModelForm[RoutePlan]):
    agent = forms.ChoiceField(label=_("Agent"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = RoutePlan
        fields = ("agent", "offline_last", "offline_on_budget", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "agent" in self.fields:
            names = [EVERYONE, *sorted(agents.names(), key=lambda name: str(agents[name].label).casefold())]
            self.fields["agent"].choices = [(name, agent_tell(name)) for name in names]  # type: ignore[attr-defined]


class ModelField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Those that can be asked at the moment, with what they cost and whether they may see personal data."""

    def label_from_instance(self, model: Any) -> str:
        sees = _("sees personal data") if model.provider.sees_personal_data else _("no personal data")
        return f"{model} · {sees}"


class CandidateForm(forms.ModelForm[Candidate]):
    model = ModelField(
        label=capfirst(_("model")), queryset=ServedModel.objects.none(), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Candidate
        fields = ("place", "model", "weight")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "model" in self.fields:
            self.fields["model"].queryset = chat_models()  # type: ignore[attr-defined]


class CandidateFormSet(PaginationInlineFormSet):  # type: ignore[misc]  # unfold's
    """Checked as a whole: what stands in the way of publishing it is told above the rows."""

    def choices(self) -> list[Choice]:
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        return [
            Choice(place=row["place"], model=row["model"], weight=row["weight"])
            for row in rows
            if row.get("model")
        ]

    def clean(self) -> None:
        """Instead of Django's own look at what stands there twice: this one says which model."""
        if any(self.errors):
            return
        offline_last = bool(self.data.get("offline_last"))
        agent = str(self.data.get("agent", ""))
        if faults := plan_faults(agent, self.choices(), offline_last=offline_last):
            raise ValidationError(faults)


class WhyForm(DialogForm):  # type: ignore[misc]  # unfold's
    note = forms.CharField(label=_("Why"), max_length=200, required=False)

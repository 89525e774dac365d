"""What is asked before agents are scored."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nessos.ai.evals.models import EvalRun
from nessos.ai.evals.registry import evals_read
from nessos.ai.feedback.selectors import agents_with_cases
from nessos.ai.naming import agent_label
from nessos.ai.providers.selectors import chat_models


class RunForm(forms.Form):
    agent = forms.ChoiceField(label=gettext_lazy("Agent"))
    half = forms.ChoiceField(label=gettext_lazy("Questions"), initial=EvalRun.Half.HELD_BACK)
    model = forms.ChoiceField(label=gettext_lazy("Answered by"), required=False)
    prompt_version = forms.IntegerField(
        label=gettext_lazy("Prompt version"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"placeholder": gettext_lazy("in force")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices_set("agent", agent_choices())
        self._choices_set("half", [(str(value), str(label)) for value, label in EvalRun.Half.choices])
        self._choices_set("model", model_choices())

    def _choices_set(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def agent_choices() -> list[tuple[str, str]]:
    """Those that have questions, by their labels."""
    names = {*evals_read().names(), *agents_with_cases()}
    return sorted(((name, agent_label(name)) for name in names), key=lambda pair: pair[1])


def model_choices() -> list[tuple[str, str]]:
    names = sorted(set(chat_models().values_list("name", flat=True)))
    return [("", _("the offline rule")), *((name, name) for name in names)]

"""What is asked in the dialogs of a run's page."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from nessos.web.admin import DialogForm
from ops.workflows.admin.workflow_forms import JsonField
from ops.workflows.models import Run, Step
from ops.workflows.plan import plan_find


class RetryForm(DialogForm):
    repeat_effects = forms.BooleanField(
        label=_("Repeat effects outside"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Otherwise you are told which ones there are, and nothing happens."),
    )


class RetryFromForm(RetryForm):
    from_step = forms.ChoiceField(label=_("From this step on"), widget=UnfoldAdminSelectWidget)
    field_order = ["from_step", "repeat_effects"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = run_find(self.object_id)
        names = [] if run is None else list(plan_find(run.version_id).steps)
        self.fields["from_step"].choices = [(name, name) for name in names]


class ResolveForm(DialogForm):
    step = forms.ChoiceField(label=_("Step"), widget=UnfoldAdminSelectWidget)
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        widget=UnfoldAdminSelectWidget,
        choices=[
            ("done", _("It happened")),
            ("failed", _("It did not happen")),
            ("again", _("Do it again")),
        ],
    )
    output = JsonField(
        label=_("Its output, where it happened"),
        rows=6,
        required=False,
        help_text=_("As JSON, such as {“message_id”: “…”}; empty where it gives none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = run_find(self.object_id)
        steps = Step.objects.filter(run=run, status=Step.Status.UNKNOWN).order_by("position")
        self.fields["step"].choices = [(step.name, step.name) for step in steps]


def run_find(key: Any) -> Run | None:
    try:
        return Run.objects.filter(pk=UUID(str(key))).first()
    except ValueError:
        return None

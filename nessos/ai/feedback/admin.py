"""Feedback at the desk: what people changed, and what becomes of it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.enums import ActionVariant

from nessos.accounts.models import User
from nessos.ai.feedback.forms import CaseForm, TuningForm, told_write
from nessos.ai.feedback.models import AgentTuning, EvalCase, Feedback
from nessos.ai.feedback.services import case_example_set, case_make, feedback_dismiss
from nessos.ai.naming import agent_label, model_tell
from nessos.web.admin import ReadOnlyAdmin, RoomAdmin, json_block, json_write, room_button

Status = Feedback.Status
_SHOWN = 3


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    icon = "rate_review"
    navigation_order = 49
    list_display: ClassVar = ["agent_shown", "kind_label", "changes", "model_shown", "status_label", "at"]
    list_filter: ClassVar = ["status", "kind", "agent"]
    fields: ClassVar = [
        "agent_shown", "kind_label", "status_label", "diff_shown", "comment", "question_shown", "original_shown",
        "corrected_shown", "model_shown", "prompt_version", "decided_by", "at", "run_shown", "step",
    ]  # fmt: skip
    readonly_fields: ClassVar = fields
    actions_detail: ClassVar = ["case_make", "feedback_dismiss"]
    empty_text = gettext_lazy(
        "Nobody corrected an agent yet. What people change before they approve it stands here."
    )
    kind_label = ReadOnlyAdmin.label_of(
        "kind", gettext_lazy("kind"), {"edited": "info", "rejected": "danger"}
    )
    status_label = ReadOnlyAdmin.label_of(
        "status", gettext_lazy("status"), {"open": "warning", "case": "success", "dismissed": "default"}
    )

    @admin.display(description=gettext_lazy("agent"), ordering="agent")
    def agent_shown(self, feedback: Feedback) -> str:
        return agent_label(feedback.agent)

    @admin.display(description=gettext_lazy("what changed"))
    def changes(self, feedback: Feedback) -> str:
        """Where, not what: the list shows nobody."""
        places = [change["path"].lstrip("/") or "/" for change in feedback.diff]
        more = len(places) - _SHOWN
        told = ", ".join(places[:_SHOWN])
        return f"{told} +{more}" if more > 0 else told or "–"

    @admin.display(description=gettext_lazy("what changed"))
    def diff_shown(self, feedback: Feedback) -> SafeString | str:
        if not feedback.diff:
            return "–"
        rows = [
            {
                "path": change["path"] or "/",
                "old": _side_tell(change, "old"),
                "new": _side_tell(change, "new"),
            }
            for change in feedback.diff
        ]
        return render_to_string("ai/feedback_diff.html", {"rows": rows})

    @admin.display(description=gettext_lazy("model"), ordering="model")
    def model_shown(self, feedback: Feedback) -> str:
        return model_tell(feedback.model)

    @admin.display(description=gettext_lazy("run"))
    def run_shown(self, feedback: Feedback) -> SafeString:
        """By its address, for runs are none of this room's business."""
        link = reverse("admin:workflows_run_change", args=[feedback.run])
        return format_html('<a class="ness-link" href="{}">{}</a>', link, feedback.run)

    @admin.display(description=gettext_lazy("question, cleaned"))
    def question_shown(self, feedback: Feedback) -> SafeString:
        return json_block(feedback.cleaned["input"])

    @admin.display(description=gettext_lazy("the agent's answer"))
    def original_shown(self, feedback: Feedback) -> SafeString:
        return json_block(feedback.original)

    @admin.display(description=gettext_lazy("as corrected"))
    def corrected_shown(self, feedback: Feedback) -> SafeString | str:
        return "–" if feedback.corrected is None else json_block(feedback.corrected)

    def has_settle_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As long as nobody has looked at it."""
        pk = obj.pk if isinstance(obj, Feedback) else obj
        is_open = pk is None or Feedback.objects.filter(pk=pk, status=Status.OPEN).exists()
        return is_open and request.user.has_perm("ai.change_feedback")

    @room_button(
        gettext_lazy("Make it a test case"),
        question=gettext_lazy(
            "It is asked whenever the agent is scored. Nobody may be in it: read it, and edit what was missed."
        ),
        icon="playlist_add_check",
        permission="settle",
        form=CaseForm,
        variant=ActionVariant.PRIMARY,
    )
    def case_make(self, request: HttpRequest, feedback: Feedback, data: dict[str, Any]) -> str:
        case_make(feedback=feedback, given=data["given"], expected=data["expected"], user=_person(request))
        return _("It is a test case now.")

    @room_button(
        gettext_lazy("Dismiss"),
        question=gettext_lazy("Nothing is to be learned from it. It stays in the list, as dismissed."),
        icon="block",
        permission="settle",
        variant=ActionVariant.DEFAULT,
    )
    def feedback_dismiss(self, request: HttpRequest, feedback: Feedback) -> str:
        feedback_dismiss(feedback=feedback)
        return _("It is dismissed.")


@admin.register(EvalCase)
class EvalCaseAdmin(RoomAdmin):
    icon = "playlist_add_check"
    navigation_order = 50
    list_display: ClassVar = ["agent_shown", "places", "is_example", "made_by", "created_at"]
    list_filter: ClassVar = ["agent", "is_example"]
    fields: ClassVar = [
        "agent_shown", "input_shown", "expected_shown", "places", "is_example", "material_shown", "cleaned_shown",
        "made_by", "created_at",
    ]  # fmt: skip
    readonly_fields: ClassVar = fields
    actions_detail: ClassVar = ["example_show", "example_hide"]
    empty_text = gettext_lazy(
        "No test case yet. They are made from feedback, once somebody has looked at it."
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It changes by its buttons alone."""
        return False

    def has_show_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_turn(request, obj, is_example=False)

    def has_hide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_turn(request, obj, is_example=True)

    @admin.display(description=gettext_lazy("agent"), ordering="agent")
    def agent_shown(self, case: EvalCase) -> str:
        return agent_label(case.agent)

    @admin.display(description=gettext_lazy("what counts"))
    def places(self, case: EvalCase) -> str:
        told = ", ".join(path.lstrip("/") or "/" for path in case.paths[:_SHOWN])
        more = len(case.paths) - _SHOWN
        return (f"{told} +{more}" if more > 0 else told) or _("all of it")

    @admin.display(description=gettext_lazy("question"))
    def input_shown(self, case: EvalCase) -> SafeString:
        return json_block(case.input)

    @admin.display(description=gettext_lazy("right answer"))
    def expected_shown(self, case: EvalCase) -> SafeString:
        return json_block(case.expected)

    @admin.display(description=gettext_lazy("as models see it"))
    def material_shown(self, case: EvalCase) -> SafeString | str:
        return json_block({"question": case.material, "answer": case.answer}) if case.is_example else "–"

    @admin.display(description=gettext_lazy("cleaned"))
    def cleaned_shown(self, case: EvalCase) -> str:
        return told_write(case.source.cleaned["told"]) if case.source else "–"

    @room_button(
        gettext_lazy("Show it in prompts"),
        question=gettext_lazy(
            "Models see it with each question, where that is switched on for the agent. It is no test any more then."
        ),
        icon="lightbulb",
        permission="show",
    )
    def example_show(self, request: HttpRequest, case: EvalCase) -> str:
        case_example_set(case=case, is_example=True)
        return _("It is an example now.")

    @room_button(
        gettext_lazy("No longer show it"),
        question=gettext_lazy("It is a test again, and no model sees it."),
        icon="visibility_off",
        permission="hide",
    )
    def example_hide(self, request: HttpRequest, case: EvalCase) -> str:
        case_example_set(case=case, is_example=False)
        return _("It is a test case again.")


@admin.register(AgentTuning)
class AgentTuningAdmin(RoomAdmin):
    icon = "tune"
    navigation_order = 51
    form = TuningForm
    list_display: ClassVar = ["agent_shown", "examples_on", "examples_most", "nightly_model"]
    fields: ClassVar = ["agent", "examples_on", "examples_most", "nightly_model"]
    empty_text = gettext_lazy(
        "Nothing is switched on. Add an agent to show it examples, or to score a model by night."
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["agent_shown"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["agent_shown" if obj else "agent", *self.fields[1:]]

    @admin.display(description=gettext_lazy("agent"), ordering="agent")
    def agent_shown(self, tuning: AgentTuning) -> str:
        return agent_label(tuning.agent)


def _side_tell(change: dict[str, Any], side: str) -> str | None:
    """None: there was nothing, or is nothing any more."""
    if side not in change:
        return None
    value = change[side]
    return value if isinstance(value, str) else json_write(value)


def _may_turn(request: HttpRequest, obj: Any, *, is_example: bool) -> bool:
    """Only what it is not yet."""
    pk = obj.pk if isinstance(obj, EvalCase) else obj
    fits = pk is None or EvalCase.objects.filter(pk=pk, is_example=is_example).exists()
    return fits and request.user.has_perm("ai.change_evalcase")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user

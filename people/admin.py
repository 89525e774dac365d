"""PEOPLE at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from nessos.ai.answers import AgentAnswer
from nessos.ai.desk import AgentDesk, Line, agent_button
from nessos.web.admin import RoomAdmin, RoomTabularInline, row_action
from people.errors import GapUndescribedError
from people.models import Application, Feedback360, Job, TrainingGap
from people.services import application_move, gap_playbook_set, gap_resolve, job_close

_APPLICATION_COLOURS = {
    "new": "info",
    "reviewing": "primary",
    "interview": "warning",
    "offer": "warning",
    "hired": "success",
    "rejected": "danger",
}
_SEVERITY_COLOURS = {"low": "info", "medium": "warning", "high": "danger"}
_TIMES = (_("Dates"), {"fields": ["created_at", "updated_at"], "classes": ["collapse"]})


class ColleaguesMixin:
    """Whom a gap or feedback is about is chosen among all who work here, also by those who may not read accounts."""

    colleague_fields: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.colleague_fields:
            people = db_field.remote_field.model._default_manager.filter(is_active=True)
            kwargs["queryset"] = people.order_by("first_name", "last_name", "username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class ApplicationInline(RoomTabularInline):
    model = Application
    fields = ["name", "email", "phone", "status", "created_at"]
    readonly_fields = ["created_at"]


@admin.register(Job)
class JobAdmin(RoomAdmin):
    icon = "work"
    navigation_order = 10
    list_display = ["title", "department", "is_open", "contract", "created_at"]
    list_filter = ["is_open", "contract"]
    search_fields = ["title_folded", "department", "slug"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("department", "is_open"), "contract", "description_markdown"]}),
        _TIMES,
    ]
    inlines = [ApplicationInline]
    actions = ["jobs_close"]

    @row_action(_("Close the job"))
    def jobs_close(self, request: HttpRequest, job: Job) -> None:
        job_close(job=job)


@admin.register(Application)
class ApplicationAdmin(RoomAdmin):
    icon = "badge"
    navigation_order = 20
    list_display = ["name", "job", "status_label", "email", "created_at"]
    list_filter = ["status", "job", "created_at"]
    search_fields = ["name_folded", "email"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (
            None,
            {"fields": ["job", "name", ("email", "phone"), ("linkedin_url", "cv_url"), "status", "message"]},
        ),
        _TIMES,
    ]
    actions = ["applications_review", "applications_reject"]

    status_label = RoomAdmin.label_of("status", _("status"), _APPLICATION_COLOURS)

    @row_action(_("Mark as under review"))
    def applications_review(self, request: HttpRequest, application: Application) -> None:
        application_move(application=application, status=Application.Status.REVIEWING)

    @row_action(_("Mark as rejected"))
    def applications_reject(self, request: HttpRequest, application: Application) -> None:
        application_move(application=application, status=Application.Status.REJECTED)


@admin.register(TrainingGap)
class TrainingGapAdmin(AgentDesk, ColleaguesMixin, RoomAdmin):
    icon = "school"
    navigation_order = 30
    colleague_fields = ("employee",)
    list_display = ["employee", "playbook", "severity_label", "resolved_at", "created_at"]
    list_filter = ["severity", ("resolved_at", admin.EmptyFieldListFilter), "playbook"]
    search_fields = ["description", "employee__first_name", "employee__last_name", "employee__username"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["employee", "playbook", "severity", "description", "resolved_at"]}),
        _TIMES,
    ]
    actions = ["gaps_resolve"]
    actions_detail = ["gap_suggest"]

    severity_label = RoomAdmin.label_of("severity", _("severity"), _SEVERITY_COLOURS)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT002
        """A person names the playbook that was not followed; only a workflow may leave it for later."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "playbook" in form.base_fields:
            form.base_fields["playbook"].required = True
        if "employee" in form.base_fields:
            form.base_fields["employee"].required = False  # left empty, it is one's own
        return form

    @row_action(_("Mark as resolved"))
    def gaps_resolve(self, request: HttpRequest, gap: TrainingGap) -> None:
        gap_resolve(gap=gap)

    @agent_button(
        _("Suggest a playbook"),
        agent="suggest_playbook",
        question=_(
            "The agent looks for the playbook that teaches what is described. You see it before it is set."
        ),
        icon="auto_stories",
    )
    def gap_suggest(self, gap: TrainingGap) -> dict[str, Any]:
        if not gap.description.strip():
            raise GapUndescribedError
        return {"description": gap.description}

    def gap_suggest_show(self, gap: TrainingGap, answer: AgentAnswer) -> list[Line] | str:
        found, titles = answer.output, _playbook_titles(answer.output)
        if found["playbook_id"] is None:
            return str(found["why"])
        others = [titles.get(each["playbook_id"], each["title"]) for each in found["alternatives"]]
        return [
            Line(
                label=_("Playbook"),
                value=titles.get(found["playbook_id"], found["playbook_id"]),
                before=gap.playbook_title or "",
            ),
            Line(label=_("Why"), value=found["why"]),
            Line(label=_("Others that come near"), value=others or ""),
        ]

    def gap_suggest_apply(self, request: HttpRequest, gap: TrainingGap, answer: AgentAnswer) -> Any:
        gap_playbook_set(gap=gap, playbook_id=answer.output["playbook_id"])
        return _("The playbook is set.")


def _playbook_titles(found: dict[str, Any]) -> dict[str, str]:
    """Of the playbooks that are suggested; theirs is another room, reached through the relation that leads there."""
    playbooks: Any = TrainingGap._meta.get_field("playbook").related_model
    keys = [found["playbook_id"], *(each["playbook_id"] for each in found["alternatives"])]
    rows = playbooks.objects.filter(pk__in=[key for key in keys if key])
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


@admin.register(Feedback360)
class FeedbackAdmin(ColleaguesMixin, RoomAdmin):
    icon = "reviews"
    navigation_order = 40
    colleague_fields = ("subject", "rater")
    list_display = ["subject", "criteria", "score", "rater", "created_at"]
    list_filter = ["score", "created_at"]
    search_fields = ["criteria", "subject__first_name", "subject__last_name", "subject__username"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [(None, {"fields": ["subject", "criteria", "score", "comment"]}), _TIMES]

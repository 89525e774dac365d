"""The desk's pages of workflows: what starts them, their steps and versions, and a run by hand."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.enums import ActionVariant

from nessos.kernel import clock
from nessos.web.admin import (
    RoomAdmin,
    RoomTabularInline,
    admin_link,
    json_block,
    list_link,
    navigation_add,
    reading_button,
    room_button,
    row_action,
)
from ops.workflows.admin.showing import RUN_COLOURS, faults_show
from ops.workflows.admin.workflow_forms import TriggerForm, WorkflowForm, faults_write
from ops.workflows.models import Run, Version, Workflow
from ops.workflows.services import (
    PUBLISH,
    run_trigger,
    version_newest,
    workflow_activate,
    workflow_create,
    workflow_delete,
    workflow_publish,
    workflow_update,
)

RECENT = timedelta(days=7)
_TRIGGER = ["trigger_module", "trigger_event", "trigger_condition"]
#: What a person fills in; the steps and whether they are a draft go to the service apart.
_COLUMNS = ["slug", "name", "description", *_TRIGGER, "is_active"]
_TOLD = 5

navigation_add(
    "ops",
    gettext_lazy("Workflows"),
    "admin:workflows_workflow_changelist",
    icon="account_tree",
    permission="workflows.view_workflow",
    order=15,
)


class VersionInline(RoomTabularInline):
    """What the steps were and are; new ones are saved above."""

    model = Version
    verbose_name_plural = gettext_lazy("versions")
    fields: ClassVar = ["number", "is_running", "published_at", "created_at", "document"]
    readonly_fields = fields
    ordering = ("-number",)
    per_page = 10
    show_change_link = False
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("runs now"), boolean=True)
    def is_running(self, version: Version) -> bool:
        return bool(version.workflow.published_id == version.pk)

    @admin.display(description=gettext_lazy("steps"))
    def document(self, version: Version) -> str:
        return format_html(
            '<details class="ness-fold"><summary>{}</summary>{}{}</details>',
            ", ".join(_names_of(version)),
            faults_show(version.errors) if version.errors else "",
            json_block(version.steps),
        )


@admin.register(Workflow)
class WorkflowAdmin(RoomAdmin):
    in_navigation = False
    form = WorkflowForm
    list_display: ClassVar = ["name", "trigger", "is_on", "version", "recent_runs", "last_status"]
    list_filter: ClassVar = ["is_active", "trigger_module"]
    list_select_related = ("published",)
    search_fields: ClassVar = ["name", "slug", "description"]
    ordering: ClassVar = ["name", "pk"]
    inlines: ClassVar = [VersionInline]
    actions: ClassVar = ["workflows_activate", "workflows_deactivate"]
    actions_detail: ClassVar = [
        "workflow_publish", "workflow_trigger", "workflow_activate", "workflow_deactivate", "runs_show",
    ]  # fmt: skip
    empty_text = gettext_lazy("No workflow yet. `manage.py reference` loads those that the house ships.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What was deleted is read only, from the page of one of its runs."""
        rows: QuerySet[Any] = super().get_queryset(request).select_related("published")
        match = request.resolver_match
        if match is None or match.url_name != "workflows_workflow_changelist":
            return rows
        runs = Run.objects.filter(workflow=OuterRef("pk")).order_by()
        recent = (
            runs.filter(started_at__gt=clock.now() - RECENT).values("workflow").annotate(count=Count("pk"))
        )
        shown: QuerySet[Any] = rows.filter(archived_at__isnull=True).annotate(
            recent_count=Coalesce(Subquery(recent.values("count")), 0),
            newest_status=Subquery(runs.order_by("-started_at").values("status")[:1]),
        )
        return shown

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        is_edited = self._is_edited(request, obj)
        newest = None if obj is None else version_newest(obj)
        faults = ["faults"] if newest is not None and newest.errors else []
        steps = ["steps", "draft", "based_on"] if is_edited else ["steps_read"]
        return [
            (None, {"fields": [("name", "slug"), "description", "is_active"]}),
            (
                gettext_lazy("Trigger"),
                {
                    "fields": [("trigger_module", "trigger_event"), "trigger_condition"],
                    "description": _(
                        "Such as growth and lead.created. Left empty, it is started by hand alone."
                    ),
                },
            ),
            (gettext_lazy("Steps"), {"fields": [*faults, *steps]}),
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return [] if obj is None else super().get_inlines(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["faults", "steps_read"]

    # --- What is shown -------------------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("trigger"), ordering="trigger_event")
    def trigger(self, workflow: Workflow) -> str:
        if not workflow.trigger_module:
            return _("by hand")
        return f"{workflow.trigger_module}.{workflow.trigger_event}"

    @admin.display(description=gettext_lazy("active"), ordering="is_active", boolean=True)
    def is_on(self, workflow: Workflow) -> bool:
        """A draft starts for no event, whatever is meant for the time after."""
        return workflow.is_active and workflow.published_id is not None

    @admin.display(description=gettext_lazy("version"))
    def version(self, workflow: Workflow) -> str:
        return str(workflow.published.number) if workflow.published else _("draft")

    @admin.display(description=gettext_lazy("runs in 7 days"), ordering="recent_count")
    def recent_runs(self, workflow: Any) -> int:
        return int(workflow.recent_count)

    @display(description=gettext_lazy("last run"), label=RUN_COLOURS)
    def last_status(self, workflow: Any) -> Any:
        status = workflow.newest_status
        return (status, str(Run.Status(status).label)) if status else None

    @admin.display(description=gettext_lazy("what stands in the way of publishing"))
    def faults(self, workflow: Workflow) -> str:
        newest = version_newest(workflow)
        return faults_show(newest.errors if newest else [])

    @admin.display(description=gettext_lazy("steps"))
    def steps_read(self, workflow: Workflow) -> str:
        shown = workflow.version_shown
        return json_block(shown.steps if shown else [])

    # --- Saving --------------------------------------------------------------------------------------------------
    def row_save(self, request: HttpRequest, obj: Workflow, form: Any, change: bool) -> None:
        data = form.cleaned_data
        given = {name: data[name] for name in _COLUMNS if name in data}
        apart = {"steps": data["steps"], "draft": data["draft"], "by": request.user}
        if change:
            workflow_update(workflow=obj, **given, **apart)
        else:
            obj.pk = workflow_create(**given, **apart).pk
            obj._state.adding = False
        obj.refresh_from_db()
        newest = version_newest(obj)
        if newest is not None and newest.errors:
            messages.warning(request, _faults_tell(newest))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_archived(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_archived(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its versions and runs go nowhere: what ran is archived."""
        rows = list(objs)
        named = [format_html('<a href="{}">{}</a>', admin_link(row), row) for row in rows]
        return named, {str(self.opts.verbose_name_plural): len(rows)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Workflow) -> None:
        workflow_delete(workflow=obj)

    # --- Buttons -------------------------------------------------------------------------------------------------
    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(PUBLISH)) and not _is_archived(obj)

    def has_trigger_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("workflows.trigger_workflow")) and not _is_archived(obj)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> Any:
        """Those that this workflow could do something with."""
        offered = _buttons_of(self.get_object(request, str(object_id)))
        return [each for each in super().get_actions_detail(request, object_id) if each.path in offered]

    @room_button(
        gettext_lazy("Publish"),
        question=gettext_lazy("New runs begin with the newest steps from now on; open ones keep theirs."),
        icon="publish",
        permission="publish",
        variant=ActionVariant.PRIMARY,
    )
    def workflow_publish(self, request: HttpRequest, workflow: Workflow) -> str:
        return _("Version %(number)d is published.") % {"number": workflow_publish(workflow=workflow).number}

    @room_button(
        gettext_lazy("Start"),
        question=gettext_lazy("One run of what is published, whatever its trigger."),
        icon="play_arrow",
        permission="trigger",
        form=TriggerForm,
    )
    def workflow_trigger(
        self, request: HttpRequest, workflow: Workflow, data: dict[str, Any]
    ) -> HttpResponse:
        run = run_trigger(workflow=workflow, payload=data["payload"], user_id=request.user.pk)
        messages.success(request, _("The run has begun."))
        return HttpResponseRedirect(admin_link(run))

    @room_button(
        gettext_lazy("Activate"),
        question=gettext_lazy("Events start it from now on."),
        icon="toggle_on",
    )
    def workflow_activate(self, request: HttpRequest, workflow: Workflow) -> str:
        workflow_activate(workflow=workflow, is_active=True)
        return _("The workflow is active.")

    @room_button(
        gettext_lazy("Deactivate"),
        question=gettext_lazy("No event starts it any more. Open runs go on."),
        icon="toggle_off",
    )
    def workflow_deactivate(self, request: HttpRequest, workflow: Workflow) -> str:
        workflow_activate(workflow=workflow, is_active=False)
        return _("The workflow is inactive.")

    @reading_button(gettext_lazy("Runs"), icon="play_circle")
    def runs_show(self, request: HttpRequest, workflow: Workflow) -> HttpResponse:
        return HttpResponseRedirect(list_link(Run, f"workflow__id__exact={workflow.pk}"))

    @row_action(gettext_lazy("Activate"))
    def workflows_activate(self, request: HttpRequest, workflow: Workflow) -> None:
        workflow_activate(workflow=workflow, is_active=True)

    @row_action(gettext_lazy("Deactivate"))
    def workflows_deactivate(self, request: HttpRequest, workflow: Workflow) -> None:
        workflow_activate(workflow=workflow, is_active=False)

    def _is_edited(self, request: HttpRequest, obj: Any) -> bool:
        return self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)


def _is_archived(workflow: Any) -> bool:
    """Unfold asks with an id in places; then the row itself is asked later."""
    return isinstance(workflow, Workflow) and workflow.archived_at is not None


def _names_of(version: Version) -> list[str]:
    steps = version.steps if isinstance(version.steps, list) else []
    return [str(step.get("name", "?")) for step in steps if isinstance(step, dict)] or ["?"]


def _faults_tell(version: Version) -> str:
    told = " ".join(faults_write(version).splitlines()[:_TOLD])
    return _("It is saved as a draft with %(count)d errors. %(told)s") % {
        "count": len(version.errors),
        "told": told,
    }


def _buttons_of(workflow: Workflow | None) -> set[str]:
    if workflow is None or workflow.archived_at is not None:
        return {"runs_show"} if workflow else set()
    offered = {"runs_show", "workflow_deactivate" if workflow.is_active else "workflow_activate"}
    newest = version_newest(workflow)
    if newest is not None and newest.pk != workflow.published_id:
        offered.add("workflow_publish")
    if workflow.published_id is not None:
        offered.add("workflow_trigger")
    else:
        offered.discard("workflow_activate")
    return offered

"""The desk's pages of runs: what happened, what it waits for, and the buttons that end it or let it go on."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.enums import ActionVariant

from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from nessos.web.access import visible
from nessos.web.admin import ReadOnlyAdmin, admin_link, json_block, list_link, navigation_add, room_button
from ops.workflows.admin.run_forms import ResolveForm, RetryForm, RetryFromForm, run_find
from ops.workflows.admin.run_words import reason_tell, waiting_tell
from ops.workflows.admin.showing import RUN_COLOURS, duration_tell
from ops.workflows.definition.kinds import step_kinds
from ops.workflows.errands.resolving import errand_resolve
from ops.workflows.models import Approval, Run, Step
from ops.workflows.repeating import run_retry
from ops.workflows.selectors import steps_read
from ops.workflows.services import run_cancel

_EVENTS = 10
_EXCERPT = 120
#: How a step stands, as a class of the stylesheet.
_CLASSES = {
    "scheduled": "ness-info",
    "running": "ness-info",
    "waiting": "ness-warn",
    "retrying": "ness-warn",
    "completed": "ness-good",
    "failed": "ness-bad",
    "unknown": "ness-bad",
}
_OPEN = [
    Step.Status.SCHEDULED, Step.Status.RUNNING, Step.Status.WAITING, Step.Status.RETRYING, Step.Status.UNKNOWN,
]  # fmt: skip

navigation_add(
    "ops",
    gettext_lazy("Runs"),
    "admin:workflows_run_changelist",
    icon="play_circle",
    permission="workflows.view_run",
    order=16,
)


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    in_navigation = False
    list_display: ClassVar = ["started_at", "workflow", "status_label", "duration", "news"]
    list_filter: ClassVar = ["workflow", "status", "started_at"]
    search_fields: ClassVar = ["trace_id"]
    search_help_text = gettext_lazy("The whole id of a run or of an event, or a trace.")
    fieldsets: ClassVar = [
        (None, {"fields": [("status_label", "workflow_shown"), ("started_at", "duration"), "cause", "error_shown"]}),
    ]  # fmt: skip
    readonly_fields: ClassVar = [
        "status_label", "workflow_shown", "started_at", "duration", "cause", "error_shown",
    ]  # fmt: skip
    change_form_outer_after_template = "workflows/run.html"
    actions_detail: ClassVar = ["run_cancel", "run_retry", "run_retry_from", "step_resolve"]
    empty_text = gettext_lazy(
        "No run yet. A workflow runs when its event happens, or when someone starts it."
    )

    status_label = ReadOnlyAdmin.label_of("status", gettext_lazy("status"), RUN_COLOURS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.defer("trigger_payload").prefetch_related(_open_steps())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Each by its index: part of an id, compared as a text, would read a million rows."""
        for word in search_term.split()[:3]:
            found = Q(trace_id=word)
            if (key := _key_read(word)) is not None:
                found |= Q(pk=key) | Q(event_id=key)
            queryset = queryset.filter(found)
        return queryset, False

    # --- What is shown -------------------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("workflow"))
    def workflow_shown(self, run: Run) -> str:
        told = _("%(workflow)s, version %(number)d") % {
            "workflow": run.workflow,
            "number": run.version.number,
        }
        link = admin_link(run.workflow)
        return format_html('<a class="ness-link" href="{}">{}</a>', link, told) if link else told

    @admin.display(description=gettext_lazy("duration"))
    def duration(self, run: Run) -> str:
        return "" if run.ended_at is None else duration_tell(run.started_at, run.ended_at)

    @admin.display(description=gettext_lazy("what happened"))
    def news(self, run: Any) -> str:
        """Why it failed, or what it waits for."""
        told = [run.error] if run.error else [_open_tell(step) for step in run.open_steps]
        return Truncator(" ".join(told)).chars(_EXCERPT)

    @admin.display(description=gettext_lazy("error"))
    def error_shown(self, run: Run) -> str:
        return format_html('<strong class="ness-bad">{}</strong>', run.error)

    @admin.display(description=gettext_lazy("caused by"))
    def cause(self, run: Run) -> str:
        if run.event_id is None and run.triggered_by is not None:
            return _("It was started by hand, by %(person)s.") % {"person": run.triggered_by}
        if run.event_id is None:
            return _("It was started by hand.")
        event = ModuleEvent.objects.filter(pk=run.event_id).only("module", "event_type", "entity_id").first()
        if event is None:
            return _("An event that is not kept any more: %(event)s") % {"event": run.event_id}
        return format_html('<a class="ness-link" href="{}">{}</a>', admin_link(event), event)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing is said of an error where there is none."""
        ((title, given),) = super().get_fieldsets(request, obj)
        shown = [each for each in given["fields"] if each != "error_shown" or (obj is not None and obj.error)]
        return [(title, {**given, "fields": shown})]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        run = context.get("original")
        if run is not None:
            reviews = {
                each.step: each for each in visible(request.user, run.approvals.order_by("generation"))
            }
            steps = [_step_show(step, reviews.get(step["name"])) for step in steps_read(run)]
            context |= {"steps": steps, "run_folded": _facts_of(run), **_events_read(request, run)}
        return super().render_change_form(request, context, *args, **kwargs)

    # --- Buttons -------------------------------------------------------------------------------------------------
    def has_cancel_permission(self, request: HttpRequest, _run: Any = None) -> bool:
        return bool(request.user.has_perm("workflows.cancel_run"))

    def has_retry_permission(self, request: HttpRequest, _run: Any = None) -> bool:
        return bool(request.user.has_perm("workflows.retry_run"))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> Any:
        """Those that this run could do something with."""
        run = run_find(object_id)
        offered = set() if run is None else set(_buttons_of(run))
        return [each for each in super().get_actions_detail(request, object_id) if each.path in offered]

    @room_button(
        gettext_lazy("Cancel"),
        question=gettext_lazy("It ends at once and for good. What it has done stays done."),
        icon="cancel",
        permission="cancel",
        variant=ActionVariant.DANGER,
    )
    def run_cancel(self, request: HttpRequest, run: Run) -> str:
        run_cancel(run=run)
        return _("The run is cancelled.")

    @room_button(
        gettext_lazy("Retry"),
        question=gettext_lazy("It goes on where it failed; what has finished is not done again."),
        icon="replay",
        permission="retry",
        form=RetryForm,
        variant=ActionVariant.PRIMARY,
    )
    def run_retry(self, request: HttpRequest, run: Run, data: dict[str, Any]) -> str:
        run_retry(run=run, repeat_effects=data["repeat_effects"])
        return _("The run goes on.")

    @room_button(
        gettext_lazy("Retry from a step"),
        question=gettext_lazy("This step and all that follow it are done again; the others are not."),
        icon="restart_alt",
        permission="retry",
        form=RetryFromForm,
    )
    def run_retry_from(self, request: HttpRequest, run: Run, data: dict[str, Any]) -> str:
        run_retry(run=run, from_step=data["from_step"], repeat_effects=data["repeat_effects"])
        return _("The run goes on from the step “%(step)s”.") % {"step": data["from_step"]}

    @room_button(
        gettext_lazy("Say what became of it"),
        question=gettext_lazy("Nobody can tell from here whether it happened. Look it up there first."),
        icon="help",
        permission="retry",
        form=ResolveForm,
        variant=ActionVariant.WARNING,
    )
    def step_resolve(self, request: HttpRequest, run: Run, data: dict[str, Any]) -> str:
        errand_resolve(run=run, step=data["step"], outcome=data["outcome"], output=data["output"])
        return _("It is noted, and the step “%(step)s” goes on with it.") % {"step": data["step"]}


def _buttons_of(run: Run) -> list[str]:
    offered = []
    if run.ended_at is None:
        offered.append("run_cancel")
    if run.status == Run.Status.FAILED:
        offered.append("run_retry")
    if run.status in (Run.Status.FAILED, Run.Status.COMPLETED):
        offered.append("run_retry_from")
    if run.steps.filter(status=Step.Status.UNKNOWN).exists():
        offered.append("step_resolve")
    return offered


def _open_steps() -> Prefetch[Any]:
    steps = Step.objects.filter(status__in=_OPEN).only("run", "name", "status", "waiting_for", "error")
    return Prefetch("steps", queryset=steps.order_by("position"), to_attr="open_steps")


def _open_tell(step: Step) -> str:
    waiting_for = waiting_tell(step.waiting_for) or step.get_status_display()
    return _("The step “%(step)s” waits for: %(what)s.") % {"step": step.name, "what": waiting_for}


def _facts_of(run: Run) -> list[tuple[str, Any]]:
    """For whoever looks behind a run."""
    named = [(_("Payload"), json_block(run.trigger_payload)), (_("trace"), run.trace_id), (_("run"), run.pk)]
    return [(capfirst(name), told) for name, told in named]


def _step_show(step: Mapping[str, Any], review: Approval | None) -> dict[str, Any]:
    """As the page tells it."""
    began, ended = step["started_at"], step["ended_at"]
    took = "" if began is None else duration_tell(began, ended or clock.now())
    kind = step_kinds().get(step["type"])
    return {
        **step,
        "kind_text": step["type"] if kind is None else kind.label,
        "review": review,
        "due_at": step["due_at"] if review is None else review.due_at,
        "review_link": "" if review is None else admin_link(review),
        "reason": reason_tell(step["reason"]),
        "waiting_for": waiting_tell(step["waiting_for"]),
        "status_text": Step.Status(step["status"]).label,
        "status_class": _CLASSES.get(step["status"], ""),
        "took": took,
        "folded": [
            (title, json_block(step[name]))
            for title, name in ((_("Input"), "input"), (_("Output"), "output"))
            if step[name] is not None
        ],
    }


def _events_read(request: HttpRequest, run: Run) -> dict[str, Any]:
    if not request.user.has_perm("eventlog.view_moduleevent"):
        return {"events": [], "events_link": ""}
    caused = ModuleEvent.objects.filter(caused_by=run.pk).order_by("created_at", "id")
    found = list(caused.only("module", "event_type", "entity_id", "created_at")[: _EVENTS + 1])
    more = list_link(ModuleEvent, f"caused_by__exact={run.pk}") if len(found) > _EVENTS else ""
    shown = [{"event": event, "link": admin_link(event)} for event in found[:_EVENTS]]
    return {"events": shown, "events_link": more}


def _key_read(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None

"""The desk's page of plans: which models are asked for which agent, every version kept."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.enums import ActionVariant

from nessos.ai.routing.checking import plan_warnings
from nessos.ai.routing.forms import CandidateForm, CandidateFormSet, PlanForm, WhyForm
from nessos.ai.routing.models import Candidate, RoutePlan
from nessos.ai.routing.selectors import candidates_read, is_newest, plan_in_force, plans_of
from nessos.ai.routing.services import plan_publish, plan_restore, plan_withdraw
from nessos.ai.routing.showing import agent_tell, choices_of, difference_show, order_show, summary_show
from nessos.web.admin import (
    RoomAdmin,
    RoomTabularInline,
    admin_link,
    label_make,
    reading_button,
    room_button,
)

#: Whose candidates a new version begins with.
BASE = "from"
_STANDING = {"in_force": "success", "earlier": "default", "withdrawn": "warning"}
_OPTIONS = ("agent", "offline_last", "offline_on_budget")


class NewestFilter(admin.SimpleListFilter):
    """What is in force, unless history is asked for."""

    title = gettext_lazy("versions")
    parameter_name = "versions"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", gettext_lazy("all that there were"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        later = RoutePlan.objects.filter(agent=OuterRef("agent"), number__gt=OuterRef("number"))
        return queryset.filter(~Exists(later))

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("in force")}, *others]


class CandidateInline(RoomTabularInline):
    """Rows of a version that is being written; a published one shows them in a sentence each."""

    model = Candidate
    form = CandidateForm
    formset = CandidateFormSet
    fields = ("place", "model", "weight")
    verbose_name = gettext_lazy("model")
    verbose_name_plural = gettext_lazy("models, in the order in which they are asked")
    show_change_link = False

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return max(1, len(_base_rows(request))) if request.method == "GET" else 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("ai.add_routeplan"))

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


@admin.register(RoutePlan)
class RoutePlanAdmin(RoomAdmin):
    icon = "alt_route"
    navigation_order = 42
    form = PlanForm
    list_display: ClassVar = ["who", "number", "standing", "order", "author", "created_at"]
    list_filter: ClassVar = [NewestFilter]
    search_fields: ClassVar = ["agent", "note"]
    inlines: ClassVar = [CandidateInline]
    actions = ()
    actions_detail: ClassVar = ["plan_edit", "plan_restore", "plan_withdraw"]
    empty_text = gettext_lazy(
        "No plan yet, so no model is asked: the house's own rules answer. A plan says which models are asked for an "
        "agent, one after the other, or side by side by weight. Set up a provider and a model first."
    )

    # --- What is shown -------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        later = RoutePlan.objects.filter(agent=OuterRef("agent"), number__gt=OuterRef("number"))
        shown: QuerySet[Any] = rows.annotate(is_newest=~Exists(later))
        return shown.prefetch_related("candidates__model__provider")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            about = _(
                "Models are asked place by place: when one fails, the next one is. Several at the same place share "
                "what is asked by their weights, and each subject stays with its model. Those that may not see "
                "personal data are passed over for agents that speak of people. It is in force as soon as it is saved."
            )
            return [
                (
                    None,
                    {
                        "fields": ["agent", ("offline_last", "offline_on_budget"), "note"],
                        "description": about,
                    },
                )
            ]
        facts = ["who", "number", "standing", "author", "created_at", "why"]
        return [
            (None, {"fields": facts}),
            (gettext_lazy("Who is asked"), {"fields": ["order_shown"]}),
            (gettext_lazy("What this version changed"), {"fields": ["difference"]}),
            (gettext_lazy("All versions"), {"fields": ["history"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return []
        return [
            "who", "number", "standing", "author", "created_at", "why", "order_shown", "difference", "history",
        ]  # fmt: skip

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return super().get_inlines(request, obj) if obj is None else []

    @admin.display(description=gettext_lazy("agent"), ordering="agent")
    def who(self, plan: RoutePlan) -> str:
        return agent_tell(plan.agent)

    @display(description=gettext_lazy("standing"), label=_STANDING)
    def standing(self, plan: Any) -> Any:
        if not plan.is_newest:
            return label_make("earlier", _("earlier"), _STANDING)
        if plan.is_withdrawn:
            return label_make("withdrawn", _("withdrawn"), _STANDING)
        return label_make("in_force", _("in force"), _STANDING)

    @admin.display(description=gettext_lazy("why"))
    def why(self, plan: RoutePlan) -> str:
        return plan.note or "–"

    @admin.display(description=gettext_lazy("who is asked"))
    def order(self, plan: RoutePlan) -> str:
        return summary_show(plan, list(plan.candidates.all()))

    @admin.display(description=gettext_lazy("in this order"))
    def order_shown(self, plan: RoutePlan) -> str:
        return order_show(plan)

    @admin.display(description=gettext_lazy("compared with the version before"))
    def difference(self, plan: RoutePlan) -> str:
        return difference_show(plan)

    @admin.display(description=gettext_lazy("newest first"))
    def history(self, plan: RoutePlan) -> str:
        rows = [
            (admin_link(each), _("Version %(number)d") % {"number": each.number}, _published_tell(each))
            for each in plans_of(plan.agent)[:50]
        ]
        line = '<li><a class="ness-link" href="{}">{}</a> <span class="ness-quiet">{}</span></li>'
        return format_html('<ul class="ness-plan">{}</ul>', format_html_join("", line, rows))

    # --- Publishing ----------------------------------------------------------------------------------------------
    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.has_add_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is published stays as it is."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        base = _base_of(request)
        given = super().get_changeform_initial_data(request)
        return given if base is None else {**given, **{name: getattr(base, name) for name in _OPTIONS}}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Only when the page is opened: what is sent back unchanged is meant as well."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method == "GET":
            kwargs["initial"] = _base_rows(request)
        return kwargs

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With its rows, below."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        data = form.cleaned_data
        [rows] = formsets
        plan = plan_publish(
            agent=data["agent"],
            choices=rows.choices(),
            offline_last=data["offline_last"],
            offline_on_budget=data["offline_on_budget"],
            note=data["note"],
            by=request.user,  # type: ignore[arg-type]  # the desk is for who is signed in
        )
        rows.new_objects, rows.changed_objects, rows.deleted_objects = [], [], []
        form.instance.pk, form.instance.number = plan.pk, plan.number
        form.instance._state.adding = False
        _warnings_tell(request, plan)

    # --- Buttons -------------------------------------------------------------------------------------------------
    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> Any:
        """Those that this version could do something with."""
        plan = self.get_object(request, str(object_id))
        offered = set()
        if plan is not None:
            offered = {"plan_edit"} if not plan.is_withdrawn else set()
            if not is_newest(plan):
                offered.add("plan_restore")
            elif not plan.is_withdrawn:
                offered.add("plan_withdraw")
        return [each for each in super().get_actions_detail(request, object_id) if each.path in offered]

    @reading_button(gettext_lazy("Write a new version"), icon="edit", permission="publish")
    def plan_edit(self, request: HttpRequest, plan: RoutePlan) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('admin:ai_routeplan_add')}?{BASE}={plan.pk}")

    @room_button(
        gettext_lazy("Go back to this version"),
        question=gettext_lazy(
            "It is published anew, and in force at once. Open runs keep what they began with."
        ),
        icon="history",
        permission="publish",
        variant=ActionVariant.PRIMARY,
        form=WhyForm,
    )
    def plan_restore(self, request: HttpRequest, plan: RoutePlan, data: dict[str, Any]) -> HttpResponse:
        made = plan_restore(plan=plan, note=data["note"], by=request.user)  # type: ignore[arg-type]
        _warnings_tell(request, made)
        messages.success(request, _("Version %(number)d is in force.") % {"number": made.number})
        return HttpResponseRedirect(admin_link(made))

    @room_button(
        gettext_lazy("Withdraw"),
        question=gettext_lazy(
            "The agent follows the plan of every agent again. Withdrawing that one leaves the house's own rules."
        ),
        icon="block",
        permission="publish",
        form=WhyForm,
    )
    def plan_withdraw(self, request: HttpRequest, plan: RoutePlan, data: dict[str, Any]) -> HttpResponse:
        made = plan_withdraw(agent=plan.agent, note=data["note"], by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The plan is withdrawn."))
        return HttpResponseRedirect(admin_link(made))


def _base_of(request: HttpRequest) -> RoutePlan | None:
    """Which version a new one begins with: the one that was named, or the agent's own in force."""
    if (given := request.GET.get(BASE, "")) != "":
        try:
            return RoutePlan.objects.filter(pk=given, is_withdrawn=False).first()
        except (ValidationError, ValueError):
            return None
    agent = request.GET.get("agent", "")
    found = plan_in_force(agent) if agent else None
    return found if found is not None and found.agent == agent else None


def _base_rows(request: HttpRequest) -> list[dict[str, Any]]:
    base = _base_of(request)
    if base is None:
        return []
    return [
        {"place": each.place, "model": each.model_id, "weight": each.weight} for each in candidates_read(base)
    ]


def _warnings_tell(request: HttpRequest, plan: RoutePlan) -> None:
    choices = choices_of(candidates_read(plan))
    for told in plan_warnings(
        plan.agent, choices, offline_last=plan.offline_last, is_withdrawn=plan.is_withdrawn
    ):
        messages.warning(request, told)


def _published_tell(plan: RoutePlan) -> str:
    moment = date_format(localtime(plan.created_at), "SHORT_DATETIME_FORMAT")
    return " · ".join(part for part in (moment, str(plan.author or ""), plan.note) if part)

"""The ledger and the budgets at the desk."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from nessos.ai.ledger.budgets import budget_write
from nessos.ai.ledger.formatting import brl_exact, milliseconds
from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.ai.ledger.months import month_now
from nessos.ai.ledger.services import OFFLINE
from nessos.ai.ledger.telling import ALL, MOST
from nessos.ai.naming import agent_label, model_tell, share_tell
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.models import ServedModel
from nessos.offers.agents import agents
from nessos.web.admin import (
    ReadOnlyAdmin,
    RoomAdmin,
    RoomTabularInline,
    label_make,
    navigation_add,
)

_OUTCOME_COLOURS = {
    "asking": "info",
    "answered": "success",
    "output_invalid": "warning",
    "failed": "danger",
    "unknown": "danger",
    "cancelled": "default",
}
_USE_COLOURS = {"fine": "success", "most": "warning", "all": "danger"}
Choices = Iterable[tuple[str, Any]]

navigation_add("ai", _("AI costs"), "ai_costs", icon="payments", permission="ai.view_agentcall", order=45)


class KnownValueFilter(admin.SimpleListFilter):
    """One value of a column; which there are is known without looking through a million rows."""

    def values(self) -> Choices:
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.values())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AgentCall]) -> QuerySet[AgentCall]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class AgentFilter(KnownValueFilter):
    title = _("agent")
    parameter_name = "agent"

    def values(self) -> Choices:
        return agent_choices()


class ModelFilter(KnownValueFilter):
    title = _("model")
    parameter_name = "model"

    def values(self) -> Choices:
        names = ServedModel.objects.order_by("name").values_list("name", flat=True).distinct()
        return [(name, model_tell(name)) for name in (OFFLINE, *names)]


class FaultFilter(KnownValueFilter):
    title = _("fault")
    parameter_name = "fault"

    def values(self) -> Choices:
        return FaultKind.choices


class PurseFilter(KnownValueFilter):
    title = _("purse")
    parameter_name = "purse"

    def values(self) -> Choices:
        purses = Budget.objects.filter(kind=Budget.Kind.PURSE).values_list("purse", flat=True)
        return [(purse, purse) for purse in sorted({*purses, "conversations"})]


@admin.register(AgentCall)
class AgentCallAdmin(ReadOnlyAdmin):
    icon = "smart_toy"
    navigation_order = 47
    list_display = (
        "created_at",
        "agent_shown",
        "model_shown",
        "outcome_label",
        "fault_shown",
        "cost_shown",
        "took",
        "user",
    )
    list_filter = (AgentFilter, ModelFilter, "outcome", FaultFilter, PurseFilter, "user", "created_at")
    search_fields = ("=trace_id", "=subject", "=key")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("agent_shown", "prompt_version"),
                    ("model_shown", "provider"),
                    ("outcome_label", "fault_shown"),
                    ("took", "confidence_shown"),
                    ("created_at", "user"),
                )
            },
        ),
        (
            _("Cost"),
            {
                "fields": (
                    ("cost_shown", "reserved_shown"),
                    ("input_tokens", "output_tokens"),
                    ("purse", "is_repaired"),
                )
            },
        ),
        (
            _("Where it came from"),
            {"fields": ("subject_shown", "caused_shown", ("key", "attempt"), "trace_id", "hash_shown")},
        ),
    )
    empty_text = _("No agent was asked yet. Every call stands here, with its model and how long it took.")
    outcome_label = ReadOnlyAdmin.label_of("outcome", _("outcome"), _OUTCOME_COLOURS)

    @admin.display(description=_("agent"), ordering="agent")
    def agent_shown(self, call: AgentCall) -> str:
        return agent_label(call.agent)

    @admin.display(description=_("model"), ordering="model")
    def model_shown(self, call: AgentCall) -> str:
        return model_tell(call.model)

    @admin.display(description=_("fingerprint of the question"))
    def hash_shown(self, call: AgentCall) -> str:
        return call.input_hash

    @admin.display(description=_("fault"), ordering="fault")
    def fault_shown(self, call: AgentCall) -> str:
        return str(dict(FaultKind.choices).get(call.fault, call.fault))

    @admin.display(description=_("confidence"), ordering="confidence")
    def confidence_shown(self, call: AgentCall) -> str:
        return "" if call.confidence is None else share_tell(call.confidence)

    @admin.display(description=_("duration"), ordering="milliseconds")
    def took(self, call: AgentCall) -> str:
        return milliseconds(call.milliseconds)

    @admin.display(description=_("cost"), ordering="cost")
    def cost_shown(self, call: AgentCall) -> str:
        return brl_exact(call.cost)

    @admin.display(description=_("set aside at first"))
    def reserved_shown(self, call: AgentCall) -> str:
        return brl_exact(call.reserved)

    @admin.display(description=_("asked about"))
    def subject_shown(self, call: AgentCall) -> Any:
        """A link where it names a record that has a page."""
        kind, _space, pk = call.subject.partition(" ")
        try:
            link = reverse(f"admin:{kind.replace('.', '_').lower()}_change", args=[pk])
        except NoReverseMatch:
            return call.subject
        return format_html('<a class="ness-link" href="{}">{}</a>', link, call.subject)

    @admin.display(description=_("caused by"))
    def caused_shown(self, call: AgentCall) -> Any:
        """A run, where it was one: by its address, for runs are none of this room's business."""
        if call.caused_by is None:
            return ""
        if not call.subject.startswith("run "):
            return str(call.caused_by)
        link = reverse("admin:workflows_run_change", args=[call.caused_by])
        return format_html('<a class="ness-link" href="{}">{}</a>', link, call.caused_by)


class BudgetMonthInline(RoomTabularInline):
    model = BudgetMonth
    fields = ("month_shown", "spent_shown", "reserved_shown", "refusals")
    readonly_fields: Any = fields
    ordering = ("-month",)
    verbose_name_plural = _("months")
    can_delete = False
    hide_title = True
    show_change_link = False

    month_shown = RoomAdmin.month_of("month", _("month"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("spent"))
    def spent_shown(self, month: BudgetMonth) -> str:
        return brl_exact(month.spent)

    @admin.display(description=_("set aside"))
    def reserved_shown(self, month: BudgetMonth) -> str:
        return brl_exact(month.reserved)


@admin.register(Budget)
class BudgetAdmin(RoomAdmin):
    icon = "account_balance_wallet"
    navigation_order = 46
    list_display = ("whom", "limit_shown", "spent_shown", "reserved_shown", "use_label")
    list_filter = ("kind",)
    fields = ("kind", "user", "group", "agent", "purse", "limit")
    conditional_fields: ClassVar = {
        "user": "kind == 'user'",
        "group": "kind == 'group'",
        "agent": "kind == 'agent'",
        "purse": "kind == 'purse'",
    }
    inlines = (BudgetMonthInline,)
    empty_text = _("No budget is set: models may be asked as often as anybody likes.")
    limit_shown = RoomAdmin.money_of("limit", _("limit a month"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        this = Prefetch("months", BudgetMonth.objects.filter(month=month_now()), to_attr="this_month")
        return rows.prefetch_related(this)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it is for stays: what was spent was spent on that."""
        return () if obj is None else ("whom",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is None else ("whom", "limit")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if obj is None else self.inlines

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "agent":
            known = [("", "---------"), *agent_choices()]
            return forms.ChoiceField(
                choices=known,
                required=False,
                label=capfirst(db_field.verbose_name),
                widget=UnfoldAdminSelectWidget,
            )
        if db_field.name == "limit":
            kwargs |= {"min_value": 0, "error_messages": {"min_value": _("A limit is zero or more.")}}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def row_save(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        budget_write(obj)

    @admin.display(description=_("budget"), ordering="kind")
    def whom(self, budget: Budget) -> str:
        return str(budget)

    @admin.display(description=_("spent this month"))
    def spent_shown(self, budget: Any) -> str:
        return brl_exact(_month_of(budget).spent)

    @admin.display(description=_("set aside"))
    def reserved_shown(self, budget: Any) -> str:
        return brl_exact(_month_of(budget).reserved)

    @display(description=_("used"), label=_USE_COLOURS)
    def use_label(self, budget: Any) -> Any:
        if not budget.limit:
            return label_make("all", str(_("nothing allowed")), _USE_COLOURS)
        share = int(100 * _month_of(budget).spent / budget.limit)
        mark = "all" if share >= ALL else "most" if share >= MOST else "fine"
        return label_make(mark, f"{share} %", _USE_COLOURS)


def agent_choices() -> list[tuple[str, str]]:
    return sorted(((name, agent_label(name)) for name in agents.names()), key=lambda pair: pair[1].casefold())


def _month_of(budget: Any) -> BudgetMonth:
    """This month's row; an empty one where no call has drawn on it yet."""
    return budget.this_month[0] if budget.this_month else BudgetMonth()

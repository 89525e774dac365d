"""The desk of this room."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from nessos.web.admin import RoomAdmin, RoomTabularInline, brl, navigation_add, room_button, row_action
from ops.models import (
    Chore,
    Indicator,
    PerformanceMetric,
    Playbook,
    ServiceAction,
    ServiceActionPlaybook,
    StockItem,
    Task,
    TimeEntry,
)
from ops.selectors import contracts_all
from ops.services import chore_finish, playbook_review, timer_stop

navigation_add(
    "ops", gettext_lazy("Timer"), "ops:timer", icon="timer", permission="ops.add_timeentry", order=5
)


class TaskInline(RoomTabularInline):
    model = Task
    fields: ClassVar = ["title", "sort_order", "estimated_duration_minutes", "estimated_value"]
    ordering_field = "sort_order"
    show_change_link = False


class ServiceActionPlaybookInline(RoomTabularInline):
    model = ServiceActionPlaybook
    fields: ClassVar = ["playbook"]
    show_change_link = False


@admin.register(Playbook)
class PlaybookAdmin(RoomAdmin):
    icon = "menu_book"
    navigation_order = 10
    list_display: ClassVar = ["title", "tags_shown", "last_reviewed_at", "created_by", "updated_at"]
    list_filter: ClassVar = ["last_reviewed_at", "created_by"]
    search_fields: ClassVar = ["title_folded", "slug", "content_markdown"]
    fields: ClassVar = [
        "title",
        "slug",
        "tags",
        "content_markdown",
        "last_reviewed_at",
        "totals",
        "created_by",
    ]
    readonly_fields: ClassVar = ["created_by", "totals"]
    inlines: ClassVar = [TaskInline]
    actions: ClassVar = ["playbooks_review"]
    actions_detail: ClassVar = ["playbook_reviewed"]

    @admin.display(description=gettext_lazy("tags"))
    def tags_shown(self, playbook: Playbook) -> str:
        return ", ".join(playbook.tags)

    @admin.display(description=gettext_lazy("estimate"))
    def totals(self, playbook: Playbook) -> str:
        return estimate_tell(playbook.estimated_duration_minutes, playbook.estimated_value)

    @row_action(gettext_lazy("Mark as reviewed"))
    def playbooks_review(self, request: HttpRequest, playbook: Playbook) -> None:
        playbook_review(playbook=playbook)

    @room_button(
        gettext_lazy("Mark as reviewed"),
        question=gettext_lazy("Did you read it, and is it right?"),
        icon="fact_check",
        permission="change",
    )
    def playbook_reviewed(self, request: HttpRequest, playbook: Playbook) -> str:
        playbook_review(playbook=playbook)
        return _("The playbook counts as reviewed today.")

    def row_save(self, request: HttpRequest, obj: Playbook, form: Any, change: bool) -> None:
        if not change:
            obj.created_by_id = request.user.pk
        super().row_save(request, obj, form, change)


@admin.register(ServiceAction)
class ServiceActionAdmin(RoomAdmin):
    icon = "handyman"
    navigation_order = 20
    list_display: ClassVar = ["title", "complexity_factor", "updated_at"]
    search_fields: ClassVar = ["title_folded", "slug"]
    fields: ClassVar = ["title", "slug", "complexity_factor", "totals"]
    readonly_fields: ClassVar = ["totals"]
    inlines: ClassVar = [ServiceActionPlaybookInline]

    @admin.display(description=gettext_lazy("estimate"))
    def totals(self, action: ServiceAction) -> str:
        return estimate_tell(action.estimated_duration_minutes, action.estimated_cost)


@admin.register(PerformanceMetric)
class PerformanceMetricAdmin(RoomAdmin):
    icon = "speed"
    navigation_order = 30
    list_display: ClassVar = [
        "contract", "month_shown", "hours_worked", "rate_shown", "cost_shown", "sla_achieved", "source_label",
    ]  # fmt: skip
    list_filter: ClassVar = ["contract", "source"]
    search_fields: ClassVar = ["contract__number", "contract__client__name_folded"]
    date_hierarchy = "month"
    label_colours: ClassVar = {"person": "info", "time_entries": "default"}

    month_shown = RoomAdmin.month_of("month", gettext_lazy("month"))
    rate_shown = RoomAdmin.money_of("hourly_rate", gettext_lazy("hourly rate"))
    cost_shown = RoomAdmin.money_of("cost_input", gettext_lazy("direct cost"))
    source_label = RoomAdmin.label_of("source", gettext_lazy("hours from"), label_colours)


@admin.register(TimeEntry)
class TimeEntryAdmin(RoomAdmin):
    icon = "schedule"
    navigation_order = 40
    list_display: ClassVar = ["user", "contract", "started_at", "ended_at", "minutes", "rate_shown", "note"]
    list_filter: ClassVar = ["user", "contract"]
    search_fields: ClassVar = ["contract__number", "note", "user__username"]
    fields: ClassVar = [
        "user",
        "contract",
        "service_action",
        "playbook",
        "started_at",
        "ended_at",
        "note",
        "rate_shown",
    ]
    readonly_fields: ClassVar = ["rate_shown"]
    date_hierarchy = "started_at"
    actions_detail: ClassVar = ["entry_stop"]

    rate_shown = RoomAdmin.money_of("hourly_rate", gettext_lazy("hourly rate"))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Whoever enters his time names the contract, as on the timer's page, though he may not open it."""
        if db_field.name == "contract":
            kwargs["queryset"] = contracts_all().order_by("number")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("minutes"))
    def minutes(self, entry: TimeEntry) -> int:
        return entry.duration_minutes

    @room_button(
        gettext_lazy("Stop"), question=gettext_lazy("Stop this timer now?"), icon="stop", permission="change"
    )
    def entry_stop(self, request: HttpRequest, entry: TimeEntry) -> str:
        timer_stop(user=entry.user)
        return _("The timer is stopped.")


@admin.register(Indicator)
class IndicatorAdmin(RoomAdmin):
    icon = "query_stats"
    navigation_order = 50
    list_display: ClassVar = ["metric_type", "source_label", "contract", "value_shown", "period"]
    list_filter: ClassVar = ["source", "contract"]
    search_fields: ClassVar = ["metric_type", "contract__number"]
    date_hierarchy = "period"
    label_colours: ClassVar = {"Infra": "info", "Sec": "danger", "Data": "success"}

    source_label = RoomAdmin.label_of("source", gettext_lazy("source"), label_colours)

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def value_shown(self, indicator: Indicator) -> str:
        """Its four decimal places only where they say something."""
        return number_format(f"{indicator.value.normalize():f}", use_l10n=True, force_grouping=True)


@admin.register(Chore)
class ChoreAdmin(RoomAdmin):
    icon = "checklist"
    navigation_order = 60
    list_display: ClassVar = ["title", "contract", "kind_label", "created_at", "done_at"]
    list_filter: ClassVar = [("done_at", admin.EmptyFieldListFilter), "kind"]
    search_fields: ClassVar = ["title", "contract__number"]
    fields: ClassVar = ["title", "contract", "kind", "done_at"]
    actions: ClassVar = ["chores_finish"]
    label_colours: ClassVar = {"set_up_metrics": "info"}

    kind_label = RoomAdmin.label_of("kind", gettext_lazy("kind"), label_colours)

    @row_action(gettext_lazy("Done"))
    def chores_finish(self, request: HttpRequest, chore: Chore) -> None:
        chore_finish(chore=chore)


class LowFilter(admin.SimpleListFilter):
    title = gettext_lazy("level")
    parameter_name = "is_low"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("1", gettext_lazy("Below the minimum"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(level__lt=F("minimum")) if self.value() == "1" else queryset


@admin.register(StockItem)
class StockItemAdmin(RoomAdmin):
    icon = "inventory_2"
    navigation_order = 70
    list_display: ClassVar = ["name", "product_id", "level", "minimum", "standing", "updated_at"]
    list_filter: ClassVar = [LowFilter]
    search_fields: ClassVar = ["name_folded", "product_id"]
    fields: ClassVar = ["name", "product_id", "level", "minimum"]
    empty_text = gettext_lazy(
        "Nothing is kept in stock. Enter the products whose level workflows shall watch."
    )

    @display(description=gettext_lazy("status"), label={"low": "danger", "enough": "success"})
    def standing(self, item: StockItem) -> Any:
        return (
            ("low", gettext_lazy("Below the minimum")) if item.is_low else ("enough", gettext_lazy("Enough"))
        )


def estimate_tell(minutes: int, value: Any) -> str:
    return _("%(minutes)d minutes, %(value)s") % {"minutes": minutes, "value": brl(value)}

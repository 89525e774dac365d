"""The desk of this room."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, pgettext_lazy

from fin.models import Client, Contract, RevenueSnapshot
from fin.selectors.contracts import in_force
from fin.services import contract_end, contract_summary_record
from nessos.ai.answers import AgentAnswer
from nessos.ai.desk import AgentDesk, Line, agent_button
from nessos.kernel import clock
from nessos.web.admin import RoomAdmin, RoomTabularInline, brl, navigation_add, row_action

navigation_add(
    "fin",
    gettext_lazy("Profitability"),
    "fin:profitability",
    icon="monitoring",
    permission="fin.view_profitability",
    order=30,
)


_TERMS = {
    "parties": gettext_lazy("Parties"),
    "value": gettext_lazy("Value"),
    "term": pgettext_lazy("of a contract", "Term"),
    "adjustment_index": gettext_lazy("Adjustment index"),
    "termination_notice": gettext_lazy("Notice of termination"),
    "penalty": gettext_lazy("Penalty"),
}


class InForceFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("In force today")), ("no", gettext_lazy("Not in force today"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contract]) -> QuerySet[Contract] | None:
        today = in_force(clock.today())
        match self.value():
            case "yes":
                return queryset.filter(today)
            case "no":
                return queryset.exclude(today)
        return None


class ContractInline(RoomTabularInline):
    model = Contract
    fields: ClassVar = ["number", "kind", "mrr", "start_date", "end_date", "renewal_date"]
    tab = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # a contract is deleted on its own page, where what hangs on it is shown


class MetricsInline(RoomTabularInline):
    """What OPS recorded: looked at here, written there."""

    verbose_name_plural = gettext_lazy("recorded months")
    fields: ClassVar = ["month", "hours_worked", "hourly_rate", "cost_input", "sla_achieved", "source"]
    readonly_fields = fields
    show_change_link = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Another room's table, reached through the relation that leads here.
MetricsInline.model = Contract._meta.get_field("performance_metrics").related_model


@admin.register(Client)
class ClientAdmin(RoomAdmin):
    icon = "apartment"
    navigation_order = 10
    list_display: ClassVar = ["name", "document_shown", "contact_email", "phone_shown", "omie_code"]
    search_fields: ClassVar = ["name_folded", "document", "contact_email", "omie_code"]
    fields: ClassVar = ["name", "document", "contact_email", "phone", "omie_code", "notes"]
    inlines: ClassVar = [ContractInline]

    document_shown = RoomAdmin.spelled_of("document", gettext_lazy("CPF or CNPJ"))
    phone_shown = RoomAdmin.spelled_of("phone", gettext_lazy("phone"))


@admin.register(Contract)
class ContractAdmin(AgentDesk, RoomAdmin):
    icon = "contract"
    navigation_order = 20
    list_display: ClassVar = [
        "number",
        "client",
        "kind_label",
        "mrr_shown",
        "start_date",
        "end_date",
        "renewal_date",
    ]
    list_filter: ClassVar = [InForceFilter, "kind", "client"]
    search_fields: ClassVar = ["number", "client__name_folded"]
    date_hierarchy = "end_date"
    fieldsets: ClassVar = [
        (None, {"fields": ["client", ("number", "kind")]}),
        (gettext_lazy("Money"), {"fields": [("mrr", "value"), ("adjustment_index", "hours_limit")]}),
        (
            gettext_lazy("Dates"),
            {"fields": [("start_date", "end_date"), ("renewal_date", "ending_announced_for")]},
        ),
        (gettext_lazy("Notes"), {"fields": ["notes"]}),
        (gettext_lazy("Summary"), {"fields": ["summary_ai", "key_terms"]}),
    ]
    readonly_fields: ClassVar = ["ending_announced_for"]
    inlines: ClassVar = [MetricsInline]
    actions: ClassVar = ["contracts_end"]
    actions_detail: ClassVar = ["contract_summarize"]
    label_colours: ClassVar = {"monthly": "success", "project": "info", "hours": "warning"}

    kind_label = RoomAdmin.label_of("kind", gettext_lazy("kind"), label_colours)
    mrr_shown = RoomAdmin.money_of("mrr", gettext_lazy("monthly revenue"))

    @row_action(gettext_lazy("End today"))
    def contracts_end(self, request: HttpRequest, contract: Contract) -> None:
        contract_end(contract=contract)

    @agent_button(
        gettext_lazy("Summarise"),
        agent="summarize_contract",
        question=gettext_lazy(
            "The agent reads the newest legal document of this contract, or else its fields. "
            "You see what it found before it replaces the summary."
        ),
        icon="summarize",
    )
    def contract_summarize(self, contract: Contract) -> dict[str, Any]:
        return {"contract_id": str(contract.pk)}

    def contract_summarize_show(self, contract: Contract, answer: AgentAnswer) -> list[Line]:
        found, now = answer.output, contract.key_terms or {}
        terms = [
            Line(
                label=label,
                value=_term_tell(name, found["key_terms"].get(name)),
                before=_term_tell(name, now.get(name)),
            )
            for name, label in _TERMS.items()
        ]
        return [
            Line(label=gettext_lazy("Summary"), value=found["summary"], before=contract.summary_ai),
            *terms,
        ]

    def contract_summarize_apply(self, request: HttpRequest, contract: Contract, answer: AgentAnswer) -> Any:
        contract_summary_record(contract=contract, found=answer.output)
        return gettext_lazy("The summary and the key terms are written.")


def _term_tell(name: str, value: Any) -> str:
    if name == "value" and value:
        return brl(Decimal(str(value)))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


@admin.register(RevenueSnapshot)
class RevenueSnapshotAdmin(RoomAdmin):
    icon = "receipt_long"
    navigation_order = 40
    list_display: ClassVar = ["month_shown", "client", "omie_code", "value_shown", "source"]
    list_filter: ClassVar = ["source", "client"]
    search_fields: ClassVar = ["client__name_folded", "omie_code"]
    date_hierarchy = "period"

    month_shown = RoomAdmin.month_of("period", gettext_lazy("month"))
    value_shown = RoomAdmin.money_of("value", gettext_lazy("value"))

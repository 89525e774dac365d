"""The ledger at the desk."""

from typing import Any

from django.contrib import admin
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from nessos.ai.models import AgentCall
from nessos.web.admin import ReadOnlyAdmin


@admin.register(AgentCall)
class AgentCallAdmin(ReadOnlyAdmin):
    icon = "smart_toy"
    navigation_order = 45
    list_display = ("created_at", "agent", "model", "outcome", "confidence_shown", "milliseconds")
    list_filter = ("agent", "model", "outcome", "created_at")
    search_fields = ("=trace_id", "=subject")
    fields = (
        "created_at",
        "agent",
        "model",
        "prompt_version",
        "outcome",
        "confidence_shown",
        "milliseconds",
        "subject",
        "caused_by",
        "trace_id",
        "input_hash",
    )
    readonly_fields: Any = fields
    empty_text = _("No agent was asked yet. Every call stands here, with its model and how long it took.")

    @admin.display(description=_("confidence"), ordering="confidence")
    def confidence_shown(self, call: AgentCall) -> str:
        return "" if call.confidence is None else f"{call.confidence:.0%}"

    @admin.display(description=_("milliseconds"), ordering="duration")
    def milliseconds(self, call: AgentCall) -> str:
        return number_format(call.duration.total_seconds() * 1000, 1)

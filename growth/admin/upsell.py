"""Alerts of contracts that need more hours than they include."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from growth.models import (
    UpsellAlert,
)
from growth.services import (
    upsell_alert_dismiss,
)
from nessos.web.admin import (
    RoomAdmin,
    row_action,
)


@admin.register(UpsellAlert)
class UpsellAlertAdmin(RoomAdmin):
    icon = "trending_up"
    navigation_order = 70
    list_display = ["contract", "alert_type", "month_shown", "consumption", "limit", "dismissed_at"]
    list_filter = [("dismissed_at", admin.EmptyFieldListFilter), "alert_type", "month"]
    search_fields = ["message"]
    readonly_fields = [
        "contract",
        "alert_type",
        "month",
        "message",
        "consumption",
        "limit",
        "dismissed_at",
        "created_at",
    ]
    actions = ["alerts_dismiss"]
    empty_text = _(
        "No contract used more hours than it includes. OPS records the hours; alerts follow from them."
    )

    month_shown = RoomAdmin.month_of("month", _("month"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # they follow from what OPS records

    @row_action(_("Dismiss"))
    def alerts_dismiss(self, request: HttpRequest, alert: UpsellAlert) -> None:
        upsell_alert_dismiss(alert=alert)

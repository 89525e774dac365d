"""Campaigns and their audiences."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from growth.admin.times import TIMES
from growth.models import (
    Audience,
    Campaign,
)
from nessos.web.admin import (
    ReadOnlyAdmin,
    RoomAdmin,
    row_action,
)

_CAMPAIGN_COLOURS = {"active": "success", "paused": "warning", "ended": "default"}


@admin.register(Campaign)
class CampaignAdmin(RoomAdmin):
    icon = "campaign"
    navigation_order = 90
    list_display = ["name", "kind_label", "status_label", "budget_shown", "products_shown", "paused_at"]
    list_filter = ["status", "kind"]
    search_fields = ["name_folded", "=audience"]
    readonly_fields = ["paused_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", ("kind", "status"), "budget", "products", "audience"]}),
        (pgettext_lazy("of a campaign", "Pause"), {"fields": ["paused_at", "pause_reason"]}),
        TIMES,
    ]
    actions = ["campaigns_pause", "campaigns_resume"]

    kind_label = RoomAdmin.label_of("kind", _("kind"))
    status_label = RoomAdmin.label_of("status", _("status"), _CAMPAIGN_COLOURS)
    budget_shown = RoomAdmin.money_of("budget", _("budget"))

    @admin.display(description=_("products"))
    def products_shown(self, campaign: Campaign) -> str:
        return ", ".join(campaign.products)

    @row_action(_("Pause"))
    def campaigns_pause(self, request: HttpRequest, campaign: Campaign) -> None:
        campaign.status = Campaign.Status.PAUSED
        campaign.save(update_fields=["status"])

    @row_action(_("Resume"))
    def campaigns_resume(self, request: HttpRequest, campaign: Campaign) -> None:
        campaign.status, campaign.pause_reason = Campaign.Status.ACTIVE, ""
        campaign.save(update_fields=["status", "pause_reason"])


@admin.register(Audience)
class AudienceAdmin(ReadOnlyAdmin):
    icon = "groups"
    navigation_order = 92
    list_display = ["name", "kind_label", "size_shown", "created_at"]
    list_filter = ["kind", "created_at"]
    search_fields = ["name_folded"]
    fields = ["name", "kind", "products", "size_shown", "created_at"]
    empty_text = _("No audience was made yet. Workflows make them of who left a cart behind, and of leads.")

    kind_label = RoomAdmin.label_of("kind", _("kind"))

    @admin.display(description=_("size"))
    def size_shown(self, audience: Audience) -> int:
        return audience.size

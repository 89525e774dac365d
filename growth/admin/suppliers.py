"""Suppliers, whom workflows write to when stock runs low."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from growth.admin.times import TIMES
from growth.models import (
    Supplier,
)
from nessos.web.admin import (
    RoomAdmin,
)

_URGENCY_COLOURS = {"high": "danger", "medium": "warning", "low": "info"}


@admin.register(Supplier)
class SupplierAdmin(RoomAdmin):
    icon = "local_shipping"
    navigation_order = 94
    list_display = ["name", "products_shown", "origin_label", "urgency_label", "contacted_at"]
    list_filter = ["origin", "urgency"]
    search_fields = ["name_folded", "email", "phone"]
    readonly_fields = ["origin", "urgency", "contacted_at", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "products", ("email", "phone")]}),
        (_("Contact"), {"fields": [("contacted_at", "urgency"), "origin"]}),
        TIMES,
    ]

    origin_label = RoomAdmin.label_of("origin", _("where from"))
    urgency_label = RoomAdmin.label_of("urgency", _("urgency"), _URGENCY_COLOURS)

    @admin.display(description=_("products"))
    def products_shown(self, supplier: Supplier) -> str:
        return ", ".join(supplier.products)

"""CONVERSATIONS at the desk."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from conversations.models import Equipment, OutgoingMessage
from nessos.offers.actions import actions
from nessos.web.admin import ReadOnlyAdmin, RoomAdmin, label_make

_BEGINNING = 80
_COLOURS = {"sent": "success", "due": "info"}


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(ReadOnlyAdmin):
    icon = "chat"
    navigation_order = 10
    list_display = ["recipient_told", "occasion", "text_begun", "send_at", "standing"]
    list_filter = ["send_at"]
    search_fields = ["=recipient", "text"]
    fields = ["recipient_told", "occasion", "text", "send_at", "standing"]
    readonly_fields = fields
    date_hierarchy = "send_at"
    empty_text = _("No message was sent yet. What workflows send by WhatsApp stands here.")

    @admin.display(description=_("to"), ordering="recipient")
    def recipient_told(self, message: OutgoingMessage) -> str:
        return message.recipient_shown

    @admin.display(description=_("occasion"), ordering="purpose")
    def occasion(self, message: OutgoingMessage) -> Any:
        action = actions.find("whatsapp", message.purpose)
        return action.label if action else message.purpose

    @admin.display(description=_("text"))
    def text_begun(self, message: OutgoingMessage) -> str:
        return message.text if len(message.text) <= _BEGINNING else f"{message.text[:_BEGINNING]}…"

    @display(description=_("status"), label=_COLOURS)
    def standing(self, message: OutgoingMessage) -> Any:
        value, text = ("sent", _("Sent")) if message.is_sent else ("due", _("Scheduled"))
        return label_make(value, str(text), _COLOURS)


@admin.register(Equipment)
class EquipmentAdmin(RoomAdmin):
    icon = "precision_manufacturing"
    navigation_order = 40
    list_display = ["name", "category_label", "is_available", "updated_at"]
    list_filter = ["category", "is_available"]
    search_fields = ["name_folded", "description"]
    readonly_fields = ["created_at", "updated_at"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": [("name", "slug"), "category", "description", "specs", "keywords"]}),
        (
            _("Availability"),
            {
                "fields": [
                    "is_available",
                    "unavailable_text",
                    "alternatives",
                    "alternatives_context",
                    "upgrades",
                ]
            },
        ),
        (_("For the house alone"), {"fields": ["internal_note"]}),
        (_("Dates"), {"fields": ["created_at", "updated_at"], "classes": ["collapse"]}),
    ]
    empty_text = _(
        "The catalogue is empty. What stands here may be offered in conversations, without a price."
    )

    category_label = RoomAdmin.label_of("category", _("category"))

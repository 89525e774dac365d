"""CONVERSATIONS at the desk."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from conversations.models import OutgoingMessage
from nessos.offers.actions import actions
from nessos.web.admin import ReadOnlyAdmin, label_make

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

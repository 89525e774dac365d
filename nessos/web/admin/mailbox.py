"""The outbox: letters that no mail server took. They hold links to new passwords: for the admin role alone."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from nessos.web.admin.base import ReadOnlyAdmin
from nessos.web.mailbox import MailboxMessage


@admin.register(MailboxMessage)
class MailboxAdmin(ReadOnlyAdmin):
    icon = "outgoing_mail"
    navigation_order = 80
    list_display = ["subject", "addressed", "created_at"]
    search_fields = ["subject", "recipients"]
    fields = ["subject", "sender", "addressed", "created_at", "body", "html", "attachments"]

    @display(description=_("to"))
    def addressed(self, row: MailboxMessage) -> Any:
        return ", ".join(row.recipients)

"""The outbox: letters that no mail server took. They hold links to new passwords: for the admin role alone."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
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
    empty_text = _(
        "Letters stand here as long as no mail server is set up (EMAIL_URL). None was written yet."
    )
    fields = ["subject", "sender", "addressed", "created_at", "body", "html", "attachments"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailboxMessage]:
        """A superuser's letters are for superusers: the link to a new password would raise whoever reads it."""
        rows: QuerySet[MailboxMessage] = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        people = get_user_model()._default_manager.filter(is_superuser=True).exclude(email="")
        return rows.exclude(recipients__overlap=[person.email for person in people])

    @display(description=_("to"))
    def addressed(self, row: MailboxMessage) -> Any:
        return ", ".join(row.recipients)

"""The mail backend without a mail server: what is sent becomes a row. Never a log line: letters hold secrets."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from nessos.kernel.text import text_scrub


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from nessos.web.mailbox import (
            MailboxMessage,
        )  # the settings name this backend before any model is there

        rows = [MailboxMessage(**_kept(message)) for message in email_messages if message.recipients()]
        MailboxMessage.objects.bulk_create(rows)
        return len(rows)


def _kept(message: EmailMessage) -> dict[str, Any]:
    pages = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = next((str(page[0]) for page in pages if page[1] == "text/html"), "")
    body = str(message.body)
    is_html = message.content_subtype == "html"
    return {
        "sender": str(message.from_email)[:320],
        "recipients": [str(each)[:320] for each in message.recipients()],
        "subject": text_scrub(str(message.subject)),
        "body": "" if is_html else text_scrub(body),
        "html": text_scrub(body if is_html else html),
        "attachments": [text_scrub(_name(each)) for each in message.attachments],
    }


def _name(attachment: Any) -> str:
    """An attachment is Django's named tuple, or a part of Python's own mail package."""
    name = attachment.get_filename() if hasattr(attachment, "get_filename") else attachment[0]
    return str(name or "")

"""What WhatsApp's twin sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.documents import phone_format
from nessos.kernel.models import Record


class OutgoingMessage(Record):
    """A message as its recipient reads it, once its time has come."""

    #: In E.164, or a group of people: ``group:ops``.
    recipient = models.CharField(_("to"), max_length=64)
    #: The action that asked for it.
    purpose = models.CharField(_("occasion"), max_length=63)
    text = models.TextField(_("text"))
    send_at = models.DateTimeField(_("sent at"), default=clock.now)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering: ClassVar = ["-send_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-send_at", "-id"], name="conversations_out_by_time"),
            models.Index(fields=["recipient", "-send_at"], name="conversations_out_by_recipient"),
        ]
        constraints: ClassVar = [
            # Nobody can be sent nothing, and nothing can be sent to nobody.
            models.CheckConstraint(
                condition=~Q(recipient="") & ~Q(text=""), name="conversations_out_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.recipient_shown

    @property
    def recipient_shown(self) -> str:
        return phone_format(self.recipient)

    @property
    def is_sent(self) -> bool:
        return self.send_at <= clock.now()

"""Mail that was kept instead of sent: where no mail server is set up, an administrator reads it here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class MailboxMessage(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sender = models.CharField(_("from"), max_length=320)
    recipients = ArrayField(models.CharField(max_length=320), verbose_name=_("to"))
    subject = models.TextField(_("subject"), blank=True)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    #: Names of what was attached; the files themselves are not kept.
    attachments = ArrayField(models.TextField(), verbose_name=_("attachments"), default=list, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        app_label = "web"
        verbose_name = _("kept letter")
        verbose_name_plural = _("outbox")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject

"""What the web remembers between requests: answers given to idempotency keys, and how often someone asked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock


class IdempotencyKey(models.Model):
    """A key that a client gave with a POST, and the answer that POST got.

    The row is inserted before the work and completed after it, in the work's own transaction: another request with
    the same key waits on the unique constraint, and a crash takes the key and the work away together.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    key = models.CharField(_("key"), max_length=255)
    address = models.TextField(_("address"))
    body_hash = models.CharField(_("hash of the body"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), null=True, editable=False)
    headers = models.JSONField(_("headers"), default=dict, editable=False)
    body = models.BinaryField(_("body"), default=b"", editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            # One answer per person and key; also what a second request with the key waits on.
            models.UniqueConstraint(fields=["user", "key"], name="web_one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return self.key


class RateWindow(models.Model):
    """How often someone asked within the current window: one row each, overwritten when the next window opens.

    The table is unlogged (see its migration): counting must be cheap, and a crash may forget it.
    """

    #: "user:7", "anon:203.0.113.9"
    who = models.CharField(max_length=100, primary_key=True)
    #: When the window began, so that every process agrees which one it is.
    opened_at = models.DateTimeField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.who}: {self.count}"


from nessos.web.mailbox import MailboxMessage  # noqa: E402, F401  (a table of its own file)

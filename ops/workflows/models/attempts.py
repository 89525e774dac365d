"""What a worker is in the middle of, written outside its transaction: what stays is the trace of one that died."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel.ids import uuid7


class BatchMark(models.Model):
    """Made before a batch begins, and gone with its commit.

    Who holds the lock of a step and finds it in a mark of somebody else knows that a worker died over it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    step_ids = ArrayField(models.BigIntegerField(), verbose_name=_("steps"))

    class Meta:
        verbose_name = _("mark of a batch")
        verbose_name_plural = _("marks of batches")

    def __str__(self) -> str:
        return str(self.pk)

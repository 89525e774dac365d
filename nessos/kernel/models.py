"""What every table of ours stands on, and the clock's one row."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class Record(models.Model):
    """A row with an id of its own making and the two times that everyone asks for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=clock.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if not self._state.adding:
            self.updated_at = clock.now()
        if update_fields is not None:
            update_fields = {*update_fields, "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)


class ClockOffset(models.Model):
    """How far tests moved the business clock: one row at most."""

    offset = models.DurationField(default=timedelta)

    class Meta:
        # There is one clock; a second row could only contradict the first.
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="kernel_one_clock")]

    def __str__(self) -> str:
        return str(self.offset)

    @classmethod
    def move(cls, step: timedelta) -> timedelta:
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(offset=F("offset") + step)
        return cls.objects.get(pk=1).offset

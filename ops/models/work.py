"""Time that people spend on contracts, and what is on OPS's list."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.fields import MoneyField
from nessos.kernel.models import Record
from ops.models.playbooks import Playbook, ServiceAction

#: What an hour costs when its person has no rate of his own.
DEFAULT_RATE = Decimal(150)


class TimeEntry(Record):
    """A stretch of one person's time on one contract. Without an end it is a running timer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="time_entries",
        verbose_name=_("person"),
    )
    contract = models.ForeignKey(
        "fin.Contract", on_delete=models.PROTECT, related_name="time_entries", verbose_name=_("contract")
    )
    service_action = models.ForeignKey(
        ServiceAction,
        on_delete=models.PROTECT,
        related_name="time_entries",
        null=True,
        blank=True,
        verbose_name=_("service action"),
    )
    playbook = models.ForeignKey(
        Playbook,
        on_delete=models.PROTECT,
        related_name="time_entries",
        null=True,
        blank=True,
        verbose_name=_("playbook"),
    )
    started_at = models.DateTimeField(_("started at"), default=clock.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    #: The person's rate on the day, kept: a raise does not change what past hours cost.
    hourly_rate = MoneyField(_("hourly rate"), editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        ordering: ClassVar = ["-started_at", "-id"]
        permissions: ClassVar = [("see_all_timeentry", _("Can see all time entries"))]
        indexes: ClassVar = [models.Index(fields=["contract", "started_at"], name="ops_entry_by_contract")]
        constraints: ClassVar = [
            # Time runs forwards.
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="ops_entry_ends_after_start",
                violation_error_message=_("The end must come after the start. Correct one of the two."),
            ),
            # One person does one thing at a time: two running timers would bill the same hour twice.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                name="ops_entry_one_running",
                violation_error_message=_(
                    "This person's timer is running already. Stop it first, or enter the end."
                ),
            ),
            # What an hour costs is subtracted; below zero it would add.
            models.CheckConstraint(
                condition=Q(hourly_rate__gte=0),
                name="ops_entry_rate_not_negative",
                violation_error_message=_("An hourly rate is zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.contract}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.hourly_rate is None:
            rate = self.user.hourly_rate
            self.hourly_rate = DEFAULT_RATE if rate is None else rate
        super().save(*args, **kwargs)

    @property
    def duration(self) -> timedelta:
        """How long it took, or has been running so far."""
        end: datetime = self.ended_at or clock.now()
        return end - self.started_at

    @property
    def duration_minutes(self) -> int:
        return int(self.duration.total_seconds() // 60)


class Chore(Record):
    """An item on OPS's to-do list: made by a person, or by what happened in another room."""

    class Kind(models.TextChoices):
        SET_UP_METRICS = "set_up_metrics", _("Set up metrics")
        OTHER = "other", _("Other")

    title = models.CharField(_("title"), max_length=200)
    contract = models.ForeignKey(
        "fin.Contract",
        on_delete=models.CASCADE,
        related_name="chores",
        null=True,
        blank=True,
        verbose_name=_("contract"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.OTHER)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("chore")
        verbose_name_plural = _("chores")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="ops_chore_open", condition=Q(done_at__isnull=True))
        ]
        constraints: ClassVar = [
            # A contract's metrics are set up once, however often its making is told.
            models.UniqueConstraint(
                fields=["contract", "kind"],
                condition=Q(kind="set_up_metrics"),
                name="ops_chore_metrics_once",
                violation_error_message=_("This contract's metrics are on the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

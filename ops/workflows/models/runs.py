"""A run of a workflow, and its steps."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.ids import uuid7
from ops.workflows.models.workflows import Version, Workflow


class Run(models.Model):
    """What an event, or a person, started. Its row's lock is the one under which its steps are decided."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        RUNNING = "running", _("running")
        WAITING = "waiting", _("waiting")
        COMPLETED = "completed", _("completed")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of their own, here and below: each run pays for every one of them, several times. That of
    # ``workflows_run_once`` begins with the workflow; nobody asks by version, and few runs have a person behind them.
    workflow = models.ForeignKey(
        Workflow, verbose_name=_("workflow"), on_delete=models.PROTECT, related_name="runs", db_index=False
    )
    version = models.ForeignKey(
        Version, verbose_name=_("version"), on_delete=models.PROTECT, related_name="runs", db_index=False
    )
    #: The event's id, none by hand. No foreign key: events are pruned by their own rule.
    event_id = models.UUIDField(_("event"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)
    trigger_payload = models.JSONField(_("trigger payload"), default=dict, encoder=DjangoJSONEncoder)
    trace_id = models.CharField(_("trace"), max_length=64, blank=True)
    depth = models.PositiveSmallIntegerField(_("depth"), default=0)
    started_at = models.DateTimeField(_("started at"), default=clock.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    triggered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("triggered by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-started_at", "-id"]
        permissions: ClassVar = [
            ("cancel_run", _("Can cancel runs")),
            ("retry_run", _("Can retry runs")),
        ]
        constraints: ClassVar = [
            # An event starts a workflow exactly once, however often it is told.
            models.UniqueConstraint(fields=["workflow", "event_id"], name="workflows_run_once"),
            # An end has its time, and only an end.
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=False, status__in=["completed", "failed", "cancelled"])
                | models.Q(ended_at__isnull=True, status__in=["pending", "running", "waiting"]),
                name="workflows_run_end_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workflow", "-started_at"], name="workflows_run_by_workflow"),
            models.Index(fields=["-started_at", "-id"], name="workflows_run_by_time"),
            models.Index(fields=["trace_id"], name="workflows_run_by_trace"),
            models.Index(
                fields=["event_id"],
                name="workflows_run_by_event",
                condition=models.Q(event_id__isnull=False),
            ),
            models.Index(
                fields=["started_at"], name="workflows_run_open", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["triggered_by"],
                name="workflows_run_by_hand",
                condition=models.Q(triggered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return date_format(localtime(self.started_at), "SHORT_DATETIME_FORMAT")


class Step(models.Model):
    """One step of one run, made when it is decided: scheduled, or skipped. ``due_at`` is on the business clock."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        SCHEDULED = "scheduled", _("scheduled")
        RUNNING = "running", _("running")
        WAITING = "waiting", _("waiting")
        RETRYING = "retrying", _("retrying")
        COMPLETED = "completed", _("completed")
        SKIPPED = "skipped", _("skipped")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        UNKNOWN = "unknown", _("unknown")

    class SkippedBy(models.TextChoices):
        NOTHING = "", _("nothing")
        GATE = "gate", _("a gate")
        DEPENDENCIES = "dependencies", _("its dependencies")
        CONDITION = "condition", _("its own condition")

    id = models.BigAutoField(primary_key=True)
    # ``workflows_step_once`` begins with the run.
    run = models.ForeignKey(
        Run, verbose_name=_("run"), on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=63)
    kind = models.CharField(_("type"), max_length=40)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    #: Grows when a finished step is asked for again: part of the key of its outside effects.
    generation = models.PositiveSmallIntegerField(_("generation"), default=0)
    input = models.JSONField(_("input"), null=True, blank=True, encoder=DjangoJSONEncoder)
    output = models.JSONField(_("output"), null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.TextField(_("error"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    skipped_by = models.CharField(_("skipped by"), max_length=12, choices=SkippedBy.choices, blank=True)
    waiting_for = models.CharField(_("waiting for"), max_length=40, blank=True)
    #: When a worker should look at it; none: nothing that a worker could do.
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["run", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "name"], name="workflows_step_once"),
            # What has ended is due no more: otherwise a worker would take it up again.
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True)
                | models.Q(status__in=["scheduled", "running", "waiting", "retrying"]),
                name="workflows_step_due_is_open",
            ),
        ]
        indexes: ClassVar = [
            # As large as what is open, however many steps have ended.
            models.Index(
                fields=["due_at", "id"], name="workflows_step_due", condition=models.Q(due_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.name}"

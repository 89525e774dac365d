"""What happened, for good; and what of it still has to be told to whom."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class ModuleEvent(models.Model):
    """One thing that happened in a module. Append-only: a trigger refuses changes and deletions (see migration 2)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    module = models.CharField(_("module"), max_length=40)
    event_type = models.CharField(_("event type"), max_length=80)
    entity_id = models.CharField(_("entity"), max_length=200, blank=True)
    facts = models.JSONField(_("facts"), default=dict, encoder=DjangoJSONEncoder)
    #: What of the payload speaks of a person. The one column that may change, and only to become empty.
    personal = models.JSONField(_("personal data"), default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    trace_id = models.CharField(_("trace"), max_length=64, blank=True)
    #: The event or the run that brought this one about.
    caused_by = models.UUIDField(_("caused by"), null=True, blank=True)
    depth = models.PositiveSmallIntegerField(_("depth"), default=0)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-created_at", "-id"]
        permissions: ClassVar = [("emit_event", _("Can emit an event"))]
        indexes: ClassVar = [
            models.Index(fields=["module", "event_type", "-created_at"], name="eventlog_by_type"),
            models.Index(fields=["entity_id", "-created_at"], name="eventlog_by_entity"),
            models.Index(fields=["trace_id"], name="eventlog_by_trace"),
            models.Index(
                fields=["caused_by"], name="eventlog_by_cause", condition=models.Q(caused_by__isnull=False)
            ),
            models.Index(fields=["-created_at", "-id"], name="eventlog_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.entity_id}".strip()

    @property
    def name(self) -> str:
        return f"{self.module}.{self.event_type}"

    @property
    def payload(self) -> dict[str, Any]:
        return {**self.facts, **self.personal}


class Delivery(models.Model):
    """An event that a listener has not seen yet: made with the event, gone once it was seen."""

    event = models.ForeignKey(
        ModuleEvent, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    listener = models.CharField(_("listener"), max_length=120)
    due_at = models.DateTimeField(_("due at"), default=clock.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["id"]
        constraints: ClassVar = [
            # A listener owes one answer to one event, however often the event is recorded or swept.
            models.UniqueConstraint(fields=["event", "listener"], name="eventlog_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], name="eventlog_due", condition=models.Q(given_up_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.listener} ← {self.event_id}"

"""The ledger: who was asked what kind of question when, by which model it was answered, and how that went."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.ai.knowledge.models import Chunk, Document, EmbeddingSpace
from nessos.kernel import clock
from nessos.kernel.ids import uuid7

__all__ = ["AgentCall", "Chunk", "Document", "EmbeddingSpace"]


class AgentCall(models.Model):
    """One call of one agent. Of what it was asked and what it answered nothing stands here: both speak of people."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("answered")
        OUTPUT_INVALID = "output_invalid", _("answered in a form that cannot be used")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.CharField(_("agent"), max_length=63)
    model = models.CharField(_("model"), max_length=120)
    #: None: no prompt was involved.
    prompt_version = models.PositiveIntegerField(_("prompt version"), null=True, blank=True)
    #: Equal for equal questions; keyed with the house's secret, so that nobody finds the question by trying.
    input_hash = models.CharField(_("question"), max_length=64)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    duration = models.DurationField(_("duration"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    #: A record, or a step of a run, by its kind and its id; never a name.
    subject = models.CharField(_("asked about"), max_length=200, blank=True)
    #: The run or the event on whose behalf it was asked; none: a person asked.
    caused_by = models.UUIDField(_("caused by"), null=True, blank=True)
    trace_id = models.CharField(_("trace"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now)

    class Meta:
        verbose_name = _("agent's call")
        verbose_name_plural = _("agents' calls")
        ordering: ClassVar = ["-created_at", "-id"]
        permissions: ClassVar = [("run_agent", _("Can ask an agent"))]
        constraints: ClassVar = [
            # Sureness is a share of one.
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="ai_call_confidence_range",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="ai_call_by_time"),
            models.Index(fields=["caused_by"], name="ai_call_by_cause", condition=Q(caused_by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.created_at:%Y-%m-%d %H:%M}"

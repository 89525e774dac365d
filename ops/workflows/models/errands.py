"""An errand: one attempt of a step at something that is not in our database."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from ops.workflows.models.runs import Step


class Errand(models.Model):
    """Written before it is performed, and its outcome after: what died in between left its trace here.

    An outcome is written by whoever holds the ``fence`` that the row has: it grows whenever the errand changes hands.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        PERFORMING = "performing", _("performing")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("unknown")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.BigAutoField(primary_key=True)
    step = models.ForeignKey(Step, verbose_name=_("step"), on_delete=models.CASCADE, related_name="errands")
    #: Of its step; whoever writes an outcome locks the run before the step.
    run_id = models.UUIDField(_("run"))
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=130)
    #: What the vendor is given, so that the same attempt has its effect once.
    key = models.CharField(_("idempotency key"), max_length=32, unique=True)
    input = models.JSONField(_("input"), encoder=DjangoJSONEncoder)
    timeout_seconds = models.FloatField(_("time limit in seconds"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ASKED)
    output = models.JSONField(_("output"), null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.TextField(_("error"), blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    #: What else is known of it: the confidence, the model, who said what became of it.
    details = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    fence = models.PositiveIntegerField(_("fence"), default=0)
    #: The heartbeat of the worker that performs it. Leases are the machines' and stand on real time.
    lease_by = models.UUIDField(_("leased by"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    #: How many workers died over it.
    deaths = models.PositiveSmallIntegerField(_("deaths"), default=0)
    #: How often its outcome was looked up in vain, and when it is looked up next, in real time.
    look_ups = models.PositiveIntegerField(_("look-ups in vain"), default=0)
    look_up_at = models.DateTimeField(_("looked up at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("errand")
        verbose_name_plural = _("errands")
        ordering = ["step", "id"]
        constraints: ClassVar = [
            # What is performed has a holder and an end of its lease, and nothing else has.
            models.CheckConstraint(
                condition=Q(status="performing", lease_by__isnull=False, lease_until__isnull=False)
                | (~Q(status="performing") & Q(lease_by__isnull=True, lease_until__isnull=True)),
                name="workflows_errand_lease_is_whole",
            ),
            # An end has its time, and only an end.
            models.CheckConstraint(
                condition=Q(status__in=["done", "failed", "withdrawn"], ended_at__isnull=False)
                | Q(status__in=["asked", "performing", "unknown"], ended_at__isnull=True),
                name="workflows_errand_end_is_whole",
            ),
            # Only what nobody can tell is looked up.
            models.CheckConstraint(
                condition=Q(look_up_at__isnull=True) | Q(status="unknown"),
                name="workflows_errand_look_up_is_of_unknown",
            ),
        ]
        indexes: ClassVar = [
            # Each as large as what is open, however many have ended.
            models.Index(
                fields=["kind", "name", "id"], name="workflows_errand_asked", condition=Q(status="asked")
            ),
            models.Index(
                fields=["lease_until"], name="workflows_errand_leased", condition=Q(status="performing")
            ),
            models.Index(
                fields=["look_up_at"],
                name="workflows_errand_unknown",
                condition=Q(look_up_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"

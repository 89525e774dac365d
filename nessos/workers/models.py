"""What the workers tell each other, and whoever watches them: that they live, and whose turn a duty is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nessos.kernel import clock
from nessos.kernel.ids import uuid7


class Heartbeat(models.Model):
    """One live worker process. It deletes its row when it ends in order; an old row is a worker that was killed."""

    #: Made by the process for its one life: a process that gets the same pid later is another worker.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cluster = models.CharField(_("cluster"), max_length=200)
    host = models.CharField(_("host"), max_length=255)
    pid = models.PositiveIntegerField(_("process"))
    started_at = models.DateTimeField(_("started at"), default=clock.real_now)
    beat_at = models.DateTimeField(_("last beat"), default=clock.real_now, db_index=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        # A pid is given once at a time: a second row could only be a dead process's.
        constraints = [models.UniqueConstraint(fields=["cluster", "pid"], name="workers_one_heartbeat")]

    def __str__(self) -> str:
        return f"{self.cluster}/{self.pid}"


class DutyState(models.Model):
    """When an exclusive duty is due, who does it now, and how it went the last time.

    ``due_at`` is on the business clock; the lease and the ``last_…`` times are the machine's, on real time.
    """

    name = models.CharField(_("duty"), primary_key=True, max_length=100)
    due_at = models.DateTimeField(_("due at"))
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    #: The heartbeat of the worker that does it; also the fence: who is no longer named here may not write.
    lease_by = models.UUIDField(_("leased by"), null=True, blank=True)
    last_started_at = models.DateTimeField(_("last started at"), null=True, blank=True)
    last_finished_at = models.DateTimeField(_("last finished at"), null=True, blank=True)
    last_seconds = models.FloatField(_("seconds it took"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        # A lease names its holder and its end, or there is none.
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_by__isnull=True, lease_until__isnull=True)
                | Q(lease_by__isnull=False, lease_until__isnull=False),
                name="workers_lease_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name

"""Writes of PEOPLE: each function is one transaction."""

from django.db import transaction

from nessos.kernel import clock
from people.models import Application, Job, TrainingGap


@transaction.atomic
def gap_resolve(*, gap: TrainingGap) -> bool:
    """True when this call resolved it, False when it was so already."""
    return bool(TrainingGap.objects.filter(pk=gap.pk, resolved_at=None).update(resolved_at=clock.now()))


@transaction.atomic
def application_move(*, application: Application, status: Application.Status) -> Application:
    application.status = status
    application.save(update_fields=["status"])
    return application


@transaction.atomic
def job_close(*, job: Job) -> Job:
    """No longer offered; what was sent in stays."""
    job.is_open = False
    job.save(update_fields=["is_open"])
    return job

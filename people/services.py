"""Writes of PEOPLE: each function is one transaction."""

from uuid import UUID

from django.db import transaction

from nessos.kernel import clock
from people.models import Application, Job, TrainingGap


@transaction.atomic
def gap_resolve(*, gap: TrainingGap) -> bool:
    """True when this call resolved it, False when it was so already."""
    return bool(TrainingGap.objects.filter(pk=gap.pk, resolved_at=None).update(resolved_at=clock.now()))


@transaction.atomic
def gap_playbook_set(*, gap: TrainingGap, playbook_id: UUID | str) -> TrainingGap:
    """Say which playbook teaches what is missing."""
    gap.playbook_id = UUID(str(playbook_id))
    gap.save(update_fields=["playbook_id"])
    return gap


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

"""Reads: approvals for pages and programs, and what a decided one puts out."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

from ops.workflows.models import Approval, ApprovalNote
from ops.workflows.reviews.people import assigned_to

_VOICES = (ApprovalNote.Kind.APPROVED, ApprovalNote.Kind.REJECTED)


def approvals_shown() -> QuerySet[Approval]:
    """With all that is shown of them: four queries, however many."""
    joined = Approval.objects.select_related("run__workflow", "assignee_group")
    return joined.prefetch_related("assignees", "notes__person").defer(
        "run__trigger_payload", "run__error", "run__workflow__description"
    )


def approvals_of(user: AbstractUser) -> QuerySet[Approval]:
    """Those that wait for this person, or for a group of his; the most urgent first."""
    rows = Approval.objects.filter(assigned_to(user), status=Approval.Status.PENDING)
    return rows.exclude(four_eyes=True, run__triggered_by=user.pk).order_by("due_at", "created_at")


def decision_read(approval: Approval) -> dict[str, Any]:
    """What the step puts out."""
    voices = [note for note in approval.notes.select_related("person").order_by("id") if note.counts]
    return {
        "decision": approval.status,
        "output": approval.candidate,
        "corrected": approval.corrected,
        "by": [note.person.get_username() for note in voices if note.person is not None],
        "comment": approval.comment,
    }


def approvals_counted(approval: Approval) -> int:
    """How many have approved what stands now."""
    return sum(note.counts and note.kind == ApprovalNote.Kind.APPROVED for note in approval.notes.all())

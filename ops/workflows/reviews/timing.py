"""What becomes of an approval when time passes: a reminder, an escalation, or its end."""

from datetime import datetime, timedelta

from django.contrib.auth.models import Group

from ops.workflows.models import Approval, ApprovalNote
from ops.workflows.reviews.letters import letters_write
from ops.workflows.reviews.people import Somebody, deciders_read, somebody_find
from ops.workflows.reviews.teaching import answer_judge

Kind, Status = ApprovalNote.Kind, Approval.Status


def time_pass(approval: Approval, now: datetime) -> datetime | None:
    """Do the one thing that is due, however much fell due while nobody looked; answers when to look again.

    The approval is locked, and saved.
    """
    if approval.due_at is not None and approval.due_at <= now:
        _due_act(approval, now)
    elif (remind_at := _reminds_at(approval)) is not None and remind_at <= now:
        approval.reminded_at = now
        approval.save(update_fields=["reminded_at"])
        _tell(approval, Kind.REMINDED, now)
    return wake_at(approval)


def wake_at(approval: Approval) -> datetime | None:
    moments = [moment for moment in (_reminds_at(approval), approval.due_at) if moment is not None]
    return min(moments, default=None) if approval.is_open else None


def _reminds_at(approval: Approval) -> datetime | None:
    """Once, and not those to whom it was escalated: they have just been told."""
    is_over = approval.reminded_at is not None or approval.escalated_at is not None
    return None if is_over else approval.remind_at


def _due_act(approval: Approval, now: datetime) -> None:
    if approval.on_timeout == Approval.OnTimeout.ESCALATE and approval.escalated_at is None:
        somebody = somebody_find(approval.escalate_to)
        if somebody is not None:
            _escalate(approval, somebody, now)
            return
    approves = approval.on_timeout == Approval.OnTimeout.APPROVE
    approval.status = Status.APPROVED if approves else Status.TIMED_OUT
    approval.decided_at, approval.asked_at = now, None
    approval.save(update_fields=["status", "decided_at", "asked_at"])
    approval.notes.update(counts=False)
    ApprovalNote.objects.create(approval=approval, kind=Kind.TIMED_OUT, at=now)
    answer_judge(approval, user=None, at=now)


def _escalate(approval: Approval, somebody: Somebody, now: datetime) -> None:
    """It gets as long once more, from now on: whoever is handed it late is not late."""
    assert approval.due_seconds is not None
    assignees_set(approval, somebody)
    approval.escalated_at = now
    approval.due_at = now + timedelta(seconds=approval.due_seconds)
    approval.save(update_fields=["assignee_group", "escalated_at", "due_at"])
    _tell(approval, Kind.ESCALATED, now)


def assignees_set(approval: Approval, somebody: Somebody) -> None:
    """From now on it is theirs alone. Whoever calls saves the group."""
    if isinstance(somebody, Group):
        approval.assignee_group = somebody
        approval.assignees.clear()
    else:
        approval.assignee_group = None
        approval.assignees.set([somebody])


def _tell(approval: Approval, kind: str, now: datetime) -> None:
    to = approval.escalate_to if kind == Kind.ESCALATED else ""
    ApprovalNote.objects.create(approval=approval, kind=kind, to=to, at=now)
    letters_write(approval, kind, deciders_read(approval))

"""What people do with an approval. Each is one transaction, under the lock of the run, and binding once it commits."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from nessos.accounts.models import User
from nessos.kernel import clock
from nessos.kernel.crashpoints import crashpoint
from ops.workflows.models import Approval, ApprovalNote, Run, Step
from ops.workflows.reviews.errors import (
    AlreadyApproved,
    ApprovalChanged,
    ApprovalClosed,
    FieldRefused,
    NoQuestion,
    NotYours,
)
from ops.workflows.reviews.letters import letters_write
from ops.workflows.reviews.outputs import output_read
from ops.workflows.reviews.people import (
    Somebody,
    decider_check,
    deciders_read,
    deciders_tell,
    may_answer,
    people_active,
    somebody_find,
)
from ops.workflows.reviews.prints import fingerprint_read
from ops.workflows.reviews.teaching import answer_judge
from ops.workflows.reviews.timing import assignees_set
from ops.workflows.waking import workers_wake
from ops.workflows.wording import name_shorten

Kind, Status = ApprovalNote.Kind, Approval.Status
_COMMENT = 10_000


@dataclass(frozen=True, kw_only=True)
class Hand:
    """One person at one approval that is locked."""

    approval: Approval
    user: User
    now: datetime
    comment: str = ""

    def note(self, kind: str, **fields: Any) -> None:
        ApprovalNote.objects.create(
            approval=self.approval, person=self.user, kind=kind, at=self.now, comment=self.comment, **fields
        )


@transaction.atomic
def approval_approve(
    *,
    approval: Approval,
    user: User,
    output: Any = None,
    comment: str = "",
    fingerprint: str | None = None,
) -> Approval:
    """Approve it as it stands, or the ``output`` given as its correction.

    With a ``fingerprint`` only if it is still what was shown. A correction, or a change of the record, asks anew those
    who approved before: their voices were for something else.
    """
    hand = _hand_take(approval.pk, user, comment)
    held = hand.approval
    _unchanged_check(held, fingerprint)
    if output is not None:
        _correct(held, output_read(held, output))
    current = fingerprint_read(held)
    held.notes.filter(counts=True).exclude(fingerprint=current).update(counts=False)
    voices = list(held.notes.filter(counts=True).order_by("id"))
    if any(note.person_id == user.pk for note in voices):
        raise AlreadyApproved(title=held, missing=held.quorum - len(voices))
    hand.note(Kind.APPROVED, fingerprint=current, counts=True)
    if len(voices) + 1 >= held.quorum:
        comments = [note.comment for note in voices] + [comment]
        _decide(hand, Status.APPROVED, "\n".join(each for each in comments if each), current)
    else:
        _write(held, "corrected", "output")
    return held


@transaction.atomic
def approval_reject(
    *, approval: Approval, user: User, comment: str, fingerprint: str | None = None
) -> Approval:
    """One rejection rejects, however many have approved."""
    _comment_check(comment, _("Say why you reject it."))
    hand = _hand_take(approval.pk, user, comment)
    _unchanged_check(hand.approval, fingerprint)
    hand.approval.notes.filter(counts=True).update(counts=False)
    current = fingerprint_read(hand.approval)
    hand.note(Kind.REJECTED, fingerprint=current, counts=True)
    _decide(hand, Status.REJECTED, comment, current)
    return hand.approval


@transaction.atomic
def approval_assign(*, approval: Approval, user: User, to: str, comment: str = "") -> Approval:
    """Hand it over to a group or to a person, who alone decides from then on."""
    hand = _hand_take(approval.pk, user, comment)
    held, somebody = hand.approval, somebody_find(to)
    if somebody is None:
        sentence = _("There is no group and no user “%(name)s” who may sign in. Name one that exists.")
        raise FieldRefused(field="to", message=sentence % {"name": name_shorten(to)})
    _heir_check(held, somebody)
    assignees_set(held, somebody)
    _write(held, "assignee_group")
    hand.note(Kind.ASSIGNED, to=to)
    people = deciders_read(held).exclude(pk=user.pk)
    letters_write(held, Kind.ASSIGNED, people, comment=comment, sender=str(user))
    return held


@transaction.atomic
def approval_more_info(*, approval: Approval, user: User, comment: str) -> Approval:
    """Ask back: it goes on waiting, and those who may know are told."""
    _comment_check(comment, _("Say what you would like to know."))
    hand = _hand_take(approval.pk, user, comment)
    held = hand.approval
    held.asked_at = hand.now
    _write(held, "asked_at")
    hand.note(Kind.ASKED)
    starters = people_active().filter(pk__in=[held.run.triggered_by_id])
    knowing = {person.pk: person for person in (*deciders_read(held), *starters) if person.pk != user.pk}
    letters_write(held, Kind.ASKED, knowing.values(), comment=comment, sender=str(user))
    return held


@transaction.atomic
def approval_answer(*, approval: Approval, user: User, comment: str) -> Approval:
    """By whoever may decide, or started the run by hand."""
    _comment_check(comment, _("Write the answer."))
    held = _lock(approval.pk)
    if not may_answer(user, held):
        raise NotYours(title=held, deciders=deciders_tell(held))
    _open_check(held)
    if held.asked_at is None:
        raise NoQuestion(title=held)
    hand = Hand(approval=held, user=user, now=clock.now(), comment=comment)
    held.asked_at = None
    _write(held, "asked_at")
    hand.note(Kind.ANSWERED)
    people = deciders_read(held).exclude(pk=user.pk)
    letters_write(held, Kind.ANSWERED, people, comment=comment, sender=str(user))
    return held


# --- Locks and checks ------------------------------------------------------------------------------------------------
def _hand_take(pk: UUID, user: User, comment: str) -> Hand:
    """Who may not decide is told so before he is told how it stands."""
    approval = _lock(pk)
    decider_check(user, approval)
    _open_check(approval)
    if len(comment) > _COMMENT:
        sentence = _("Write %(most)d characters at most.")
        raise FieldRefused(field="comment", message=sentence % {"most": _COMMENT})
    return Hand(approval=approval, user=user, now=clock.now(), comment=comment)


def _lock(pk: UUID) -> Approval:
    place = Approval.objects.values_list("run_id", "step").get(pk=pk)
    Run.objects.select_for_update(of=("self",)).only("pk").get(pk=place[0])
    list(Step.objects.filter(run_id=place[0], name=place[1]).select_for_update().values_list("pk"))
    rows = Approval.objects.select_related("run__workflow", "assignee_group")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def _open_check(approval: Approval) -> None:
    if not approval.is_open:
        raise ApprovalClosed(title=approval, status=approval.get_status_display())


def _unchanged_check(approval: Approval, fingerprint: str | None) -> None:
    if fingerprint is not None and fingerprint != fingerprint_read(approval):
        raise ApprovalChanged(title=approval)


def _comment_check(comment: str, message: str) -> None:
    if not comment.strip():
        raise FieldRefused(field="comment", message=message)


def _heir_check(approval: Approval, somebody: Somebody) -> None:
    if isinstance(somebody, Group):
        return
    if approval.quorum > 1:
        sentence = _("%(quorum)d people have to approve this, so hand it over to a group.")
        raise FieldRefused(field="to", message=sentence % {"quorum": approval.quorum})
    if approval.four_eyes and approval.run.triggered_by_id == somebody.pk:
        sentence = _("%(person)s started this run and may not decide it. Name somebody else.")
        raise FieldRefused(field="to", message=sentence % {"person": somebody})


# --- Writing ----------------------------------------------------------------------------------------------------------
def _correct(approval: Approval, output: Any) -> None:
    """What is sent back as it was put forward corrects nothing."""
    approval.corrected = output != approval.proposed
    approval.output = output if approval.corrected else None


def _decide(hand: Hand, status: str, comment: str, fingerprint: str) -> None:
    approval = hand.approval
    approval.status, approval.decided_at, approval.comment = status, hand.now, comment
    approval.asked_at, approval.fingerprint = None, fingerprint
    _write(approval, "status", "decided_at", "comment", "asked_at", "corrected", "output", "fingerprint")
    answer_judge(approval, user=hand.user, at=hand.now)
    waiting = Step.objects.filter(run_id=approval.run_id, name=approval.step, status=Step.Status.WAITING)
    if waiting.update(due_at=hand.now):
        workers_wake()
    crashpoint("review.deciding")
    transaction.on_commit(partial(crashpoint, "review.decided"))


def _write(approval: Approval, *names: str) -> None:
    """Only into one that is still open: whatever else, nothing is decided twice."""
    values = {name: getattr(approval, name) for name in names} | {"updated_at": clock.now()}
    if Approval.objects.filter(pk=approval.pk, status=Status.PENDING).update(**values) != 1:
        raise ApprovalClosed(title=approval, status=approval.get_status_display())

"""A step begins to ask: an approval is made, or one that was withdrawn is opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from nessos.accounts.models import User
from ops.workflows.errors import StepFault
from ops.workflows.executing.outcomes import Work
from ops.workflows.models import Approval, ApprovalNote, Run
from ops.workflows.reviews.letters import letters_write
from ops.workflows.reviews.people import deciders_read, group_find, persons_find, somebody_find
from ops.workflows.reviews.prints import fingerprint_make
from ops.workflows.reviews.subjects import Record, record_find, subject_fill
from ops.workflows.values import value_fill
from ops.workflows.wording import name_shorten

Kind = ApprovalNote.Kind
_TITLE = 500


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a step asks, of whom, its expressions worked out."""

    title: str
    proposed: Any
    group: Group | None
    persons: Sequence[User]
    escalate_to: str


def question_read(work: Work) -> Question:
    """Raises StepFault where nobody could answer."""
    own = work.step.own
    group_name, escalate_to = own.get("assignee_group"), own.get("escalate_to") or ""
    question = Question(
        title=_title_fill(work),
        proposed=subject_fill(work),
        group=group_find(group_name) if group_name else None,
        persons=persons_find(_names_fill(work)),
        escalate_to=escalate_to,
    )
    if question.group is None and not question.persons:
        raise StepFault(fault=_("Nobody could decide this. Name a group or persons."))
    if escalate_to and somebody_find(escalate_to) is None:
        sentence = _("There is no group and no user “%(name)s” to escalate to. Name one that exists.")
        raise StepFault(fault=sentence % {"name": name_shorten(escalate_to)})
    return question


def approval_newest(work: Work) -> Approval | None:
    """What this step asked last, locked; its run is locked already."""
    rows = Approval.objects.select_for_update(of=("self",)).select_related("run__workflow", "assignee_group")
    return rows.filter(run_id=work.claimed.run_id, step=work.claimed.name).order_by("-generation").first()


def approval_open(work: Work) -> Approval:
    question = question_read(work)
    run = Run.objects.select_related("workflow").get(pk=work.claimed.run_id)
    own, record = work.step.own, record_find(work, run)
    approval = Approval(
        run=run,
        step=work.claimed.name,
        generation=work.claimed.generation,
        assignee_group=question.group,
        quorum=int(own.get("quorum") or 1),
        four_eyes=bool(own.get("four_eyes")),
        on_timeout=own.get("on_timeout") or "",
        escalate_to=question.escalate_to,
    )
    _ask(approval, question, record, work)
    approval.save(force_insert=True)
    approval.assignees.set(question.persons)
    return _tell_all(approval, Kind.OPENED, work)


def approval_reopen(approval: Approval, work: Work) -> Approval:
    """For a step that begins once more. A decision that no step has taken up stands, if it was on the same thing."""
    proposed = subject_fill(work)
    is_same = proposed == approval.proposed
    if approval.decided_at is not None:
        return approval if is_same and approval.taken_at is None else approval_open(work)
    question = question_read(work)
    _ask(approval, question, record_find(work, approval.run), work)
    approval.status, approval.generation = Approval.Status.PENDING, work.claimed.generation
    approval.reminded_at = approval.escalated_at = None
    if not is_same:
        approval.corrected, approval.output = False, None
        approval.notes.update(counts=False)
    approval.save()
    return _tell_all(approval, Kind.REOPENED, work)


def _ask(approval: Approval, question: Question, record: Record, work: Work) -> None:
    own = work.step.own
    approval.title = question.title
    approval.proposed = question.proposed
    approval.record_model, approval.record_id = record.model, record.id
    approval.record_version = record.version
    approval.fingerprint = fingerprint_make(question.proposed, record.version)
    approval.due_seconds = own.get("due_in_seconds")
    approval.due_at = _later(work.now, approval.due_seconds)
    approval.remind_at = _later(work.now, own.get("remind_in_seconds"))


def _tell_all(approval: Approval, kind: str, work: Work) -> Approval:
    ApprovalNote.objects.create(approval=approval, kind=kind, at=work.now)
    letters_write(approval, kind, deciders_read(approval))
    return approval


def _later(now: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)


def _title_fill(work: Work) -> str:
    filled = value_fill(work.step.own.get("title") or "", work.environment, place="title")
    title = "" if filled is None else str(filled)
    return title[:_TITLE] or _("Review of “%(step)s”") % {"step": work.claimed.name}


def _names_fill(work: Work) -> list[Any]:
    """An expression may give one name, or a list of them."""
    filled = value_fill(work.step.own.get("assignees") or [], work.environment, place="assignees")
    found: list[Any] = []
    for each in filled:
        found += each if isinstance(each, list) else [each]
    return found

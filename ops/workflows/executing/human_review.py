"""``human_review``: it asks when it begins, and is looked at again when time passes or people have decided."""

from typing import Any

from ops.workflows.executing.kinds import guarded, kind_add
from ops.workflows.executing.outcomes import Completed, Outcome, Waiting, Work
from ops.workflows.models import Approval
from ops.workflows.reviews.opening import approval_newest, approval_open, approval_reopen, question_read
from ops.workflows.reviews.selectors import decision_read
from ops.workflows.reviews.subjects import subject_fill
from ops.workflows.reviews.timing import time_pass


def review_do(work: Work) -> Outcome:
    approval = _approval_of(work)
    work.input = _asked_show(approval)
    until = time_pass(approval, work.now) if approval.is_open else None
    if approval.is_open:
        return Waiting(until=until, waiting_for="approval")
    if approval.taken_at is None:
        approval.taken_at = work.now
        approval.save(update_fields=["taken_at"])
    return Completed(output=decision_read(approval))


def review_rehearse(work: Work) -> Outcome:
    """As if people had approved it as it is."""
    question = question_read(work)
    work.input = {
        "title": question.title,
        "assignee_group": None if question.group is None else question.group.name,
        "assignees": [person.get_username() for person in question.persons],
    }
    output = {
        "decision": "approved",
        "output": question.proposed,
        "corrected": False,
        "by": [],
        "comment": "",
    }
    return Completed(output=output)


def review_skip(work: Work) -> dict[str, Any]:
    return {"decision": "skipped", "output": subject_fill(work)}


def _approval_of(work: Work) -> Approval:
    approval = approval_newest(work)
    if approval is None:
        return approval_open(work)
    if approval.status == Approval.Status.WITHDRAWN or work.is_first_look:
        return approval_reopen(approval, work)
    return approval


def _asked_show(approval: Approval) -> dict[str, Any]:
    group = approval.assignee_group
    return {
        "approval": str(approval.pk),
        "title": approval.title,
        "assignee_group": None if group is None else group.name,
        "assignees": [person.get_username() for person in approval.assignees.order_by("pk")],
    }


kind_add("human_review", do=guarded(review_do), rehearse=review_rehearse, skip=review_skip)

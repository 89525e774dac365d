"""What a decision says about an agent's answer: noted with it, for whoever tends the agents."""

import copy
import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from nessos.accounts.models import User
from nessos.ai.feedback.services import feedback_write
from ops.workflows.expressions import Path
from ops.workflows.models import Approval, Errand, Step
from ops.workflows.plan import Plan, PlanStep, plan_find
from ops.workflows.reviews.subjects import step_reviewed

log = logging.getLogger(__name__)

Status = Approval.Status


def answer_judge(approval: Approval, *, user: User | None, at: datetime) -> None:
    """Note a correction that was approved, or a rejection; nothing where no agent's answer was under review.

    What cannot be noted is told in the log: a decision, and the run that waits for it, does not fail over that.
    """
    try:
        with transaction.atomic():
            _judgement_note(approval, user=user, at=at)
    except Exception:
        log.exception("a decision could not be noted as feedback", extra={"approval": str(approval.pk)})


def _judgement_note(approval: Approval, *, user: User | None, at: datetime) -> None:
    is_edited = approval.status == Status.APPROVED and approval.corrected
    if not is_edited and approval.status != Status.REJECTED:
        return
    plan = plan_find(approval.run.version_id)
    found = _agent_step_find(approval, plan, plan.steps[approval.step])
    if found is None:
        return
    step, path = found
    errand = _errand_find(approval, step)
    if errand is None:
        return
    feedback_write(
        agent=errand.name,
        given=errand.input,
        original=_put(errand.output, path, approval.proposed),
        corrected=_put(errand.output, path, approval.output) if is_edited else None,
        model=str(errand.details.get("model") or ""),
        prompt_version=errand.details.get("prompt_version"),
        run=approval.run_id,
        step=step.name,
        review=approval.pk,
        decided_by=user,
        at=at,
        comment=approval.comment,
    )


def _agent_step_find(approval: Approval, plan: Plan, step: PlanStep) -> tuple[PlanStep, Path] | None:
    """The step that asked the agent, through reviews and past what was skipped, and the way to what is reviewed."""
    way: Path = ()
    for _look in plan.steps:
        reviewed = step_reviewed(plan, step)
        if reviewed is None:
            return None
        step, path = reviewed
        if step.kind == "human_review" and path[:1] == ("output",):
            way = path[1:] + way
        elif path or step.kind == "human_review" or not _is_skipped(approval, step):
            return (step, path + way) if step.kind == "ai_agent" else None
    return None


def _is_skipped(approval: Approval, step: PlanStep) -> bool:
    rows = Step.objects.filter(run_id=approval.run_id, name=step.name)
    return step.node.follows and rows.filter(skipped_by=Step.SkippedBy.CONDITION).exists()


def _errand_find(approval: Approval, step: PlanStep) -> Errand | None:
    """What was asked last, and answered."""
    rows = Errand.objects.filter(run_id=approval.run_id, step__name=step.name, status=Errand.Status.DONE)
    return rows.order_by("-id").first()


def _put(whole: Any, path: Path, value: Any) -> Any:
    """The whole answer with this value at the end of the path."""
    if not path:
        return value
    made = copy.deepcopy(whole)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made

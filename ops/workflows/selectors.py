"""Reads: runs as the contract shows them, and those that nothing will wake."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ops.workflows.models import Approval, Errand, Run, Step
from ops.workflows.plan import PlanStep, plan_find

_SHOWN = (
    "name", "type", "status", "attempt", "input", "output", "error", "reason", "waiting_for", "due_at", "started_at",
    "ended_at",
)  # fmt: skip
#: A step that is one of these has begun to count, and has not ended.
_OPEN = (
    Step.Status.SCHEDULED, Step.Status.RUNNING, Step.Status.WAITING, Step.Status.RETRYING, Step.Status.UNKNOWN,
)  # fmt: skip


def runs_shown() -> QuerySet[Run]:
    """Runs with all that ``run_read`` asks of them, in two queries; the documents of their versions stay away."""
    joined = Run.objects.select_related("workflow", "version").prefetch_related("steps")
    return joined.defer("version__steps", "version__errors", "workflow__description")


def run_show(run_id: UUID) -> dict[str, Any]:
    """The run as the contract has it. Raises Run.DoesNotExist."""
    return run_read(runs_shown().get(pk=run_id))


def run_read(run: Run) -> dict[str, Any]:
    """With all steps of its version: those that nobody has decided yet are pending."""
    return {
        "id": str(run.pk),
        "workflow": run.workflow.slug,
        "version": run.version.number,
        "status": run.status,
        "trigger_payload": run.trigger_payload,
        "event": None if run.event_id is None else str(run.event_id),
        "trace_id": run.trace_id,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "error": run.error,
        "steps": steps_read(run),
    }


def steps_read(run: Run) -> list[dict[str, Any]]:
    made = {step.name: step for step in run.steps.all()}
    plan = plan_find(run.version_id)
    return [
        _step_read(made[name]) if name in made else step_missing_read(step, run)
        for name, step in plan.steps.items()
    ]


def step_missing_read(step: PlanStep, run: Run) -> dict[str, Any]:
    """It was never decided: it still may be, or its run ended before."""
    status = Step.Status.PENDING if run.ended_at is None else Step.Status.CANCELLED
    empty: dict[str, Any] = {
        **dict.fromkeys(_SHOWN),
        "attempt": 0,
        "error": "",
        "reason": "",
        "waiting_for": "",
    }
    return {**empty, "name": step.name, "type": step.kind, "status": status.value, "ended_at": run.ended_at}


def _step_read(step: Step) -> dict[str, Any]:
    return {name: getattr(step, "kind" if name == "type" else name) for name in _SHOWN}


def runs_open() -> QuerySet[Run]:
    return Run.objects.filter(ended_at__isnull=True)


def runs_stuck() -> QuerySet[Run]:
    """Open runs that nothing will wake, which there must never be: no step that is open, or one that waits for nothing.

    A step waits for a time, for an errand, for a review, or for whoever says what became of it.
    """
    open_steps = Step.objects.filter(run=OuterRef("pk"), status__in=_OPEN)
    asked = Errand.objects.filter(step=OuterRef("pk"), status__in=("asked", "performing", "unknown"))
    review = Approval.objects.filter(
        run=OuterRef("run_id"), step=OuterRef("name"), status=Approval.Status.PENDING
    )
    forgotten = open_steps.filter(due_at__isnull=True).exclude(status=Step.Status.UNKNOWN)
    forgotten = forgotten.filter(~Exists(asked), ~Exists(review))
    return runs_open().filter(Q(~Exists(open_steps)) | Q(Exists(forgotten)))

"""Reads: a run as the contract shows it."""

from typing import Any
from uuid import UUID

from ops.workflows.models import Run, Step
from ops.workflows.plan import PlanStep, plan_find

_SHOWN = (
    "name", "type", "status", "attempt", "input", "output", "error", "reason", "waiting_for", "due_at", "started_at",
    "ended_at",
)  # fmt: skip


def run_show(run_id: UUID) -> dict[str, Any]:
    """The run with all steps of its version: those that nobody has decided yet are pending. Raises Run.DoesNotExist."""
    run = Run.objects.select_related("workflow", "version").prefetch_related("steps").get(pk=run_id)
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
        "steps": _steps_show(run),
    }


def _steps_show(run: Run) -> list[dict[str, Any]]:
    made = {step.name: step for step in run.steps.all()}
    plan = plan_find(run.version_id)
    return [
        _step_show(made[name]) if name in made else _missing_show(step, run)
        for name, step in plan.steps.items()
    ]


def _step_show(step: Step) -> dict[str, Any]:
    return {name: getattr(step, "kind" if name == "type" else name) for name in _SHOWN}


def _missing_show(step: PlanStep, run: Run) -> dict[str, Any]:
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

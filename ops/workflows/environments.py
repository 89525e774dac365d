"""What the expressions of a step may read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from nessos.eventlog.models import ModuleEvent
from ops.workflows.claim import Claimed
from ops.workflows.deciding import Fate
from ops.workflows.expressions import Environment
from ops.workflows.plan import Plan, PlanStep
from ops.workflows.reviews.subjects import step_reviewed
from ops.workflows.typing_in import output_type, payload_type


def event_show(event: ModuleEvent) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "module": event.module,
        "event_type": event.event_type,
        "entity_id": event.entity_id,
        "payload": payload_type(event.name, event.payload),
        "created_at": event.created_at,
        "trace_id": event.trace_id,
        "caused_by": None if event.caused_by is None else str(event.caused_by),
    }


def environment_make(
    step: PlanStep,
    claimed: Claimed,
    *,
    plan: Plan | None = None,
    fates: Mapping[str, Fate] = MappingProxyType({}),
    event: ModuleEvent | None = None,
) -> Environment:
    """Only the ancestors' outputs are to be seen, and what no expression of the step reads is left out."""
    names = step.names
    payload = claimed.payload
    if (name := claimed.event_name if event is None else event.name) is not None:
        payload = payload_type(name, payload)
    return Environment(
        payload=payload,
        event=event_show(event) if event is not None and "event" in names else None,
        outputs=_outputs(step, plan, fates) if plan is not None and names & {"steps", "context"} else None,
        run={"id": str(claimed.run_id), "trace_id": claimed.trace_id, "started_at": claimed.run_started_at},
    )


def _outputs(step: PlanStep, plan: Plan, fates: Mapping[str, Fate]) -> dict[str, Any]:
    return {
        name: _output_typed(plan, plan.steps[name], fates[name].output)
        for name in step.ancestors
        if name in fates
    }


def _output_typed(plan: Plan, step: PlanStep, output: Any) -> Any:
    """What was reviewed has the types of what it was before."""
    if step.kind == "human_review" and isinstance(output, dict):
        reviewed = step_reviewed(plan, step)
        if reviewed is not None and not reviewed[1]:
            return {**output, "output": _output_typed(plan, reviewed[0], output.get("output"))}
    return output_type(step.kind, step.document.get("model"), output)

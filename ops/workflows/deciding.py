"""What becomes of a step once everything before it is decided. Pure: contract §5, in its order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ops.workflows.graph import ANY, Asked
from ops.workflows.models import Step
from ops.workflows.plan import Plan, PlanStep

Status = Step.Status
SkippedBy = Step.SkippedBy

DONE = frozenset({Status.COMPLETED, Status.SKIPPED, Status.FAILED})


@dataclass(slots=True)
class Fate:
    """How a step stands, as far as others depend on it."""

    status: str
    skipped_by: str = ""
    output: Any = None

    @property
    def is_decided(self) -> bool:
        return self.status in DONE


@dataclass(frozen=True, slots=True)
class Decision:
    step: PlanStep
    skipped_by: str = ""
    reason: str = ""


def followers_decide(plan: Plan, fates: dict[str, Fate], changed: list[str]) -> Iterator[Decision]:
    """Decide whoever waited for these only, and whoever waited for those that are skipped by it, and so on.

    ``fates`` grows by what is decided.
    """
    waiting = list(changed)
    while waiting:
        for name in plan.graph.dependants[waiting.pop()]:
            if name in fates:
                continue
            step = plan.steps[name]
            if not all(_is_decided(fates.get(each)) for each in step.node.dependencies):
                continue
            decision = step_decide(plan, step, fates)
            fates[name] = Fate(
                Status.SKIPPED if decision.skipped_by else Status.SCHEDULED, decision.skipped_by
            )
            yield decision
            if decision.skipped_by:
                waiting.append(name)


def step_decide(plan: Plan, step: PlanStep, fates: Mapping[str, Fate]) -> Decision:
    dependencies, gates = _waited_for(plan, step, fates)
    for name, asked in gates.items():
        given = _gate_value(plan, name, fates[name])
        if not (_lets_pass(asked, given) or _is_as_approved(plan, step, name, asked, fates[name])):
            reason = _("The gate “%(gate)s” gave %(given)s, and this step asks for %(asked)s.")
            data = {"gate": name, "given": _word(given), "asked": _word(asked)}
            return Decision(step, SkippedBy.GATE, reason % data)
    if dependencies and all(
        gates.get(name) != "skipped" and _is_passed_by(plan, name, fates[name]) for name in dependencies
    ):
        names = ", ".join(f"“{name}”" for name in dependencies)
        reason = _("Everything that this step depends on was skipped: %(names)s.") % {"names": names}
        return Decision(step, SkippedBy.DEPENDENCIES, reason)
    return Decision(step)


def _waited_for(
    plan: Plan, step: PlanStep, fates: Mapping[str, Fate]
) -> tuple[tuple[str, ...], Mapping[str, Asked]]:
    """A step that merely follows looks past what its own condition skipped; a review stays, and counts as approved."""
    node = step.node
    if not node.follows:
        return node.dependencies, node.gates
    over = {
        name
        for name in (*node.dependencies, *step.ancestors)
        if fates[name].skipped_by == SkippedBy.CONDITION and plan.steps[name].kind != "human_review"
    }
    if over.isdisjoint(node.dependencies):
        return node.dependencies, node.gates
    dependencies = plan.graph.dependencies_beyond(step.name, over)
    return dependencies, plan.graph.gates_of(dependencies, None)


def _gate_value(plan: Plan, name: str, fate: Fate) -> Asked | None:
    if fate.status == Status.SKIPPED:
        return "skipped"
    if fate.status != Status.COMPLETED or not isinstance(fate.output, Mapping):
        return None
    found = fate.output.get("result" if plan.steps[name].kind == "condition" else "decision")
    return found if isinstance(found, bool | str) else None


def _lets_pass(asked: Asked, given: Asked | None) -> bool:
    return asked == ANY or (given is not None and given == asked)


def _is_as_approved(plan: Plan, step: PlanStep, name: str, asked: Asked, fate: Fate) -> bool:
    """Nobody was to be asked, for what merely follows. Whoever names the review wants it approved."""
    return step.node.follows and asked == "approved" and _is_needless_review(plan, name, fate)


def _is_passed_by(plan: Plan, name: str, fate: Fate) -> bool:
    return fate.status == Status.SKIPPED and not _is_needless_review(plan, name, fate)


def _is_needless_review(plan: Plan, name: str, fate: Fate) -> bool:
    return plan.steps[name].kind == "human_review" and fate.skipped_by == SkippedBy.CONDITION


def _is_decided(fate: Fate | None) -> bool:
    return fate is not None and fate.is_decided


def _word(value: Asked | None) -> str:
    if value is None:
        return _("nothing")
    return str(value).lower()

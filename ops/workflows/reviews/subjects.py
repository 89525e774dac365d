"""What is under review, and which record it is or was made from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from nessos.eventlog.catalogue import catalogue
from ops.workflows.definition.paths import path_of, path_template
from ops.workflows.executing.outcomes import Work
from ops.workflows.expressions import Path
from ops.workflows.models import Run, Step
from ops.workflows.plan import Plan, PlanStep, plan_find
from ops.workflows.reviews.prints import Place, version_read
from ops.workflows.values import template_paths, value_fill

_ONE_RECORD = ("get", "create")


class _ExactEncoder(DjangoJSONEncoder):
    """Moments as the API writes them: Django's own cuts off their microseconds, and so would correct a record."""

    def default(self, o: Any) -> Any:
        return o.isoformat().replace("+00:00", "Z") if isinstance(o, datetime) else super().default(o)


@dataclass(frozen=True, kw_only=True)
class Record:
    """None of it where no record is known."""

    model: str = ""
    id: str = ""
    version: str = ""


def subject_fill(work: Work) -> Any:
    """What is under review, as plain JSON; without a path the output of the one step that it waits for."""
    text = subject_path(work)
    if text is None:
        return None
    found = value_fill(path_template(text), work.environment, place="subject")
    return json.loads(json.dumps(found, cls=_ExactEncoder))


def subject_path(work: Work) -> str | None:
    text = work.step.own.get("subject")
    if text:
        return str(text)
    before = _step_before(work)
    return None if before is None else f"steps.{before}.output"


def record_find(work: Work, run: Run) -> Record:
    """What is under review, else what it was made from, else what triggered the run: the first that is there."""
    for model, key in _places(work, run):
        if version := version_read((model, key)):
            return Record(model=model, id=key, version=version)
    return Record()


def step_reviewed(plan: Plan, step: PlanStep) -> tuple[PlanStep, Path] | None:
    """The step whose output is under review, and the way from there to what is; None where it is no output."""
    text = step.own.get("subject")
    if not text:
        names = step.node.dependencies
        return (plan.steps[names[0]], ()) if len(names) == 1 else None
    path = path_of(str(text))
    if path is None or len(path) < 3 or path[0] != "steps" or path[2] != "output":
        return None
    found = plan.steps.get(str(path[1]))
    return None if found is None else (found, path[3:])


def _step_before(work: Work) -> str | None:
    """Past those that their own condition skipped, where it merely follows; a review puts out something even so."""
    plan, node = plan_find(work.claimed.version_id), work.step.node
    names = node.dependencies
    while len(names) == 1 and node.follows and _is_passed_over(work, plan.steps[names[0]]):
        names = plan.steps[names[0]].node.dependencies
    return names[0] if len(names) == 1 else None


def _is_passed_over(work: Work, step: PlanStep) -> bool:
    if step.kind == "human_review" or _output_of(work, step.name) is not None:
        return False
    rows = Step.objects.filter(run_id=work.claimed.run_id, name=step.name)
    return rows.filter(skipped_by=Step.SkippedBy.CONDITION).exists()


def _places(work: Work, run: Run) -> Iterator[Place]:
    plan = plan_find(work.claimed.version_id)
    reviewed = step_reviewed(plan, work.step)
    waiting, seen = [reviewed[0].name] if reviewed else [], set()
    for name in waiting:  # it grows while it is walked
        if name in seen or name not in plan.steps:
            continue
        seen.add(name)
        step = plan.steps[name]
        if place := _place_of_output(step, _output_of(work, name)):
            yield place
        waiting += _sources_of(step)
    yield from _place_of_trigger(run)


def _sources_of(step: PlanStep) -> list[str]:
    """The steps that it says it reads."""
    paths = [path for _place, path in template_paths(step.own)]
    paths += [path for text in step.own.get("context_keys") or () if (path := path_of(text))]
    return [str(path[1]) for path in paths if path[0] == "steps" and len(path) > 1]


def _place_of_output(step: PlanStep, output: Any) -> Place | None:
    if step.kind != "db_query" or not isinstance(output, Mapping):
        return None
    keys = [output.get("id")] if step.own.get("operation") in _ONE_RECORD else output.get("ids") or []
    return (str(step.own.get("model")), str(keys[0])) if len(keys) == 1 and keys[0] is not None else None


def _place_of_trigger(run: Run) -> Iterator[Place]:
    kind = catalogue.get(f"{run.workflow.trigger_module}.{run.workflow.trigger_event}")
    key = run.trigger_payload.get("id")
    if kind is not None and kind.of is not None and isinstance(key, str):
        yield kind.of, key


def _output_of(work: Work, name: str) -> Any:
    return work.environment["steps"].get(name, {}).get("output")

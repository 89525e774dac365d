"""Dry runs: the run that a workflow would make, walked through in a transaction that is rolled back in any case.

What a step writes is there for the steps behind it, and gone afterwards: rows, events, numbers, what was to follow a
commit. Nobody is told of the events meanwhile, so no other workflow begins. It holds no lock for long: a record that
somebody else holds is not waited for, and the whole is cut off after some seconds.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils.translation import gettext as _

from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.services import history_written
from nessos.kernel import clock
from nessos.kernel.context import current, trace_ensure
from ops.workflows.batches import condition_ask
from ops.workflows.checking import definition_check
from ops.workflows.claim import Claimed
from ops.workflows.deciding import Fate
from ops.workflows.environments import environment_make
from ops.workflows.errors import NoSteps, RehearsalBlocked, WorkflowInvalid
from ops.workflows.executing.guarding import work_guard
from ops.workflows.executing.kinds import kinds
from ops.workflows.executing.outcomes import Completed, Failed, Outcome, Postponed, Skipped, Work
from ops.workflows.matching import start_make
from ops.workflows.models import Run, Step, Version, Workflow
from ops.workflows.plan import Plan, PlanStep, plan_make
from ops.workflows.repeating import decidable_decide
from ops.workflows.selectors import step_missing_read
from ops.workflows.services import version_newest
from ops.workflows.would import would_tell

Status = Step.Status
#: Of the whole, in seconds: it is a person who waits for it, and rows that are locked by it.
LONGEST = 10.0
_LIMITS = "SELECT set_config('statement_timeout', '5000', true), set_config('lock_timeout', '250', true)"


@dataclass
class Rehearsal:
    plan: Plan
    run: Run
    event: ModuleEvent | None
    fates: dict[str, Fate] = field(default_factory=dict)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)


def run_rehearse(
    *, workflow: Workflow, payload: Mapping[str, Any] | None = None, event: ModuleEvent | None = None
) -> dict[str, Any]:
    """The run of the newest version, draft included, for this event or by hand.

    Each step also has what it ``would`` do. Raises WorkflowInvalid where the draft has faults.
    """
    version = version_newest(workflow)
    if version is None:
        raise NoSteps(slug=workflow.slug)
    if version.published_at is None:
        _draft_check(workflow, version)
    run = _run_make(workflow, version, dict(payload or {}) if event is None else event.payload, event)
    rehearsal = Rehearsal(plan=plan_make(version.pk, version.steps), run=run, event=event)
    trigger = _trigger_read(workflow, version, rehearsal)
    with transaction.atomic(), history_written():
        try:
            if not run.error:
                _walk(rehearsal)
        finally:
            transaction.set_rollback(True)
    return {**_run_read(rehearsal), "trigger": trigger}


def _draft_check(workflow: Workflow, version: Version) -> None:
    """Anew: what a draft names may have come or gone since it was saved."""
    trigger = (workflow.trigger_module, workflow.trigger_event, workflow.trigger_condition)
    if errors := definition_check(version.steps, *trigger):
        raise WorkflowInvalid(slug=workflow.slug, errors=errors)


def _run_make(
    workflow: Workflow, version: Version, payload: dict[str, Any], event: ModuleEvent | None
) -> Run:
    return Run(
        workflow=workflow,
        version=version,
        event_id=None if event is None else event.pk,
        trigger_payload=payload,
        trace_id=trace_ensure() if event is None else event.trace_id,
        depth=current().depth if event is None else event.depth,
        started_at=clock.now(),
        status=Run.Status.RUNNING,
    )


def _trigger_read(workflow: Workflow, version: Version, rehearsal: Rehearsal) -> dict[str, Any]:
    """Whether the event would start it at all; a fault in its condition fails the run."""
    event = rehearsal.event
    if event is None:
        return {"starts": True, "reason": _("By hand: neither the trigger nor its condition is asked.")}
    wanted = f"{workflow.trigger_module}.{workflow.trigger_event}".strip(".")
    if event.name != wanted:
        reason = _("It waits for %(wanted)s, and this is %(given)s.")
        return {
            "starts": False,
            "reason": reason % {"wanted": wanted or _("nothing: it runs only by hand"), "given": event.name},
        }
    start = start_make(event, workflow.pk, version.pk, workflow.trigger_condition)
    if start is None:
        reason = _("The trigger's condition is false for this event: %(condition)s")
        return {"starts": False, "reason": reason % {"condition": workflow.trigger_condition}}
    if start.error:
        rehearsal.run.status, rehearsal.run.ended_at = Run.Status.FAILED, rehearsal.run.started_at
        rehearsal.run.error = start.error
    if not workflow.is_active:
        return {"starts": False, "reason": _("The workflow is switched off.")}
    return {"starts": True, "reason": _("The event triggers it.")}


def _walk(rehearsal: Rehearsal) -> None:
    """Each step is decided when all before it are, so what is decided grows under the loop."""
    run, until = rehearsal.run, time.monotonic() + LONGEST
    for decision in decidable_decide(rehearsal.plan, rehearsal.fates):
        step = decision.step
        if decision.skipped_by:
            rehearsal.shown[step.name] = _shown(step, status=Status.SKIPPED, reason=decision.reason)
            continue
        if time.monotonic() > until:
            sentence = _("The dry run was stopped after %(seconds)g s, before the step “%(step)s”.")
            run.error = sentence % {"seconds": LONGEST, "step": step.name}
            return
        work = _work_make(rehearsal, step)
        outcome = _step_do(work)
        _outcome_note(rehearsal, work, outcome)
        if isinstance(outcome, Failed) and not step.goes_on:
            sentence = _("The step “%(step)s” failed: %(error)s")
            run.error = sentence % {"step": step.name, "error": outcome.error}
            run.status, run.ended_at = Run.Status.FAILED, clock.now()
            return
    is_whole = all(fate.is_decided for fate in rehearsal.fates.values())
    if is_whole and len(rehearsal.fates) == len(rehearsal.plan.steps):
        run.status, run.ended_at = Run.Status.COMPLETED, clock.now()
    else:
        run.status = Run.Status.WAITING


def _work_make(rehearsal: Rehearsal, step: PlanStep) -> Work:
    run, now = rehearsal.run, clock.now()
    claimed = Claimed(
        id=0,
        run_id=run.pk,
        name=step.name,
        status=Status.SCHEDULED,
        attempt=0,
        generation=0,
        due_at=now,
        started_at=None,
        input=None,
        version_id=run.version_id,
        event_id=run.event_id,
        run_status=run.status,
        payload=run.trigger_payload,
        trace_id=run.trace_id,
        depth=run.depth,
        run_started_at=run.started_at,
    )
    environment = environment_make(
        step, claimed, plan=rehearsal.plan, fates=rehearsal.fates, event=rehearsal.event
    )
    return Work(claimed=claimed, step=step, environment=environment, now=now)


def _step_do(work: Work) -> Outcome:
    if (refused := condition_ask(work)) is not None:
        return refused
    kind = kinds.get(work.step.kind)
    if kind is None:
        return Postponed(until=work.now, waiting_for="program")
    with connection.cursor() as cursor:  # each time: a step with a time limit of its own takes ours away
        cursor.execute(_LIMITS)
    outcome = work_guard(work, kind.rehearse)
    if isinstance(outcome, Postponed) and outcome.waiting_for == "lock":
        raise RehearsalBlocked(step=work.step.name)
    return outcome


def _outcome_note(rehearsal: Rehearsal, work: Work, outcome: Outcome) -> None:
    step, now = work.step, clock.now()
    given: dict[str, Any] = {
        "attempt": 1,
        "input": _plain(work.input),
        "started_at": work.now,
        "ended_at": now,
    }
    match outcome:
        case Completed(output=output):
            given |= {"status": Status.COMPLETED, "output": _plain(output)}
        case Skipped(reason=reason, output=output):
            given |= {"status": Status.SKIPPED, "reason": reason, "output": _plain(output), "attempt": 0}
        case Failed(error=error, reason=reason):
            given |= {"status": Status.FAILED, "error": error, "reason": reason}
        case _:
            waiting_for = getattr(outcome, "waiting_for", "")
            given |= {"status": Status.WAITING, "waiting_for": waiting_for, "ended_at": None}
    skipped_by = Step.SkippedBy.CONDITION if isinstance(outcome, Skipped) else ""
    rehearsal.fates[step.name] = Fate(given["status"], skipped_by, given.get("output"))
    would = "" if isinstance(outcome, Skipped) else would_tell(work, given.get("output"))
    rehearsal.shown[step.name] = _shown(step, **given, would=would)


def _shown(step: PlanStep, **given: Any) -> dict[str, Any]:
    missing = step_missing_read(step, Run())
    return {**missing, "would": "", **{key: _word(value) for key, value in given.items()}}


def _run_read(rehearsal: Rehearsal) -> dict[str, Any]:
    run = rehearsal.run
    return {
        "id": None,
        "workflow": run.workflow.slug,
        "version": run.version.number,
        "status": _word(run.status),
        "trigger_payload": run.trigger_payload,
        "event": None if run.event_id is None else str(run.event_id),
        "trace_id": run.trace_id,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "error": run.error,
        "steps": [
            rehearsal.shown.get(name) or {**step_missing_read(step, run), "would": ""}
            for name, step in rehearsal.plan.steps.items()
        ],
    }


def _word(value: Any) -> Any:
    return value.value if isinstance(value, Status | Run.Status) else value


def _plain(value: Any) -> Any:
    """As it would come back from the database."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))

"""A run goes on after its end: what failed or was cancelled is opened again, and so is what a person wants repeated.

Finished steps stand as they are. What runs again is undecided once more, in a new generation, and everything behind it
too; then whatever can be decided is decided at once, out of the same rules as the first time, and the rest follows in
the engine. So joins stay exact, and gates are asked anew.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from nessos.kernel import clock
from ops.workflows.deciding import Decision, Fate, step_decide
from ops.workflows.effects import effects_find
from ops.workflows.errors import (
    EffectsRepeated,
    NoSuchStep,
    NothingToRetry,
    RunCancelled,
    RunOpen,
    StepsUnknown,
    WorkflowArchived,
)
from ops.workflows.models import BatchMark, Run, Step
from ops.workflows.plan import Plan, plan_find
from ops.workflows.recording import NewStep, steps_insert
from ops.workflows.waking import workers_wake
from ops.workflows.wording import choices_tell

Status = Step.Status
Made = Mapping[str, Step]


@transaction.atomic
def run_retry(*, run: Run, from_step: str | None = None, repeat_effects: bool = False) -> Run:
    """Let a failed run go on, or repeat an ended one from this step.

    Raises a ConflictError that says why not, EffectsRepeated with the list of effects, or NoSuchStep.
    """
    locked = Run.objects.select_for_update(of=("self",)).select_related("workflow").get(pk=run.pk)
    plan = plan_find(locked.version_id)
    made = {step.name: step for step in locked.steps.select_for_update().order_by("id")}
    _retry_check(locked, plan, made, from_step)
    repeated = set() if from_step is None else steps_behind(plan, [from_step])
    again = steps_behind(plan, _unfinished_find(plan, made)) | repeated
    _steps_open([made[name] for name in again if name in made], repeated, is_agreed=repeat_effects)
    kept = {name: step for name, step in made.items() if name not in again}
    _run_go_on(locked, plan, kept, clock.now())
    return locked


def steps_behind(plan: Plan, names: Iterable[str]) -> set[str]:
    """These, and every step that is decided after one of them."""
    waiting = list(names)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += plan.graph.dependants[name]
    return found


def _unfinished_find(plan: Plan, made: Made) -> list[str]:
    return [name for name in plan.steps if name not in made or _is_unfinished(plan, name, made[name].status)]


def _is_unfinished(plan: Plan, name: str, status: str) -> bool:
    """A failure that counts as done is finished; what is still being done outside is left to its end."""
    if status == Status.FAILED:
        return not plan.steps[name].goes_on
    return status not in (Status.COMPLETED, Status.SKIPPED, Status.RUNNING)


def _retry_check(run: Run, plan: Plan, made: Made, from_step: str | None) -> None:
    if run.ended_at is None:
        raise RunOpen(run=run.pk, status=run.get_status_display())
    if run.status == Run.Status.CANCELLED:
        raise RunCancelled(run=run.pk)
    if run.workflow.archived_at is not None:
        raise WorkflowArchived(slug=run.workflow.slug)
    if from_step is not None and from_step not in plan.steps:
        raise NoSuchStep(field="from_step", step=from_step, choices=choices_tell(plan.steps))
    if run.status == Run.Status.COMPLETED and from_step is None:
        raise NothingToRetry(run=run.pk)
    unknown = [name for name, step in made.items() if step.status == Status.UNKNOWN]
    if unknown:
        raise StepsUnknown(run=run.pk, steps=", ".join(unknown))


def _steps_open(steps: Collection[Step], repeated: Collection[str], *, is_agreed: bool) -> None:
    """What was cancelled while it was being done outside waits for that same attempt again; the rest begins anew."""
    effects = effects_find(steps)
    resumed = {
        effect.step.pk
        for effect in effects
        if effect.step.status == Status.CANCELLED and effect.step.name not in repeated
    }
    twice = [effect for effect in effects if effect.step.pk not in resumed]
    if twice and not is_agreed:
        names = [f"{effect.step.name} ({effect.errand.name})" for effect in twice]
        raise EffectsRepeated(effects=names, errors=[effect.fault_tell() for effect in twice])
    ids = [step.pk for step in steps]
    undecided = {"status": Status.PENDING, "error": "", "reason": "", "skipped_by": "", "ended_at": None}
    rows = Step.objects.filter(pk__in=ids)
    rows.filter(pk__in=resumed).update(**undecided, attempt=F("attempt") - 1)
    rows.exclude(pk__in=resumed).update(
        **undecided, generation=F("generation") + 1, attempt=0, input=None, output=None, started_at=None
    )
    # The deaths of workers that were counted are forgiven: else it would be given up before it was tried.
    BatchMark.objects.filter(step_ids__overlap=ids).delete()


def _run_go_on(run: Run, plan: Plan, kept: Made, now: datetime) -> None:
    fates = {name: Fate(step.status, step.skipped_by, step.output) for name, step in kept.items()}
    ends = {name: step.ended_at or now for name, step in kept.items()}
    new = []
    for decision in decidable_decide(plan, fates):
        step = _step_make(run, decision, ends, now)
        ends[step.name] = step.ended_at or now
        new.append(step)
    steps_insert(new)
    is_over = len(fates) == len(plan.steps) and all(fate.is_decided for fate in fates.values())
    is_due = any(step.due_at is not None and step.due_at <= now for step in new)
    if is_over:
        run.status, run.ended_at = Run.Status.COMPLETED, now
    else:
        run.status, run.ended_at = Run.Status.RUNNING if is_due else Run.Status.WAITING, None
        workers_wake()
    run.error = ""
    run.save(update_fields=["status", "ended_at", "error"])


def decidable_decide(plan: Plan, fates: dict[str, Fate]) -> Iterator[Decision]:
    """Decide every step whose dependencies are all decided; ``fates`` grows by what is."""
    for name in plan.graph.order:
        if name in fates:
            continue
        step = plan.steps[name]
        if not all(each in fates and fates[each].is_decided for each in step.node.dependencies):
            continue
        decision = step_decide(plan, step, fates)
        fates[name] = Fate(Status.SKIPPED if decision.skipped_by else Status.SCHEDULED, decision.skipped_by)
        yield decision


def _step_make(run: Run, decision: Decision, ends: Mapping[str, datetime], now: datetime) -> NewStep:
    """A delay counts from when what came before was over, so what has waited already need not wait anew."""
    step, is_skipped = decision.step, bool(decision.skipped_by)
    since = _latest((ends[name] for name in step.node.dependencies), default=run.started_at)
    due_at = max(now, since + timedelta(seconds=step.delay_seconds))
    return NewStep(
        run_id=run.pk,
        position=step.position,
        name=step.name,
        kind=step.kind,
        status=Status.SKIPPED if is_skipped else Status.SCHEDULED,
        due_at=None if is_skipped else due_at,
        waiting_for="delay" if due_at > now and not is_skipped else "",
        reason=decision.reason,
        skipped_by=decision.skipped_by,
        ended_at=now if is_skipped else None,
    )


def _latest(moments: Iterable[datetime], default: datetime) -> datetime:
    return max(moments, default=default)

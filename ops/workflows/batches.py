"""A batch inside its transaction: do the steps that were claimed, note how it went, schedule what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from nessos.eventlog.models import ModuleEvent
from nessos.kernel.crashpoints import crashpoint
from ops.workflows.claim import Claimed
from ops.workflows.deciding import Decision, Fate, followers_decide
from ops.workflows.environments import environment_make
from ops.workflows.executing.kinds import kinds
from ops.workflows.executing.outcomes import (
    Completed,
    Failed,
    Outcome,
    Postponed,
    Running,
    Skipped,
    Unknown,
    Waiting,
    Work,
)
from ops.workflows.expressions import ExpressionError
from ops.workflows.models import Run, Step
from ops.workflows.plan import Plan, PlanStep, plan_find
from ops.workflows.recording import (
    NewStep,
    RunNote,
    RunState,
    StepNote,
    open_steps_cancel,
    runs_note,
    states_read,
    steps_insert,
    steps_note,
)
from ops.workflows.retrying import pause_after

Status = Step.Status
#: A kind of step, or what a step names, that this worker does not know: half a deploy. Another, or a later one, does.
UNKNOWN_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Record:
    """What a batch came to, still to be written."""

    notes: Sequence[StepNote]
    following: Sequence[NewStep]
    run_notes: Sequence[RunNote]
    #: How many steps it leaves that are due at once.
    left: int


def batch_work(claimed: Sequence[Claimed], now: datetime, *, is_alone: bool = False) -> Record:
    states = states_read([each.run_id for each in claimed])
    works = _works_make(claimed, states, now)
    for work in works:
        work.is_alone = is_alone
    outcomes = _works_do(works)
    crashpoint("engine.effects")
    return _record_make(works, outcomes, states, now)


def claimed_fail(claimed: Claimed, failed: Failed, now: datetime) -> Record:
    """The step as failed, without doing it."""
    states = states_read([claimed.run_id])
    work = Work(
        claimed=claimed,
        step=_step_of(claimed),
        environment=environment_make(_step_of(claimed), claimed),
        now=now,
    )
    return _record_make([work], [failed], states, now)


def record_write(record: Record, now: datetime) -> None:
    """Asks for no answer, so that it can be sent together with the commit."""
    steps_note(record.notes)
    steps_insert(record.following)
    runs_note(record.run_notes)
    if failed := [note.id for note in record.run_notes if note.status == Run.Status.FAILED]:
        open_steps_cancel(failed, now)


def _works_make(claimed: Sequence[Claimed], states: dict[UUID, RunState], now: datetime) -> list[Work]:
    events = _events_read(claimed)
    found = []
    for each in claimed:
        plan, step = plan_find(each.version_id), _step_of(each)
        event = None if each.event_id is None else events.get(each.event_id)
        environment = environment_make(step, each, plan=plan, fates=states[each.run_id].fates, event=event)
        found.append(Work(claimed=each, step=step, environment=environment, now=now, input=each.input))
    return found


def _events_read(claimed: Sequence[Claimed]) -> dict[UUID, ModuleEvent]:
    """Of the steps that read it."""
    read = {
        each.event_id for each in claimed if each.event_id is not None and "event" in _step_of(each).names
    }
    return ModuleEvent.objects.in_bulk(read) if read else {}


def _step_of(claimed: Claimed) -> PlanStep:
    return plan_find(claimed.version_id).steps[claimed.name]


def _works_do(works: Sequence[Work]) -> list[Outcome]:
    outcomes: dict[int, Outcome] = {}
    by_kind: dict[str, list[Work]] = {}
    for work in works:
        if (refused := condition_ask(work)) is not None:
            outcomes[work.claimed.id] = refused
        elif work.step.unknown is not None:
            outcomes[work.claimed.id] = _put_off(work)
        else:
            by_kind.setdefault(work.step.kind, []).append(work)
    for kind in sorted(by_kind):
        group = by_kind[kind]
        for work, outcome in zip(group, _kind_do(kind, group), strict=True):
            outcomes[work.claimed.id] = outcome
    return [outcomes[work.claimed.id] for work in works]


def condition_ask(work: Work) -> Outcome | None:
    """Before it begins, and not again when it is repeated; None: go on."""
    condition = work.step.condition
    if condition is None or work.claimed.attempt:
        return None
    try:
        if condition.holds(work.environment):
            return None
        kind = kinds.get(work.step.kind)
        output = None if kind is None else kind.skip(work)
    except ExpressionError as error:
        return Failed(error=str(error))
    reason = _("Its condition was false: %(condition)s") % {"condition": condition.text}
    return Skipped(reason=reason, output=output)


def _kind_do(kind: str, works: list[Work]) -> list[Outcome]:
    if (found := kinds.get(kind)) is not None:
        return found.do(works)
    return [_put_off(work) for work in works]


def _put_off(work: Work) -> Postponed:
    return Postponed(until=work.now + UNKNOWN_PAUSE, waiting_for="program")


def _record_make(
    works: Sequence[Work], outcomes: Sequence[Outcome], states: dict[UUID, RunState], now: datetime
) -> Record:
    notes = [_note_make(work, outcome) for work, outcome in zip(works, outcomes, strict=True)]
    by_run: dict[UUID, list[tuple[Work, StepNote]]] = {}
    for work, note in zip(works, notes, strict=True):
        by_run.setdefault(work.claimed.run_id, []).append((work, note))
    following: list[NewStep] = []
    run_notes: list[RunNote] = []
    for run_id, done in by_run.items():
        error = _fates_note(states[run_id], done)
        if not error:
            following += _follow(states[run_id], done, now)
        if (note_of_run := _run_settle(done[0][0], states[run_id], error, now)) is not None:
            run_notes.append(note_of_run)
    moments = [*(note.due_at for note in notes), *(step.due_at for step in following)]
    left = sum(moment is not None and moment <= now for moment in moments)
    return Record(notes, following, run_notes, left)


def _note_make(work: Work, outcome: Outcome) -> StepNote:
    """The step's new columns; an attempt counts from its beginning, and what was postponed never began."""
    claimed, now = work.claimed, work.now
    begins = work.is_first_look and not isinstance(outcome, Postponed | Skipped)
    note = StepNote(
        id=claimed.id,
        status=claimed.status,
        attempt=claimed.attempt + begins,
        started_at=claimed.started_at or (now if begins else None),
        input=work.input,
    )
    match outcome:
        case Completed(output=output):
            note.status, note.output, note.ended_at = Status.COMPLETED, output, now
        case Skipped(reason=reason, output=output):
            note.status, note.reason, note.output, note.ended_at = Status.SKIPPED, reason, output, now
            note.skipped_by = Step.SkippedBy.CONDITION
        case Waiting(until=until, waiting_for=what):
            note.status, note.due_at, note.waiting_for = Status.WAITING, until, what
        case Running(waiting_for=what):
            note.status, note.waiting_for = Status.RUNNING, what
        case Unknown(error=error, waiting_for=what):
            note.status, note.error, note.waiting_for = Status.UNKNOWN, error, what
        case Postponed(until=until, waiting_for=what):
            note.due_at, note.waiting_for = until, what
        case Failed():
            _failure_note(note, work, outcome)
    return note


def _failure_note(note: StepNote, work: Work, failed: Failed) -> None:
    note.error, note.reason = failed.error, failed.reason
    if not failed.is_final and note.attempt <= work.step.retries:
        note.status, note.waiting_for = Status.RETRYING, "retry"
        pause = pause_after(note.attempt, work.step.retry_delay_seconds)
        note.due_at = work.now + max(pause, timedelta(seconds=failed.retry_in or 0.0))
        note.input = None  # worked out anew, from the data as it is then
    else:
        note.status, note.ended_at = Status.FAILED, work.now


def _fates_note(state: RunState, done: list[tuple[Work, StepNote]]) -> str:
    """Take the outcomes into the run's state; answers why the run fails, if it does."""
    error = ""
    for work, note in done:
        name = work.step.name
        state.fates[name] = Fate(note.status, note.skipped_by, note.output)
        if not state.fates[name].is_decided:
            state.open[name] = note.due_at
            continue
        state.open.pop(name, None)
        if note.status == Status.FAILED and not work.step.goes_on and not error:
            error = _("The step “%(step)s” failed: %(error)s") % {"step": name, "error": note.error}
    return error


def _follow(state: RunState, done: list[tuple[Work, StepNote]], now: datetime) -> list[NewStep]:
    claimed = done[0][0].claimed
    changed = [work.step.name for work, _note in done if state.fates[work.step.name].is_decided]
    plan = plan_find(claimed.version_id)
    found = []
    for decision in followers_decide(plan, state.fates, changed):
        step = _new_step_make(claimed.run_id, decision, now)
        if step.due_at is not None:
            state.open[step.name] = step.due_at
        found.append(step)
    return found


def _new_step_make(run_id: UUID, decision: Decision, now: datetime) -> NewStep:
    step, is_skipped = decision.step, bool(decision.skipped_by)
    return NewStep(
        run_id=run_id,
        position=step.position,
        name=step.name,
        kind=step.kind,
        status=Status.SKIPPED if is_skipped else Status.SCHEDULED,
        due_at=None if is_skipped else now + timedelta(seconds=step.delay_seconds),
        waiting_for="delay" if step.delay_seconds and not is_skipped else "",
        reason=decision.reason,
        skipped_by=decision.skipped_by,
        ended_at=now if is_skipped else None,
    )


def _run_settle(work: Work, state: RunState, error: str, now: datetime) -> RunNote | None:
    """What the run is now; None: what it was."""
    claimed = work.claimed
    plan: Plan = plan_find(claimed.version_id)
    if error:
        return RunNote(id=claimed.run_id, status=Run.Status.FAILED, ended_at=now, error=error)
    if not state.open and len(state.fates) == len(plan.steps):
        return RunNote(id=claimed.run_id, status=Run.Status.COMPLETED, ended_at=now, error="")
    waits = all(due_at is None or due_at > now for due_at in state.open.values())
    status = Run.Status.WAITING if waits else Run.Status.RUNNING
    return (
        RunNote(id=claimed.run_id, status=status, ended_at=None, error="")
        if status != claimed.run_status
        else None
    )

"""Writing down what became of an errand, by whoever holds its fence; its step is woken, and nothing else.

Lock order as everywhere: the run, its step, then the errand.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nessos.kernel import clock
from nessos.kernel.crashpoints import crashpoint
from ops.workflows.errands.claiming import Given
from ops.workflows.errands.keys import errand_key
from ops.workflows.errands.pauses import moment_in
from ops.workflows.errands.performers import Done, performers
from ops.workflows.errands.verdicts import Again, NotDone, Untold, Verdict
from ops.workflows.errands.waking import errands_wake
from ops.workflows.models import Errand, Run, Step
from ops.workflows.waking import workers_wake

Status = Errand.Status
_WITHOUT_LEASE: dict[str, Any] = {"lease_by": None, "lease_until": None, "look_up_at": None}


@transaction.atomic
def errands_settle(told: Sequence[tuple[Given, Verdict]]) -> list[bool]:
    """Several in one transaction, as ``errand_settle``: all of them, or none. The runs are locked in one order."""
    order = sorted(range(len(told)), key=lambda place: told[place][0].run_id)
    settled = {place: _settle(*told[place], is_lost=False) for place in order}
    crashpoint("errand.settling")
    return [settled[place] for place in range(len(told))]


@transaction.atomic
def errand_settle(given: Given, verdict: Verdict, *, is_lost: bool = False) -> bool:
    """False, and nothing is changed: the errand has passed into other hands, or its outcome is known already.

    ``is_lost``: its worker died, and cannot write any more, should it turn out that it only slept.
    """
    return _settle(given, verdict, is_lost=is_lost)


def _settle(given: Given, verdict: Verdict, *, is_lost: bool) -> bool:
    run, step = run_and_step_lock(given.run_id, given.step_id)
    waits = step is not None and step_waits(step, given.key)
    goes_on = run is not None and run.ended_at is None and waits
    values = _values_of(given, verdict, goes_on=goes_on)
    held = Errand.objects.filter(
        pk=given.id, fence=given.fence, status__in=[Status.PERFORMING, Status.UNKNOWN]
    )
    if is_lost:
        held = held.filter(lease_until__lt=clock.real_now())
        values |= {"fence": given.fence + 1, "deaths": given.deaths + 1}
    if not held.update(**_WITHOUT_LEASE | values):
        return False
    if isinstance(verdict, Done):
        performers[given.kind].recorded(given.key, verdict)
    if step is not None and waits:
        _step_tell(step, values, goes_on=goes_on)
    return True


def run_and_step_lock(run_id: UUID, step_id: int) -> tuple[Run | None, Step | None]:
    run = Run.objects.select_for_update(of=("self",)).only("ended_at").filter(pk=run_id).first()
    step = Step.objects.select_for_update(of=("self",)).filter(pk=step_id).first()
    return run, step


def step_waits(step: Step, key: str) -> bool:
    """For this very attempt, and not for one that a retry of the run has put in its place."""
    return step.status in (Step.Status.RUNNING, Step.Status.UNKNOWN) and key == errand_key(
        run_id=step.run_id, step=step.name, generation=step.generation, attempt=step.attempt
    )


def step_wake(step: Step) -> None:
    """A worker looks at it, and finds how its errand stands."""
    Step.objects.filter(pk=step.pk).update(
        status=Step.Status.RUNNING, due_at=clock.now(), error="", waiting_for=""
    )
    workers_wake()


def step_end(step: Step, values: dict[str, Any]) -> None:
    """In a run that has ended no worker looks at it any more: what is known now is only written down."""
    told = {
        Status.DONE: {"status": Step.Status.COMPLETED, "output": values.get("output"), "error": ""},
        Status.FAILED: {"status": Step.Status.FAILED, "error": values.get("error", "")},
        Status.WITHDRAWN: {"status": Step.Status.CANCELLED, "error": ""},
    }[values["status"]]
    Step.objects.filter(pk=step.pk).update(ended_at=clock.now(), due_at=None, waiting_for="", **told)


def _step_tell(step: Step, values: dict[str, Any], *, goes_on: bool) -> None:
    status = values["status"]
    if status == Status.ASKED:
        Step.objects.filter(pk=step.pk, status=Step.Status.UNKNOWN).update(
            status=Step.Status.RUNNING, error="", waiting_for="outside"
        )
        errands_wake()
    elif status == Status.UNKNOWN:
        is_news = step.status == Step.Status.RUNNING or values["look_up_at"] is None
        if goes_on and is_news and not _is_first_doubt(values):
            step_wake(step)
    elif goes_on:
        step_wake(step)
    else:
        step_end(step, values)


def _is_first_doubt(values: dict[str, Any]) -> bool:
    """It is about to be looked up: the step need not be told of a doubt that may be gone in a moment."""
    return values["look_up_at"] is not None and "look_ups" not in values


def _values_of(given: Given, verdict: Verdict, *, goes_on: bool) -> dict[str, Any]:
    match verdict:
        case Done(output=output, details=details):
            known = {"output": output, "details": details}
            return {"status": Status.DONE, "error": "", "reason": "", **known, **_ended()}
        case NotDone(is_looked_up=True) if not goes_on:
            return _withdrawn()
        case NotDone(error=error, reason=reason, is_final=is_final, retry_in=retry_in):
            details = {"is_final": True} if is_final else {}
            details |= {} if retry_in is None else {"retry_in": retry_in}
            return {"status": Status.FAILED, "error": error, "reason": reason, "details": details, **_ended()}
        case Untold(error=error, look_up_in=seconds, reason=reason, is_look_up=is_look_up):
            look_up_at = None if seconds is None else moment_in(seconds)
            tried = {"look_ups": given.look_ups + 1} if is_look_up else {"reason": reason}
            return {"status": Status.UNKNOWN, "error": error, "look_up_at": look_up_at, **tried}
        case Again() if goes_on:
            return {"status": Status.ASKED, "error": "", "reason": ""}
        case Again():
            return _withdrawn()


def _withdrawn() -> dict[str, Any]:
    sentence = _("It never happened, and nobody waits for it any more.")
    return {"status": Status.WITHDRAWN, "error": sentence, **_ended()}


def _ended() -> dict[str, Any]:
    return {"ended_at": clock.now()}

"""A person says what became of what nobody could tell."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from nessos.kernel import clock
from nessos.kernel.context import current
from ops.workflows.definition.shape import faults_read
from ops.workflows.errands.errors import (
    EndedRunGoesOn,
    NoSuchOutcome,
    NothingAsked,
    NotUnknown,
    OutputUnfit,
)
from ops.workflows.errands.performers import performers
from ops.workflows.errands.settling import run_and_step_lock, step_end, step_waits, step_wake
from ops.workflows.models import Errand, Run, Step
from ops.workflows.waking import workers_wake

Status = Errand.Status
OUTCOMES = ("done", "failed", "again")


@transaction.atomic
def errand_resolve(*, run: Run, step: str, outcome: str, output: dict[str, Any] | None = None) -> Step:
    """``done`` with its output, ``failed`` for good, or ``again``: then it is asked for under a new key.

    Raises NotUnknown, a conflict, for what is known or under way; NothingAsked; OutputUnfit; NoSuchOutcome.
    """
    if outcome not in OUTCOMES:
        raise NoSuchOutcome(outcome=outcome)
    found = Step.objects.filter(run=run, name=step).only("pk").first()
    locked, row = run_and_step_lock(run.pk, 0 if found is None else found.pk)
    errand = None if row is None else row.errands.select_for_update(of=("self",)).order_by("-id").first()
    if locked is None or row is None or errand is None:
        raise NothingAsked(run=run.pk, step=step)
    if errand.status != Status.UNKNOWN:
        raise NotUnknown(run=run.pk, step=step, status=row.get_status_display())
    values = _values_of(errand, locked, row, outcome, output)
    now = clock.now()
    said = {"resolved_as": outcome, "resolved_by": current().actor_id, "resolved_at": now.isoformat()}
    Errand.objects.filter(pk=errand.pk).update(
        **values, fence=errand.fence + 1, look_up_at=None, ended_at=now, details={**errand.details, **said}
        | ({"is_final": True} if outcome == "failed" else {}),
    )  # fmt: skip
    if step_waits(row, errand.key):
        _step_tell(row, values, outcome, is_over=locked.ended_at is not None)
    row.refresh_from_db()
    return row


def _values_of(
    errand: Errand, run: Run, step: Step, outcome: str, output: dict[str, Any] | None
) -> dict[str, Any]:
    if outcome == "done":
        return {"status": Status.DONE, "output": _output_read(errand, output), "error": ""}
    if outcome == "failed":
        return {"status": Status.FAILED, "error": _("A person has found that this did not happen.")}
    if run.ended_at is not None:
        raise EndedRunGoesOn(run=run.pk, step=step.name)
    return {"status": Status.WITHDRAWN}


def _output_read(errand: Errand, output: dict[str, Any] | None) -> dict[str, Any]:
    performer = performers.get(errand.kind)
    offer = None if performer is None else performer.offers.get(errand.name)
    if offer is None:
        return output or {}
    try:
        return offer.output.model_validate(output or {}).model_dump(mode="json")
    except ValidationError as error:
        faults = [{"path": fault.path, "message": fault.message} for fault in faults_read(error, ("output",))]
        raise OutputUnfit(name=errand.name, errors=faults) from error


def _step_tell(step: Step, values: dict[str, Any], outcome: str, *, is_over: bool) -> None:
    if is_over:
        step_end(step, values)
    elif outcome == "again":
        Step.objects.filter(pk=step.pk).update(
            status=Step.Status.RETRYING, generation=step.generation + 1, due_at=clock.now(), input=None, error="",
            waiting_for="retry",
        )  # fmt: skip
        workers_wake()
    else:
        step_wake(step)

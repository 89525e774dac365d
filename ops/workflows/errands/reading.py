"""Reading: what has become of what a step asked for."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ops.workflows.errands.keys import errand_key
from ops.workflows.errands.performers import performers
from ops.workflows.executing.outcomes import Completed, Failed, Outcome, Running, Unknown, Work
from ops.workflows.models import Errand

Status = Errand.Status


def work_key(work: Work) -> str:
    """Of the attempt that this work belongs to."""
    claimed = work.claimed
    return errand_key(
        run_id=claimed.run_id, step=claimed.name, generation=claimed.generation, attempt=work.attempt
    )


def errands_read(works: Sequence[Work]) -> dict[str, Errand]:
    """By key: what these works asked for in their present attempts."""
    return {
        errand.key: errand for errand in Errand.objects.filter(key__in=[work_key(work) for work in works])
    }


def outcome_tell(errand: Errand | None) -> Outcome:
    """At a later look at a step: how its errand stands."""
    if errand is None:
        return Failed(error=_("What this step asked for was removed. Run it again."))
    if errand.status == Status.DONE:
        return Completed(output=errand.output)
    if errand.status == Status.FAILED:
        details = errand.details
        return Failed(
            error=errand.error,
            reason=errand.reason,
            is_final=bool(details.get("is_final")),
            retry_in=details.get("retry_in"),
        )
    if errand.status == Status.WITHDRAWN:
        return Failed(error=_("What this step asked for was withdrawn. Run it again."))
    return _open_tell(errand)


def _open_tell(errand: Errand) -> Outcome:
    """A doubt is told when it was looked up in vain, or cannot be."""
    if errand.status == Status.UNKNOWN and (errand.look_ups or errand.look_up_at is None):
        is_looked_up = errand.look_up_at is not None
        return Unknown(error=errand.error, waiting_for="look_up" if is_looked_up else "person")
    performer = performers.get(errand.kind)
    return Running(waiting_for="outside" if performer is None else performer.waiting_for)

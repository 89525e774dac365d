"""What steps have brought about outside of our database, in their present generation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ops.workflows.errands.keys import errand_key
from ops.workflows.errands.performers import performers
from ops.workflows.models import Errand, Step

_NOTHING_HAPPENED = (Errand.Status.FAILED, Errand.Status.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """That of one attempt: done, being done, or nobody knows."""

    step: Step
    errand: Errand

    def fault_tell(self) -> dict[str, str]:
        is_done = self.errand.status == Errand.Status.DONE
        sentence = (
            _("The step “%(step)s” has done %(effect)s already. It would be done once more.")
            if is_done
            else _("The step “%(step)s” has perhaps done %(effect)s already. It could be done twice.")
        )
        data = {"step": self.step.name, "effect": self.errand.name}
        return {"path": f"steps[{self.step.position}]", "message": sentence % data}


def effects_find(steps: Iterable[Step]) -> list[Effect]:
    """In the order of the document. What may be done any number of times, such as asking an agent, is no effect."""
    by_key = {
        errand_key(run_id=step.run_id, step=step.name, generation=step.generation, attempt=attempt): step
        for step in steps
        for attempt in range(1, step.attempt + 1)
    }
    errands = Errand.objects.filter(key__in=by_key).exclude(status__in=_NOTHING_HAPPENED)
    found = [Effect(step=by_key[each.key], errand=each) for each in errands if _is_outside(each)]
    return sorted(found, key=lambda effect: (effect.step.position, effect.errand.pk))


def _is_outside(errand: Errand) -> bool:
    performer = performers.get(errand.kind)
    return performer is None or not performer.is_repeatable

"""``action``: asked of a squad. What has its effect in our database is done here and now; all else is an errand."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from pydantic import ValidationError

from nessos.kernel.contracts import Contract
from nessos.offers.actions import Action, actions
from ops.workflows.definition.shape import faults_read
from ops.workflows.errands.asking import Ask, errands_ask
from ops.workflows.errands.performers import Commission, Done, LookUp, performer_add
from ops.workflows.errands.reading import errands_read, outcome_tell, work_key
from ops.workflows.errors import StepFault
from ops.workflows.executing.guarding import outcome_of, work_guard, works_guard
from ops.workflows.executing.kinds import kind_add
from ops.workflows.executing.outcomes import Completed, Outcome, Work
from ops.workflows.sampling import sample_make
from ops.workflows.values import value_fill

KIND = "action"


def actions_do(works: Sequence[Work]) -> list[Outcome]:
    """First what was asked for before is read, then what can be done here is done, then all else is asked for."""
    outcomes = _later_looks([work for work in works if not work.is_first_look])
    outside: list[Work] = []
    for work in works:
        if work.is_first_look:
            outcome = _begin(work)
            if outcome is None:
                outside.append(work)
            else:
                outcomes[work.claimed.id] = outcome
    asked = works_guard(outside, [_ask_all], lambda work: _ask_all([work])[0])
    outcomes |= {work.claimed.id: outcome for work, outcome in zip(outside, asked, strict=True)}
    return [outcomes[work.claimed.id] for work in works]


def input_fill(work: Work, action: Action) -> dict[str, Any]:
    """What it is given, as plain JSON that its input takes. Raises StepFault, naming the field."""
    params = value_fill(work.step.document.get("params") or {}, work.environment, place="params")
    filled = action.input_fill(params, work.environment["context"])
    plain: dict[str, Any] = json.loads(json.dumps(filled, cls=DjangoJSONEncoder))
    work.input = plain
    _input_read(action, plain)
    return plain


def _later_looks(works: Sequence[Work]) -> dict[int, Outcome]:
    errands = errands_read(works) if works else {}
    return {work.claimed.id: outcome_tell(errands.get(work_key(work))) for work in works}


def _begin(work: Work) -> Outcome | None:
    """None: its effect is outside, and it may be asked for."""
    try:
        action = _action_of(work)
        input_fill(work, action)
    except Exception as error:  # noqa: BLE001 - told on the step
        return outcome_of(error, work)
    return None if action.outside else work_guard(work, _do_here)


def _do_here(work: Work) -> Outcome:
    action = _action_of(work)
    return Completed(output=_plain(action.perform(_input_read(action, work.input), work_key(work))))


def _ask_all(works: Sequence[Work]) -> list[Outcome]:
    return errands_ask([Ask(work=work, kind=KIND, name=_name_of(work), input=work.input) for work in works])


def _action_of(work: Work) -> Action:
    action = actions.get(_name_of(work))
    if action is None:
        raise StepFault(
            fault=_("No squad of this program has the action %(name)s.") % {"name": _name_of(work)}
        )
    return action


def _name_of(work: Work) -> str:
    return f"{work.step.document['squad']}.{work.step.document['action']}"


def _input_read(action: Action, given: dict[str, Any]) -> Contract:
    try:
        return action.input.model_validate(given)
    except ValidationError as error:
        name = f"{action.squad}.{action.name}"
        told = " ".join(f"{fault.path}: {fault.message}" for fault in faults_read(error, ("params",)))
        raise StepFault(
            fault=_("%(action)s cannot be asked for that: %(faults)s") % {"action": name, "faults": told}
        ) from error


def _plain(output: Contract) -> dict[str, Any]:
    return output.model_dump(mode="json")


def _perform(commission: Commission) -> Done:
    """In an errand's thread."""
    action = actions[commission.name]
    return Done(output=_plain(action.perform(_input_read(action, commission.input), commission.key)))


def _look_up_of(name: str) -> LookUp | None:
    action = actions.get(name)
    found = None if action is None else action.look_up
    if found is None:
        return None

    def look_up(commission: Commission) -> Done | None:
        output = found(commission.key)
        return None if output is None else Done(output=_plain(output))

    return look_up


def _rehearse(work: Work) -> Outcome:
    """What it would be given, and what it would put out: told by itself where it can, else made up by its schema."""
    action = _action_of(work)
    input_fill(work, action)
    return Completed(output=_rehearsed(action, work))


def _rehearsed(action: Action, work: Work) -> dict[str, Any]:
    given = _input_read(action, work.input)
    if action.rehearse is not None:
        return _plain(action.rehearse(given))
    if not action.outside:
        return _plain(action.perform(given, work_key(work)))
    made: dict[str, Any] = sample_make(action.output_schema)
    return made


performer_add(KIND, offers=actions, perform=_perform, look_up_of=_look_up_of)
kind_add("action", do=actions_do, rehearse=_rehearse)

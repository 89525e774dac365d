"""A corrected output has to fit what the step under review puts out, as if that step had put it out itself."""

import json
import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, TypeAdapter, ValidationError

from nessos.offers.actions import actions
from nessos.offers.agents import agents
from nessos.offers.records import RecordOffer, records
from ops.workflows.definition.shape import faults_read
from ops.workflows.expressions import Path
from ops.workflows.faults import Fault
from ops.workflows.models import Approval
from ops.workflows.plan import Plan, PlanStep, plan_find
from ops.workflows.reviews.errors import OutputInvalid
from ops.workflows.reviews.subjects import step_reviewed
from ops.workflows.wording import choices_tell, name_shorten

_FIELD = "output"


def output_read(approval: Approval, output: Any) -> Any:
    """The output as the step under review would have written it. Raises OutputInvalid."""
    plan = plan_find(approval.run.version_id)
    reviewed = step_reviewed(plan, plan.steps[approval.step])
    return output if reviewed is None else _read(plan, *reviewed, output)


def _read(plan: Plan, step: PlanStep, path: Path, output: Any) -> Any:
    """What nobody declared (a name that is gone, a value from outside) is taken as it is."""
    match step.kind:
        case "human_review" if path[:1] == (_FIELD,):
            reviewed = step_reviewed(plan, step)
            return output if reviewed is None else _read(plan, reviewed[0], reviewed[1] + path[1:], output)
        case "ai_agent":
            found = agents.get(str(step.own.get("agent")))
            return output if found is None else _by_type(_type_at(found.output, path), output)
        case "action":
            action = actions.find(str(step.own.get("squad")), str(step.own.get("action")))
            return output if action is None else _by_type(_type_at(action.output, path), output)
        case "db_query" if not path and step.own.get("operation") in ("get", "create"):
            offer = records.get(str(step.own.get("model")))
            return output if offer is None else _by_record(offer, output)
    return output


def _by_type(kind: Any, output: Any) -> Any:
    """Strictly: a number that was written as a text was a slip, and would be another value downstream."""
    if kind is Any:
        return output
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    try:
        value = adapter.validate_json(json.dumps(output), strict=True)
    except ValidationError as error:
        raise OutputInvalid(faults=_faults_tell(error)) from error
    return adapter.dump_python(value, mode="json")


def _faults_tell(error: ValidationError) -> list[Fault]:
    """In the sentences that a definition's faults are told in, but for the one that speaks of a step."""
    found = []
    for fault, item in zip(faults_read(error, (_FIELD,)), error.errors(), strict=True):
        is_unknown = item["type"] == "extra_forbidden"
        message = _("There is no such field here. Remove it, or correct its name.")
        found.append(Fault(location=fault.location, message=message) if is_unknown else fault)
    return found


def _by_record(offer: RecordOffer, output: Any) -> Any:
    if not isinstance(output, Mapping):
        raise OutputInvalid(faults=[Fault(location=(_FIELD,), message=_("Give an object."))])
    faults = []
    for name in (*offer.fields, *(name for name in output if name not in offer.fields)):
        if name not in offer.fields:
            sentence = _("There is no field “%(name)s”. %(choices)s")
            message = sentence % {"name": name_shorten(name), "choices": choices_tell(offer.fields)}
            faults.append(Fault(location=(_FIELD, name), message=message))
        elif name not in output:
            faults.append(Fault(location=(_FIELD, name), message=_("This is missing. Add it.")))
        elif fault := offer.fields[name].fault_of(output[name], is_written=False):
            faults.append(Fault(location=(_FIELD, name), message=fault))
    if faults:
        raise OutputInvalid(faults=faults)
    return dict(output)


def _type_at(kind: Any, path: Path) -> Any:
    """What is declared at the end of a path; ``Any`` where nothing is."""
    for key in path:
        kind = _type_inside(_bare(kind), key)
    return kind


def _type_inside(kind: Any, key: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(key))
        if field is None:
            return Any
        return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    arguments = get_args(kind)
    if get_origin(kind) in (list, tuple) and isinstance(key, int) and arguments:
        return arguments[0]
    if get_origin(kind) is dict and isinstance(key, str) and len(arguments) == 2:
        return arguments[1]
    return Any


def _bare(kind: Any) -> Any:
    """Without what is said beside it, and without the null that it may be instead."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, types.UnionType):
        kinds = [each for each in get_args(kind) if each is not type(None)]
        return _bare(kinds[0]) if len(kinds) == 1 else Any
    return kind

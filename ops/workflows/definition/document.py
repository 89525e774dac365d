"""The steps document as a whole: read with all its faults, loaded, and described."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError as RefusedText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from nessos.kernel.errors import NessosError
from nessos.kernel.text import text_validate
from ops.workflows.definition.kinds import step_kinds
from ops.workflows.definition.shape import faults_read
from ops.workflows.definition.step import Step, unread
from ops.workflows.faults import Fault, Location
from ops.workflows.wording import choices_tell

MOST_STEPS = 500
#: What a step is that has a squad and says no type.
_SQUADS = "action"


class DefinitionError(NessosError):
    """A stored definition cannot be read, for instance because a kind of step is not deployed here."""

    code = "definition"
    sentence = gettext_lazy("%(path)s of this workflow cannot be read: %(message)s")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(path=faults[0].path, message=faults[0].message)
        self.errors = list(faults)


@dataclass(frozen=True, kw_only=True)
class StepRead:
    """A step of a document, with the fields of it that could not be read; they are empty in ``step``."""

    step: Step
    broken: frozenset[str]


def steps_read(document: Any) -> tuple[list[StepRead], list[Fault]]:
    """Each step as far as it can be read, and everything that is wrong with the shape of all of them."""
    if not isinstance(document, list):
        return [], [Fault(location=("steps",), message=_("Give the steps as a list."))]
    if not document:
        return [], [Fault(location=("steps",), message=_("There is no step. Add one."))]
    if len(document) > MOST_STEPS:
        sentence = _("There are %(count)d steps, more than %(most)d. Split the workflow into several.")
        message = sentence % {"count": len(document), "most": MOST_STEPS}
        return [], [Fault(location=("steps",), message=message)]
    found: list[StepRead] = []
    faults: list[Fault] = []
    for index, raw in enumerate(document):
        read, wrong = _step_read(raw, ("steps", index))
        found.append(read)
        faults += wrong
    return found, faults


def steps_load(document: Any) -> tuple[Step, ...]:
    """The steps of a version that was found right when it was saved. Raises DefinitionError."""
    found, faults = steps_read(document)
    if faults:
        raise DefinitionError(faults)
    return tuple(read.step for read in found)


def document_schema() -> dict[str, Any]:
    """The JSON Schema of the steps document, with titles in the reader's language."""
    kinds = step_kinds()
    references, definitions = models_json_schema(
        [(kind.model, "validation") for kind in kinds], ref_template="#/$defs/{model}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _("Steps"),
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_STEPS,
        "items": {"oneOf": [references[kind.model, "validation"] for kind in kinds]},
        "$defs": definitions["$defs"],
    }


def _step_read(raw: Any, location: Location) -> tuple[StepRead, list[Fault]]:
    if fault := _unreadable(raw):
        return _nothing(), [Fault(location=location, message=fault)]
    given = dict(raw)
    if given.get("type") is None:
        given.pop("type", None)
        if "squad" in given:
            given["type"] = _SQUADS
    kind = step_kinds().get(given["type"]) if isinstance(given.get("type"), str) else None
    if kind is None:
        return _unknown_read(given, location)
    try:
        return StepRead(step=kind.model.model_validate(given), broken=frozenset()), []
    except ValidationError as error:
        return _broken_read(kind.model, given, error), faults_read(error, location)


def _unreadable(raw: Any) -> str | None:
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        return _("Give a step as an object.")
    try:
        text_validate(dict(raw))
    except RefusedText as error:
        return " ".join(error.messages)
    return None


def _nothing() -> StepRead:
    return StepRead(step=unread(Step, {}), broken=frozenset(Step.model_fields))


def _unknown_read(given: dict[str, Any], location: Location) -> tuple[StepRead, list[Fault]]:
    """What all kinds have in common can be looked at; the rest is left alone."""
    names = choices_tell(step_kinds().names())
    sentence = (
        _("There is no such kind of step. %(choices)s")
        if "type" in given
        else _("Say which kind of step this is. %(choices)s")
    )
    faults = [Fault(location=(*location, "type"), message=sentence % {"choices": names})]
    common = {key: value for key, value in given.items() if key in Step.model_fields}
    try:
        step = Step.model_validate(common)
    except ValidationError as error:
        read = _broken_read(Step, common, error)
        return StepRead(step=read.step, broken=read.broken | {"type"}), faults + faults_read(error, location)
    return StepRead(step=step, broken=frozenset({"type"})), faults


def _broken_read(model: type[Step], given: Mapping[str, Any], error: ValidationError) -> StepRead:
    broken = frozenset(str(item["loc"][0]) for item in error.errors(include_url=False, include_input=False))
    sound = {key: value for key, value in given.items() if key in model.model_fields and key not in broken}
    if isinstance(sound.get("depends_on"), str):
        sound["depends_on"] = [sound["depends_on"]]
    return StepRead(step=unread(model, sound), broken=broken)

"""What starts a workflow."""

from typing import Any

from django.utils.translation import gettext as _

from nessos.eventlog.catalogue import AnyFacts, type_find
from nessos.eventlog.errors import UnknownEventTypeError
from ops.workflows.expressions import Expression, NotAllowedError
from ops.workflows.faults import Fault
from ops.workflows.schemas import ANYTHING, Shape


def trigger_check(module: Any, event: Any, condition: Any) -> tuple[Shape, list[Fault]]:
    """What is known of the payload that it will be given, and what is wrong."""
    given = {"trigger_module": module, "trigger_event": event, "trigger_condition": condition}
    faults = [
        Fault(location=(name,), message=_("Give a text."))
        for name, value in given.items()
        if value is not None and not isinstance(value, str)
    ]
    if any(fault.location[0] != "trigger_condition" for fault in faults):
        return ANYTHING, faults
    payload, wrong = _payload_find(module or "", event or "")
    if condition and isinstance(condition, str):
        wrong += _condition_check(condition)
    return payload, faults + wrong


def _payload_find(module: str, event: str) -> tuple[Shape, list[Fault]]:
    if not module and not event:
        return ANYTHING, []
    if not module:
        return ANYTHING, [
            Fault(location=("trigger_module",), message=_("Name the room that the event is of."))
        ]
    if not event:
        message = _("Name the event, or leave the room empty too: then it runs only by hand.")
        return ANYTHING, [Fault(location=("trigger_event",), message=message)]
    try:
        kind = type_find(module, event)
    except UnknownEventTypeError as error:
        return ANYTHING, [Fault(location=("trigger_event",), message=str(error))]
    return (ANYTHING if kind.payload is AnyFacts else Shape.of(kind.schema)), []


def _condition_check(text: str) -> list[Fault]:
    location = ("trigger_condition",)
    try:
        expression = Expression.parse(text)
    except NotAllowedError as error:
        return [Fault(location=location, message=str(error))]
    if "steps" in expression.names():
        message = _("No step has run when a workflow is triggered. Read payload or event.")
        return [Fault(location=location, message=message)]
    return []

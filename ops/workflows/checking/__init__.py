"""Everything that is wrong with a workflow, at once, each with its path, before it is published."""

from collections.abc import Iterator
from typing import Any

from ops.workflows.checking.graphing import graph_check, graph_read
from ops.workflows.checking.house import House, house_of_database
from ops.workflows.checking.references import references_check
from ops.workflows.checking.triggers import trigger_check
from ops.workflows.checking.view import Scene, View
from ops.workflows.definition.document import StepRead, steps_read
from ops.workflows.faults import Fault, faults_sort

__all__ = ["Errors", "Fault", "House", "definition_check", "steps_check"]

#: Faults as the API tells them: ``[{"path", "message"}]``.
Errors = list[dict[str, str]]


def definition_check(
    steps: Any, trigger_module: Any = "", trigger_event: Any = "", trigger_condition: Any = ""
) -> Errors:
    """What stands in the way of publishing it, by what the rooms offer now and who works here now."""
    house = house_of_database()
    faults = steps_check(steps, trigger_module, trigger_event, trigger_condition, house=house)
    return [{"path": fault.path, "message": fault.message} for fault in faults]


def steps_check(
    steps: Any,
    trigger_module: Any = "",
    trigger_event: Any = "",
    trigger_condition: Any = "",
    *,
    house: House,
) -> list[Fault]:
    """What stands in the way of publishing it, in the order of the document; empty: nothing."""
    document = {
        "trigger_module": trigger_module,
        "trigger_event": trigger_event,
        "trigger_condition": trigger_condition,
        "steps": steps,
    }
    payload, faults = trigger_check(trigger_module, trigger_event, trigger_condition)
    reads, shape_faults = steps_read(steps)
    scene = Scene(reads=reads, graph=graph_read(reads), payload=payload, house=house)
    views = [View(scene=scene, index=index, read=read) for index, read in enumerate(reads)]
    faults += [*shape_faults, *graph_check(views)]
    faults += [fault for view in views for fault in _step_check(view, view.read)]
    return faults_sort(dict.fromkeys(faults), document)


def _step_check(view: View, read: StepRead) -> Iterator[Fault]:
    """A step that is switched off is looked at for its shape only: it is as if it were not there."""
    if not view.is_off:
        yield from references_check(view)
        yield from read.step.check(view)

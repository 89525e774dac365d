"""Names, what waits for what, and what each asks of the gates before it."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from ops.workflows.checking.view import View, vertex_show, vertices_name
from ops.workflows.definition.document import StepRead
from ops.workflows.faults import Fault
from ops.workflows.graph import Asked, Graph, Vertex
from ops.workflows.wording import choices_tell, name_shorten


def graph_read(reads: list[StepRead]) -> Graph:
    """Of a document of which parts may be unreadable: such a part is taken so that it raises no further faults."""
    names = vertices_name(reads)
    return Graph(_vertex_read(read, names, index) for index, read in enumerate(reads))


def graph_check(views: list[View]) -> Iterator[Fault]:
    if not views:
        return
    for view in views:
        yield from _name_check(view)
        yield from _dependencies_check(view)
        if not view.is_off and view.step.when is not None and view.is_sound("when", "depends_on"):
            yield from _when_check(view)
    for cycle in views[0].graph.cycles:
        yield _cycle_tell(views, cycle)


def _vertex_read(read: StepRead, names: list[str], index: int) -> Vertex:
    step = read.step
    depends_on = None if step.depends_on is None else tuple(step.depends_on)
    if "depends_on" in read.broken:
        depends_on = tuple(names[:index])
    return Vertex(
        name=names[index],
        depends_on=depends_on,
        is_disabled=step.disabled,
        passes_at=step.passes_at,
        when=step.when,
    )


def _name_check(view: View) -> Iterator[Fault]:
    first = view.scene.place_of(view.step.name)
    if view.is_sound("name") and first is not None and first < view.index:
        sentence = _("Step %(place)d is called “%(name)s” too. Give each step a name of its own.")
        yield view.fault(sentence % {"place": first + 1, "name": view.step.name}, "name")


def _dependencies_check(view: View) -> Iterator[Fault]:
    if not view.is_sound("depends_on") or view.step.depends_on is None:
        return
    for place, name in enumerate(view.step.depends_on):
        if name not in view.graph.vertices or vertex_show(name) != name:
            sentence = _("There is no step “%(name)s”. %(choices)s")
            message = sentence % {"name": name_shorten(name), "choices": choices_tell(_others(view))}
            yield view.fault(message, "depends_on", place)


def _others(view: View) -> list[str]:
    """The steps that it could name."""
    names = [vertex for vertex in view.graph.vertices if vertex_show(vertex) == vertex]
    return [name for name in names if name not in (view.vertex, view.step.name)]


def _cycle_tell(views: list[View], cycle: tuple[str, ...]) -> Fault:
    view = next(view for view in views if view.vertex == cycle[0])
    names = [vertex_show(name) for name in cycle]
    if len(names) == 1:
        return view.fault(_("A step cannot wait for itself. Take it out of depends_on."), "depends_on")
    sentence = _(
        "These steps wait for each other: %(names)s. Take one of them out of the depends_on of another."
    )
    return view.fault(sentence % {"names": " → ".join([*names, names[0]])}, "depends_on")


# --- Gates -------------------------------------------------------------------------------------------------------
def _when_check(view: View) -> Iterator[Fault]:
    when, gates = view.step.when, view.graph.nodes[view.vertex].gates
    if _hides_a_kind(view):
        return
    off = _gates_off(view)
    if isinstance(when, Mapping):
        yield from _when_of_several(view, when, off)
    elif when is not None:
        for gate in off:
            yield _off_tell(view, gate)
        if not off and not gates:
            message = _("It asks for a result, but waits for no condition or review. Name one in depends_on.")
            yield view.fault(message, "when")
        elif not off and len(gates) > 1:
            sentence = _("It waits for several conditions or reviews. Say which is asked: %(example)s.")
            example = "{" + ", ".join(f'"{vertex_show(gate)}": …' for gate in gates) + "}"
            yield view.fault(sentence % {"example": example}, "when")
        elif not off:
            yield from _answer_check(view, next(iter(gates)), when, "when")


def _when_of_several(view: View, when: Mapping[str, Asked], off: list[str]) -> Iterator[Fault]:
    gates = view.graph.nodes[view.vertex].gates
    for gate, asked in when.items():
        if gate in off:
            yield _off_tell(view, gate)
        elif gate not in gates:
            sentence = _("It does not wait for a condition or review called “%(name)s”. %(choices)s")
            message = sentence % {"name": name_shorten(gate), "choices": choices_tell(gates)}
            yield view.fault(message, "when", gate)
        else:
            yield from _answer_check(view, gate, asked, "when", gate)


def _answer_check(view: View, gate: str, asked: Asked, *inside: str) -> Iterator[Fault]:
    place = view.scene.place_of(gate)
    assert place is not None
    step = view.scene.reads[place].step
    known = [step.passes_at, *step.answers]
    if not any(asked is each or (isinstance(each, str) and asked == each) for each in known):
        shown = ", ".join(str(each).lower() for each in known)
        sentence = _("“%(gate)s” never gives that. Ask for one of these: %(answers)s.")
        yield view.fault(sentence % {"gate": vertex_show(gate), "answers": shown}, *inside)


def _off_tell(view: View, gate: str) -> Fault:
    place = view.scene.place_of(gate)
    sentence = _("“%(name)s” asks for its result in “when”. Leave it on, or take it out of that “when”.")
    return Fault(
        location=("steps", place or 0, "disabled"), message=sentence % {"name": vertex_show(view.vertex)}
    )


def _gates_off(view: View) -> list[str]:
    """The gates among what it says it depends on that are switched off, through others that are so too."""
    found: list[str] = []
    waiting, seen = list(view.graph.written(view.vertex)), {view.vertex}
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        vertex = view.graph.vertices[name]
        if vertex.is_disabled:
            waiting += view.graph.written(name)
            if vertex.passes_at is not None:
                found.append(name)
    return [name for name in view.graph.vertices if name in found]


def _hides_a_kind(view: View) -> bool:
    """Does it wait for a step of which nobody knows whether it is a gate?"""
    for dependency in view.graph.written(view.vertex):
        place = view.scene.place_of(dependency)
        if place is None or "type" in view.scene.reads[place].broken:
            return True
    return bool(view.step.depends_on) and not set(view.step.depends_on or ()) <= view.graph.vertices.keys()

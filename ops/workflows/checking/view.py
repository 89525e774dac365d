"""What a step sees of the rest: the steps before it and what they put out, and what triggered the run."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from ops.workflows.checking.house import House
from ops.workflows.definition.document import StepRead
from ops.workflows.definition.paths import path_of
from ops.workflows.definition.step import Step
from ops.workflows.expressions import Path, path_show
from ops.workflows.faults import Fault
from ops.workflows.graph import Graph
from ops.workflows.schemas import ANYTHING, Shape, record_of
from ops.workflows.wording import choices_tell, name_shorten

#: Begins the name in the graph of a step that has none of its own; nobody can write it.
_NAMELESS = "\0"
_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "format": "date-time"}
_MAYBE_TEXT = {"type": ["string", "null"]}
#: An event as the API gives it; its payload is known apart.
EVENT = Shape.of(
    record_of(
        {
            "id": _TEXT,
            "module": _TEXT,
            "event_type": _TEXT,
            "entity_id": _TEXT,
            "payload": {},
            "created_at": _MOMENT,
            "trace_id": _TEXT,
            "caused_by": _MAYBE_TEXT,
            "depth": {"type": "integer"},
        }
    )
)
RUN = Shape.of(record_of({"id": _TEXT, "trace_id": _TEXT, "started_at": _MOMENT}))


class UnreachableError(Exception):
    """There is nothing at a path; the message is a sentence for the author of the workflow."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A whole definition, as far as it can be read."""

    reads: list[StepRead]
    graph: Graph
    payload: Shape
    house: House
    #: name → shape of its output, found when it is first asked for.
    outputs: dict[str, Shape] = field(default_factory=dict)

    @cached_property
    def vertices(self) -> list[str]:
        return vertices_name(self.reads)

    def place_of(self, name: str) -> int | None:
        """Of the first step by its own name, or of one by its name in the graph."""
        return self._places.get(name)

    @cached_property
    def _places(self) -> dict[str, int]:
        own = {read.step.name: place for place, read in reversed(list(enumerate(self.reads)))}
        return own | {vertex: place for place, vertex in enumerate(self.vertices)}


@dataclass(frozen=True, kw_only=True)
class View:
    """From one step."""

    scene: Scene
    index: int
    read: StepRead

    @property
    def step(self) -> Step:
        return self.read.step

    @property
    def house(self) -> House:
        return self.scene.house

    @property
    def graph(self) -> Graph:
        return self.scene.graph

    @property
    def vertex(self) -> str:
        """Its name in the graph."""
        return self.scene.vertices[self.index]

    @property
    def is_off(self) -> bool:
        return self.vertex not in self.graph.nodes

    @property
    def ancestors(self) -> tuple[str, ...]:
        return self.graph.ancestors[self.vertex]

    def is_sound(self, *fields: str) -> bool:
        """Could these fields be read? What could not is told already."""
        return not self.read.broken.intersection(fields)

    def fault(self, message: str, *inside: str | int) -> Fault:
        return Fault(location=("steps", self.index, *inside), message=message)

    # --- What is where -------------------------------------------------------------------------------------------
    def look(self, path: Path) -> Shape:
        """What is known of the value at a path. Raises UnreachableError."""
        root, *rest = path
        if root == "steps":
            return self._look_at_step(path)
        if root == "context":
            return self._look_at_context(path)
        shape = {"event": EVENT, "payload": self.scene.payload, "run": RUN}.get(str(root), ANYTHING)
        if root == "event" and rest[:1] == ["payload"]:
            return walk(self.scene.payload, path, 2)
        return walk(shape, path, 1)

    def look_by(self, text: str) -> Shape:
        """What a template or a path gives, where it is nothing but a path to something known."""
        path = path_of(text)
        if path is None:
            return ANYTHING
        try:
            return self.look(path)
        except UnreachableError:
            return ANYTHING

    def output_of(self, name: str) -> Shape:
        outputs = self.scene.outputs
        if name not in outputs:
            outputs[name] = ANYTHING  # for a step that, wrongly, reads itself by way of others
            place = self.scene.place_of(name)
            if place is not None:
                view = View(scene=self.scene, index=place, read=self.scene.reads[place])
                outputs[name] = Shape.of(view.step.output_schema(view))
        return outputs[name]

    def context_parts(self) -> Iterable[Shape]:
        """What is merged into the context, later over earlier."""
        return [self.scene.payload, *(self.output_of(name) for name in self.ancestors)]

    @property
    def context_is_open(self) -> bool:
        return any(part.is_open for part in self.context_parts())

    def context_keys(self) -> list[str]:
        return sorted({key for part in self.context_parts() for key in part.keys})

    def _look_at_step(self, path: Path) -> Shape:
        if len(path) == 1:
            return ANYTHING
        name = str(path[1])
        if name not in self.ancestors:
            raise UnreachableError(self._absence_tell(name))
        if len(path) == 2:
            return ANYTHING
        if path[2] != "output":
            sentence = _("Of a step only its output can be read. Write steps.%(name)s.output.")
            raise UnreachableError(sentence % {"name": name})
        return walk(self.output_of(name), path, 3)

    def _absence_tell(self, name: str) -> str:
        if name.startswith(_NAMELESS) or not name or self.scene.place_of(name) is None:
            before = [each for each in self.ancestors if not each.startswith(_NAMELESS)]
            return _("There is no step “%(name)s”. %(choices)s") % {
                "name": name_shorten(name),
                "choices": choices_tell(before),
            }
        if name not in self.graph.nodes:
            sentence = _(
                "The step “%(name)s” is switched off and puts nothing out. Switch it on, or do not read it."
            )
        else:
            sentence = _(
                "The step “%(name)s” does not come before this one. Name it in depends_on, or read another step."
            )
        return sentence % {"name": name}

    def _look_at_context(self, path: Path) -> Shape:
        if len(path) == 1 or self.context_is_open:
            return ANYTHING
        found = tuple(
            alternative
            for part in self.context_parts()
            if (reached := part.reach(path[1])) is not None
            for alternative in reached.alternatives
        )
        if not found:
            raise UnreachableError(_missing_tell(path, 1, self.context_keys()))
        return walk(Shape(found), path, 2)


def vertices_name(reads: list[StepRead]) -> list[str]:
    """Each step's own name; for a step without one, or with another's, its place."""
    taken: set[str] = set()
    names: list[str] = []
    for index, read in enumerate(reads):
        name = "" if "name" in read.broken else read.step.name
        names.append(name if name and name not in taken else f"{_NAMELESS}{index}")
        taken.add(name)
    return names


def vertex_show(name: str) -> str:
    """A name in the graph, for people."""
    if not name.startswith(_NAMELESS):
        return name
    return _("step %(place)d") % {"place": int(name.removeprefix(_NAMELESS)) + 1}


def walk(shape: Shape, path: Path, start: int) -> Shape:
    for place in range(start, len(path)):
        reached = shape.reach(path[place])
        if reached is None:
            raise UnreachableError(_missing_tell(path, place, shape.keys))
        shape = reached
    return shape


def _missing_tell(path: Path, place: int, keys: list[str]) -> str:
    data = {"whole": path_show(path[:place]), "key": name_shorten(path[place])}
    if not keys:
        return _("There is no “%(key)s” in %(whole)s, which holds a single value or a list.") % data
    return _("There is no “%(key)s” in %(whole)s. %(choices)s") % {**data, "choices": choices_tell(keys)}

"""Which step waits for which. Pure: it knows of a step only what ``Vertex`` says.

A step that is switched off is passed over: what depends on it depends on what it depended on. It never raises:
names that nobody bears are left out, and a cycle is told, so that whoever checks a document can say all of it.
Sets of steps are whole numbers, a bit for each place in the document: five hundred steps that all depend on each
other cost milliseconds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

#: What a step asks of a gate: a condition's result, a review's decision, or any.
Asked = bool | str
ANY = "any"
#: So many cycles are told of one document.
_CYCLES = 10


@dataclass(frozen=True, kw_only=True)
class Vertex:
    """A step as the document has it."""

    name: str
    #: None: left out, so it comes after the step before it.
    depends_on: tuple[str, ...] | None = None
    is_disabled: bool = False
    #: What a gate gives when it lets pass; None: no gate.
    passes_at: Asked | None = None
    #: What it asks of its only gate, or of each by its name; None: to be let pass.
    when: Asked | Mapping[str, Asked] | None = None


@dataclass(frozen=True, kw_only=True)
class Node:
    """A step as the engine runs it: switched on, and its dependencies resolved, in the document's order."""

    name: str
    dependencies: tuple[str, ...]
    #: It names nothing and asks nothing: it passes over a predecessor that its own condition skipped.
    follows: bool
    #: Each gate among its dependencies, and what is asked of it.
    gates: Mapping[str, Asked]


class Graph:
    """Of one version of a workflow; built once, and shared."""

    def __init__(self, vertices: Iterable[Vertex]) -> None:
        """Of two with one name the first counts."""
        self.vertices: dict[str, Vertex] = {}
        for vertex in vertices:
            self.vertices.setdefault(vertex.name, vertex)
        self._names = tuple(self.vertices)
        self._places = {name: place for place, name in enumerate(self._names)}
        self._written = [self._written_read(name) for name in self._names]
        self._sorted = _sort(self._written)

    def written(self, name: str) -> tuple[str, ...]:
        """What the document says that the step depends on, switched off or not."""
        return tuple(self._names[place] for place in self._written[self._places[name]])

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The steps that are switched on, in the document's order."""
        return {
            name: self._node_make(place, vertex)
            for place, (name, vertex) in enumerate(self.vertices.items())
            if not vertex.is_disabled
        }

    def gates_of(
        self, dependencies: Iterable[str], when: Asked | Mapping[str, Asked] | None
    ) -> dict[str, Asked]:
        """The gates among these, and what is asked of each."""
        gates: dict[str, Asked] = {}
        for name in dependencies:
            passes_at = self.vertices[name].passes_at
            if passes_at is not None:
                asked = when.get(name) if isinstance(when, Mapping) else when
                gates[name] = passes_at if asked is None else asked
        return gates

    def dependencies_beyond(self, name: str, passed_over: Collection[str]) -> tuple[str, ...]:
        """What it waits for when these are passed over as well: the engine asks it of a step that follows."""
        found = 0
        seen: set[str] = set()
        waiting = list(self.nodes[name].dependencies)
        while waiting:
            dependency = waiting.pop()
            if dependency in seen:
                continue
            seen.add(dependency)
            if dependency in passed_over:
                waiting += self.nodes[dependency].dependencies
            else:
                found |= 1 << self._places[dependency]
        return self._names_of(found)

    @cached_property
    def dependants(self) -> Mapping[str, tuple[str, ...]]:
        """Who waits directly for each, in the document's order."""
        found: dict[str, list[str]] = {name: [] for name in self.nodes}
        for node in self.nodes.values():
            for dependency in node.dependencies:
                found[dependency].append(node.name)
        return {name: tuple(names) for name, names in found.items()}

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """Every step that is decided before each, in the document's order; on a cycle, all the others."""
        masks: dict[str, int] = {}
        for place in self._sorted:
            name = self._names[place]
            if name in self.nodes:
                mask = 0
                for dependency in self.nodes[name].dependencies:
                    mask |= masks[dependency] | 1 << self._places[dependency]
                masks[name] = mask
        everybody = sum(1 << self._places[name] for name in self.nodes)
        return {
            name: self._names_of(masks.get(name, everybody & ~(1 << self._places[name])))
            for name in self.nodes
        }

    @cached_property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """What can begin first, what after that, and so on; steps on a cycle, or behind one, are in none."""
        depths: dict[str, int] = {}
        for place in self._sorted:
            name = self._names[place]
            if name in self.nodes:
                depths[name] = 1 + max((depths[each] for each in self.nodes[name].dependencies), default=-1)
        found: list[list[str]] = [[] for _level in range(1 + max(depths.values(), default=-1))]
        for name in self.nodes:
            if name in depths:
                found[depths[name]].append(name)
        return tuple(tuple(level) for level in found)

    @property
    def order(self) -> tuple[str, ...]:
        """All of them, each after what it depends on."""
        return tuple(name for level in self.levels for name in level)

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Cycles, ten at most and none of two that share a step: each along what its steps depend on, as written."""
        edges = {place: set(written) for place, written in enumerate(self._written)}
        for place in self._sorted:
            del edges[place]
        found: list[tuple[str, ...]] = []
        while len(found) < _CYCLES and (cycle := _cycle_find(edges)):
            found.append(tuple(self._names[place] for place in cycle))
            for place in cycle:
                del edges[place]
        return tuple(sorted(found, key=lambda names: self._places[names[0]]))

    def _written_read(self, name: str) -> tuple[int, ...]:
        vertex, place = self.vertices[name], self._places[name]
        if vertex.depends_on is None:
            return (place - 1,) if place else ()
        return tuple(self._places[each] for each in dict.fromkeys(vertex.depends_on) if each in self._places)

    @cached_property
    def _resolved(self) -> list[int]:
        """For each place the steps that it waits for, none of them switched off."""
        is_disabled = [vertex.is_disabled for vertex in self.vertices.values()]
        found = [0] * len(self._names)
        cyclic = [place for place in range(len(self._names)) if place not in set(self._sorted)]
        for place in (*self._sorted, *cyclic):
            for dependency in self._written[place]:
                found[place] |= found[dependency] if is_disabled[dependency] else 1 << dependency
        return found

    def _node_make(self, place: int, vertex: Vertex) -> Node:
        dependencies = self._names_of(self._resolved[place])
        return Node(
            name=vertex.name,
            dependencies=dependencies,
            follows=vertex.depends_on is None and vertex.when is None,
            gates=self.gates_of(dependencies, vertex.when),
        )

    def _names_of(self, mask: int) -> tuple[str, ...]:
        return tuple(self._names[place] for place in _places_of(mask))


def _places_of(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _sort(written: list[tuple[int, ...]]) -> list[int]:
    """Every place after those that it depends on, without those on a cycle and behind one."""
    waiting = [len(places) for places in written]
    dependants: list[list[int]] = [[] for _place in written]
    for place, dependencies in enumerate(written):
        for dependency in dependencies:
            dependants[dependency].append(place)
    found = [place for place, count in enumerate(waiting) if not count]
    for place in found:  # it grows while it is walked
        for dependant in dependants[place]:
            waiting[dependant] -= 1
            if not waiting[dependant]:
                found.append(dependant)
    return found


def _cycle_find(edges: Mapping[int, set[int]]) -> tuple[int, ...]:
    try:
        TopologicalSorter({place: found & edges.keys() for place, found in edges.items()}).prepare()
    except CycleError as error:
        along: list[int] = list(reversed(error.args[1][1:]))
        first = along.index(min(along))
        return (*along[first:], *along[:first])
    return ()

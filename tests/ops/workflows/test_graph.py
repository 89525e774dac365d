"""Which step waits for which: by example, and for any graph at all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ops.workflows.graph import Asked, Graph, Vertex

ALWAYS_THE_SAME = settings(derandomize=True, deadline=None, max_examples=120)


def step(
    name: str, *depends_on: str, off: bool = False, gate: Asked | None = None, when: Asked | None = None
) -> Vertex:
    return Vertex(name=name, depends_on=depends_on, is_disabled=off, passes_at=gate, when=when)


def following(
    name: str, *, off: bool = False, gate: Asked | None = None, when: Asked | None = None
) -> Vertex:
    return Vertex(name=name, is_disabled=off, passes_at=gate, when=when)


# --- By example --------------------------------------------------------------------------------------------------
def test_what_names_nothing_comes_after_the_step_before_it() -> None:
    graph = Graph([following("a"), following("b"), step("c"), following("d")])
    assert {name: node.dependencies for name, node in graph.nodes.items()} == {
        "a": (),
        "b": ("a",),
        "c": (),
        "d": ("c",),
    }
    assert graph.levels == (("a", "c"), ("b", "d"))
    assert graph.dependants["a"] == ("b",)
    assert graph.ancestors["b"] == ("a",)


def test_what_depends_on_a_step_that_is_off_depends_on_what_that_one_depended_on() -> None:
    graph = Graph(
        [
            following("a"),
            following("b", off=True),
            following("c", off=True),
            following("d"),
            step("e", "c", "d"),
            step("f", off=True),
            following("g"),
        ]
    )
    assert {name: node.dependencies for name, node in graph.nodes.items()} == {
        "a": (),
        "d": ("a",),
        "e": ("a", "d"),
        "g": (),
    }


def test_a_gate_is_asked_what_when_says_or_to_let_pass() -> None:
    graph = Graph(
        [
            following("gate", gate=True),
            following("off", off=True),
            following("b"),
            step("c", "gate", when=False),
            following("review", gate="approved"),
            Vertex(name="d", depends_on=("gate", "review", "b"), when={"review": "rejected"}),
        ]
    )
    assert {name: dict(node.gates) for name, node in graph.nodes.items()} == {
        "gate": {},
        "b": {"gate": True},
        "c": {"gate": False},
        "review": {},
        "d": {"gate": True, "review": "rejected"},
    }
    assert [name for name, node in graph.nodes.items() if node.follows] == ["gate", "b", "review"]


def test_while_it_runs_more_steps_may_be_passed_over() -> None:
    graph = Graph([following("gate", gate=True), following("b"), following("c"), following("d")])
    assert graph.dependencies_beyond("d", {"c"}) == ("b",)
    assert graph.dependencies_beyond("d", {"b", "c"}) == ("gate",)
    assert graph.gates_of(graph.dependencies_beyond("d", {"b", "c"}), None) == {"gate": True}
    assert graph.dependencies_beyond("d", ()) == ("c",)


def test_cycles_are_told_each_from_its_first_step() -> None:
    graph = Graph([step("a", "c"), following("b"), following("c"), step("d", "d"), step("e", "a"), step("f")])
    assert graph.cycles == (("a", "c", "b"), ("d",))
    assert graph.levels == (("f",),)


def test_unknown_names_are_left_out_and_the_first_of_two_names_counts() -> None:
    graph = Graph([step("a", "zzz"), step("a", "a"), step("b", "a", "a")])
    assert {name: node.dependencies for name, node in graph.nodes.items()} == {"a": (), "b": ("a",)}


def test_five_hundred_steps_that_all_depend_on_each_other_are_no_burden() -> None:
    names = [f"s{number}" for number in range(500)]
    dense = Graph([step(name, *names[:place], off=place % 3 == 1) for place, name in enumerate(names)])
    assert len(dense.levels) == len(dense.nodes) == 333
    assert len(dense.ancestors["s498"]) == 332
    knot = Graph([step(name, *names) for name in names])
    assert len(knot.cycles) == 10


# --- For any graph -----------------------------------------------------------------------------------------------
NAMES = [f"s{number}" for number in range(8)]


@st.composite
def vertices(draw: st.DrawFn, *, acyclic: bool = False) -> list[Vertex]:
    made = []
    for place in range(draw(st.integers(1, 8))):
        choices = NAMES[:place] if acyclic else [*NAMES, "nobody"]
        named = st.lists(st.sampled_from(choices), max_size=4).map(tuple) if choices else st.just(())
        made.append(
            Vertex(
                name=NAMES[place],
                depends_on=draw(st.none() | named),
                is_disabled=draw(st.booleans()),
                passes_at=draw(st.sampled_from([None, True])),
                when=draw(st.none() | st.just("any")),
            )
        )
    return made


def reach(graph: Graph, name: str) -> set[str]:
    """By hand: everything that a step waits for, and what that waits for, until nothing is new."""
    found: set[str] = set()
    while True:
        more = {each for seen in found | {name} for each in graph.nodes[seen].dependencies} - found
        if not more:
            return found
        found |= more


@ALWAYS_THE_SAME
@given(vertices(acyclic=True))
def test_levels_respect_what_each_waits_for(made: list[Vertex]) -> None:
    graph = Graph(made)
    assert graph.cycles == ()
    assert sorted(graph.order) == sorted(graph.nodes)
    depth = {name: number for number, level in enumerate(graph.levels) for name in level}
    for node in graph.nodes.values():
        before = [depth[each] for each in node.dependencies]
        assert depth[node.name] == (max(before) + 1 if before else 0)


@ALWAYS_THE_SAME
@given(vertices(acyclic=True))
def test_ancestors_are_all_that_it_waits_for_in_the_documents_order(made: list[Vertex]) -> None:
    graph = Graph(made)
    for name in graph.nodes:
        assert graph.ancestors[name] == tuple(sorted(reach(graph, name)))
        assert all(name in graph.dependants[each] for each in graph.nodes[name].dependencies)


@ALWAYS_THE_SAME
@given(vertices(acyclic=True))
def test_nobody_waits_for_what_is_off_and_nothing_is_lost_on_the_way(made: list[Vertex]) -> None:
    graph, everything_on = Graph(made), Graph([_switch_on(vertex) for vertex in made])
    for name in graph.nodes:
        assert set(graph.ancestors[name]) == set(everything_on.ancestors[name]) & set(graph.nodes)


@ALWAYS_THE_SAME
@given(vertices(acyclic=True), st.sets(st.sampled_from(NAMES)))
def test_passing_over_while_it_runs_is_as_switching_off(made: list[Vertex], skipped: set[str]) -> None:
    graph = Graph(made)
    passed_over = skipped & set(graph.nodes)
    switched_off = Graph(
        [
            Vertex(
                name=vertex.name,
                depends_on=vertex.depends_on,
                is_disabled=vertex.is_disabled or vertex.name in passed_over,
            )
            for vertex in made
        ]
    )
    for name in switched_off.nodes:
        assert graph.dependencies_beyond(name, passed_over) == switched_off.nodes[name].dependencies


@ALWAYS_THE_SAME
@given(vertices())
def test_any_graph_at_all_is_read_and_its_cycles_are_cycles(made: list[Vertex]) -> None:
    graph = Graph(made)
    for cycle in graph.cycles:
        for name, dependency in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            assert dependency in graph.written(name)
        assert cycle[0] == min(cycle)
    assert bool(graph.cycles) == any(vertex.name in _before(graph, vertex.name) for vertex in made)
    assert set(graph.order) <= set(graph.nodes)
    assert graph.ancestors.keys() == graph.nodes.keys()


def _switch_on(vertex: Vertex) -> Vertex:
    return Vertex(name=vertex.name, depends_on=vertex.depends_on)


def _before(graph: Graph, name: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph.written(name))
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += graph.written(each)
    return found

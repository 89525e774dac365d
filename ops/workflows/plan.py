"""A version's steps, compiled once in each process: order, dependencies, gates and parsed expressions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from ops.workflows.definition.kinds import step_kinds
from ops.workflows.definition.paths import path_of
from ops.workflows.expressions import Expression
from ops.workflows.graph import Asked, Graph, Node, Vertex
from ops.workflows.models import Version
from ops.workflows.values import template_paths

#: What a gate of each kind gives when it lets pass.
PASSES_AT: Mapping[str, Asked] = {"condition": True, "human_review": "approved"}
#: Kinds that take from the context what is left out of their ``params``.
FILLED_FROM_CONTEXT = frozenset({"action", "ai_agent"})
_COMMON = frozenset({
    "name", "type", "depends_on", "condition", "delay_seconds", "retry_on_failure", "retry_delay_seconds",
    "timeout_seconds", "on_failure", "when", "disabled",
})  # fmt: skip


@dataclass(frozen=True)
class PlanStep:
    """One step as the engine runs it."""

    position: int
    node: Node
    document: Mapping[str, Any]
    #: Every step that is decided before it, in the document's order.
    ancestors: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.node.name

    @cached_property
    def kind(self) -> str:
        return kind_of(self.document)

    @cached_property
    def own(self) -> dict[str, Any]:
        """What is not common to all steps."""
        return {key: value for key, value in self.document.items() if key not in _COMMON}

    @cached_property
    def condition(self) -> Expression | None:
        text = self.document.get("condition")
        return Expression.parse(text) if text else None

    @cached_property
    def expression(self) -> Expression:
        """Of a condition step."""
        return Expression.parse(self.document["expression"])

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that its expressions read."""
        found = {str(path[0]) for _place, path in template_paths(self.own)}
        found |= {str(path[0]) for text in self.own.get("context_keys") or () if (path := path_of(text))}
        if self.kind in FILLED_FROM_CONTEXT:
            found.add("context")
        for text in (self.document.get("condition"), self.document.get("expression")):
            if text:
                found |= Expression.parse(text).names()
        if self.kind == "human_review":
            found |= {"steps", *_roots_of(self.document.get("subject"))}
        return frozenset(found)

    @cached_property
    def unknown(self) -> str | None:
        """What it names that this version of the program does not have: then it is put off."""
        return name_unknown(self.document)

    @property
    def delay_seconds(self) -> float:
        return float(self.document.get("delay_seconds") or 0)

    @property
    def retries(self) -> int:
        return int(self.document.get("retry_on_failure") or 0)

    @property
    def retry_delay_seconds(self) -> float:
        given = self.document.get("retry_delay_seconds")
        return 1.0 if given is None else float(given)

    @property
    def timeout_seconds(self) -> float | None:
        given = self.document.get("timeout_seconds")
        return None if given is None else float(given)

    @property
    def goes_on(self) -> bool:
        """A failure counts as done."""
        return self.document.get("on_failure") == "continue"


@dataclass(frozen=True)
class Plan:
    version_id: UUID
    graph: Graph
    steps: Mapping[str, PlanStep] = field(repr=False)

    @cached_property
    def first(self) -> tuple[str, ...]:
        return tuple(name for name, step in self.steps.items() if not step.node.dependencies)


def _roots_of(path: str | None) -> frozenset[str]:
    """The name that a path begins with, where it is written without braces."""
    return Expression.parse(path).names() if path and "{{" not in path else frozenset()


def kind_of(document: Mapping[str, Any]) -> str:
    """A step of a squad says so, and needs no type."""
    return str(document.get("type") or ("action" if "squad" in document else ""))


def name_unknown(document: Mapping[str, Any]) -> str | None:
    """Of what a stored step names, what this version of the program does not have: "the agent x"."""
    name = kind_of(document)
    kind = step_kinds().get(name)
    if kind is None:
        return f"the kind of step {name}"
    return kind.model.name_unknown(document)


def plan_find(version_id: UUID) -> Plan:
    """The plan of a published version, which never changes."""
    return _plan_keep(version_id)


def plan_make(version_id: UUID, documents: list[dict[str, Any]]) -> Plan:
    graph = Graph(_vertex_make(document) for document in documents)
    steps = {
        document["name"]: PlanStep(
            position, graph.nodes[document["name"]], document, graph.ancestors[document["name"]]
        )
        for position, document in enumerate(documents)
        if document["name"] in graph.nodes
    }
    return Plan(version_id, graph, steps)


@lru_cache(512)
def _plan_keep(version_id: UUID) -> Plan:
    return plan_make(version_id, Version.objects.values_list("steps", flat=True).get(pk=version_id))


def _vertex_make(document: Mapping[str, Any]) -> Vertex:
    depends_on = document.get("depends_on")
    return Vertex(
        name=document["name"],
        depends_on=None if depends_on is None else _names_of(depends_on),
        is_disabled=bool(document.get("disabled")),
        passes_at=PASSES_AT.get(kind_of(document)),
        when=document.get("when"),
    )


def _names_of(depends_on: str | list[str]) -> tuple[str, ...]:
    return (depends_on,) if isinstance(depends_on, str) else tuple(depends_on)


def condition_parse(text: str) -> Expression | None:
    """A trigger's condition; none is always true. Raises NotAllowedError."""
    return Expression.parse(text) if text.strip() else None

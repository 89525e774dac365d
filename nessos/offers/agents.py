"""Agents: what a workflow, or a person, may consult. A room declares its own in ``agents.py``."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise

from nessos.kernel.contracts import Contract
from nessos.kernel.registry import RegistrationError, Registry
from nessos.offers.capability import Capability
from nessos.offers.consulting import Consult, ModelMisfitError, Proposed

__all__ = [
    "Agent",
    "Consult",
    "ModelMisfitError",
    "OfflineRule",
    "Proposed",
    "agent_add",
    "agent_register",
    "agents",
]

_PERMISSION = re.compile(r"[a-z_]+\.[a-z][a-z0-9_]*")


#: The house's own rule: called with the typed input, answers without any model, and the same to the same.
OfflineRule = Callable[[Any], Proposed]

R = TypeVar("R", bound=OfflineRule)


@dataclass(frozen=True, kw_only=True)
class Agent(Capability):
    name: str
    #: What somebody who asks it in person needs besides the permission to ask agents at all: ``"growth.view_lead"``.
    permission: str
    #: None: without a model it cannot answer.
    offline: OfflineRule | None = None
    #: The fields of its input that a workflow's context may fill unasked; None: all. The others are named, or empty.
    context: tuple[str, ...] | None = None
    #: How a model is asked; None: none is.
    consult: Consult | None = None
    #: Whether the offline rule may answer when every model failed.
    offline_last: bool = True

    def __repr__(self) -> str:
        return f"{self.input.__module__}.{self.name}"

    def sources_of(self, name: str) -> tuple[str, ...]:
        return super().sources_of(name) if self.context is None or name in self.context else ()


agents: Registry[Agent] = Registry("agent")


def agent_register(  # noqa: PLR0913 - one keyword for each thing that an agent is declared by
    name: str,
    *,
    label: str | Promise,
    input: type[Contract],  # noqa: A002 - as it is said of an agent everywhere
    output: type[Contract],
    permission: str,
    aliases: Mapping[str, str] | None = None,
    context: tuple[str, ...] | None = None,
    consult: Consult | None = None,
    offline_last: bool = True,
) -> Callable[[R], R]:
    """Register an agent by its offline rule: ``@agent_register("qualify_lead", …)``."""

    def register(offline: R) -> R:
        agent_add(
            agents,
            Agent(
                name=name,
                label=label,
                input=input,
                output=output,
                permission=permission,
                offline=offline,
                aliases=dict(aliases or {}),
                context=context,
                consult=consult,
                offline_last=offline_last,
            ),
        )
        return offline

    return register


def agent_add(registry: Registry[Agent], agent: Agent) -> Agent:
    """Into this registry, past the door. Raises RegistrationError."""
    if not agent.name:
        raise RegistrationError(f"An agent has no name: {agent.label}. Give it one.")
    agent.door_check("agent", agent.name)
    if fault := _fault_find(agent):
        raise RegistrationError(f"The agent {agent.name!r} {fault}")
    return registry.register(agent.name, agent)


def _fault_find(agent: Agent) -> str | None:
    if not _PERMISSION.fullmatch(agent.permission):
        return (
            f"asks for {agent.permission!r}, which is no permission. Name one, like 'growth.view_lead': "
            "who may read what it is asked about."
        )
    if agent.offline is not None and not callable(agent.offline):
        return f"cannot answer offline: {agent.offline!r} cannot be called. Give a function, or None."
    if unknown := sorted(set(agent.context or ()) - agent.input.model_fields.keys()):
        return f"takes {', '.join(unknown)} from the context, which its input lacks. Correct them."
    return agent.consult.fault_find() if agent.consult else None

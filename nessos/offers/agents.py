"""Agents: what a workflow may consult. A room declares its own in ``agents.py``."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from nessos.kernel.contracts import Contract
from nessos.kernel.registry import RegistrationError, Registry
from nessos.offers.capability import Capability


@dataclass(frozen=True, kw_only=True)
class Agent(Capability):
    name: str

    def __repr__(self) -> str:
        return f"{self.input.__module__}.{self.name}"


agents: Registry[Agent] = Registry("agent")


def agent_register(
    name: str,
    *,
    label: str | Promise,
    input: type[Contract],  # noqa: A002 - as it is said of an agent everywhere
    output: type[Contract],
    aliases: Mapping[str, str] | None = None,
) -> Agent:
    """Declare what an agent is given and what it answers with."""
    agent = Agent(name=name, label=label, input=input, output=output, aliases=dict(aliases or {}))
    return agent_add(agents, agent)


def agent_add(registry: Registry[Agent], agent: Agent) -> Agent:
    """Into this registry, past the door. Raises RegistrationError."""
    if not agent.name:
        raise RegistrationError(f"An agent has no name: {agent.label}. Give it one.")
    agent.door_check("agent", agent.name)
    return registry.register(agent.name, agent)

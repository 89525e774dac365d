"""An agent that consults models, the models that a server of these tests plays, and plans over them."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import Field

from nessos.ai.models import Provider, RoutePlan, ServedModel
from nessos.ai.prompts.models import PromptVersion
from nessos.ai.prompts.services import version_publish, version_save
from nessos.ai.routing.checking import Choice
from nessos.ai.routing.services import plan_publish
from nessos.kernel.contracts import Contract, Personal
from nessos.offers.agents import Agent, Consult, ModelMisfitError, Proposed, agent_add, agents
from tests.ai.model_server import Reply, answers

PROMPT = Path(__file__).with_name("sage.md")
TEXT = "Marina Prado asks for help with her rent."


class SageAsked(Contract):
    text: Personal[str]


class SageAnswer(Contract):
    words: int = Field(ge=0)


class SageSaid(Contract):
    words: int = Field(ge=0)
    by: str


class TooManyError(ModelMisfitError):
    sentence = "There are not so many words: %(words)d."  # type: ignore[assignment]  # read by nobody else


def sage_finish(_given: Any, answer: Any) -> Proposed:
    if answer.words > 1_000:
        raise TooManyError(words=answer.words)
    return Proposed(output=SageSaid(words=answer.words, by="model"), confidence=0.9)


def sage_offline(given: Any) -> Proposed:
    return Proposed(output=SageSaid(words=len(given.text.split()), by="rule"), confidence=0.4)


@contextmanager
def sages() -> Iterator[None]:
    """``sage`` speaks of people, ``clerk`` does not, ``oracle_only`` has no rule of its own."""

    def consult(*, personal: bool) -> Consult:
        return Consult(
            answer=SageAnswer,
            prompt=PROMPT,
            material=lambda given: {"text": given.text},
            finish=sage_finish,
            variables=("text",),
            personal=personal,
        )

    common: dict[str, Any] = {"input": SageAsked, "output": SageSaid, "permission": "growth.view_lead"}
    found = [
        Agent(name="sage", label="Sage", offline=sage_offline, consult=consult(personal=True), **common),
        Agent(name="clerk", label="Clerk", offline=sage_offline, consult=consult(personal=False), **common),
        Agent(name="oracle_only", label="Oracle", consult=consult(personal=True), **common),
    ]
    for agent in found:
        agent_add(agents, agent)
    try:
        yield
    finally:
        for agent in found:
            del agents._items[agent.name]


def prompt_make(agent: str = "sage", text: str | None = None) -> PromptVersion:
    version = version_save(agent=agent, text=text or PROMPT.read_text())
    version_publish(version=version)
    return version


def model_make(url: str, name: str = "small", **fields: Any) -> ServedModel:
    """A model of a provider of its own, which may see personal data, unless said otherwise."""
    about: dict[str, Any] = {
        key: fields.pop(key)
        for key in ("sees_personal_data", "key_variable", "is_active", "timeout_seconds")
        if key in fields
    }
    provider, _made = Provider.objects.get_or_create(
        name=f"Provider of {name}", defaults={"base_url": url, "sees_personal_data": True, **about}
    )
    prices = {"input_price": Decimal(2), "output_price": Decimal(8)}
    return ServedModel.objects.create(provider=provider, name=name, **{**prices, **fields})


def plan_make(
    *models: ServedModel | tuple[ServedModel, ...], agent: str = "sage", **options: Any
) -> RoutePlan:
    """One place after the other; several in a tuple share one."""
    places = [each if isinstance(each, tuple) else (each,) for each in models]
    choices = [Choice(place=place, model=model) for place, mates in enumerate(places, 1) for model in mates]
    return plan_publish(agent=agent, choices=choices, **options)


def says(words: int = 8) -> Reply:
    return answers({"words": words})

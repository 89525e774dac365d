"""Whether a plan can do what it says: faults stand in the way of publishing it, warnings stay on its page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nessos.ai.naming import agent_label
from nessos.ai.providers.models import ServedModel
from nessos.ai.routing.models import EVERYONE
from nessos.offers.agents import Agent, agents


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A candidate as it is asked for."""

    place: int
    model: ServedModel
    weight: int = 1


def plan_faults(agent: str, choices: Sequence[Choice], *, offline_last: bool) -> list[str]:
    """A sentence each; none: it may be published."""
    faults = list(_agent_faults(agent, choices, offline_last=offline_last))
    for choice in choices:
        if (fault := model_fault(choice.model)) is not None:
            faults.append(fault)
        if choice.place < 1 or choice.weight < 1:
            sentence = _("“%(model)s”: places and weights count from 1.")
            faults.append(sentence % {"model": choice.model})
    for name, count in Counter(str(choice.model) for choice in choices).items():
        if count > 1:
            faults.append(
                _("“%(model)s” stands in this plan more than once. Leave it in once.") % {"model": name}
            )
    return faults


def model_fault(model: ServedModel) -> str | None:
    """Why it can serve no agent at the moment."""
    data = {"model": model, "provider": model.provider}
    if model.kind != ServedModel.Kind.CHAT:
        return _("“%(model)s” answers no questions. Choose a model for chats.") % data
    if not model.is_active:
        return _("“%(model)s” is switched off. Switch it on, or choose another.") % data
    if not model.provider.is_active:
        return _("“%(model)s” is served by %(provider)s, which is switched off. Switch it on.") % data
    return None


def plan_warnings(
    agent: str, choices: Sequence[Choice], *, offline_last: bool, is_withdrawn: bool = False
) -> list[str]:
    """What will not be as it looks."""
    if is_withdrawn:
        return []
    served = _agents_of(agent)
    warnings = [told for choice in choices if (told := blind_tell(agent, choice.model)) is not None]
    if agent != EVERYONE and choices and not any(each.consult for each in served):
        warnings.append(_("This agent asks no model: the house's own rule answers, whatever the plan says."))
    if offline_last:
        for each in served:
            if each.consult is not None and (each.offline is None or not each.offline_last):
                sentence = _(
                    "“%(agent)s” has no rule that may answer at last: where all models fail, it fails."
                )
                warnings.append(sentence % {"agent": agent_label(each.name)})
    return warnings


def blind_tell(agent: str, model: ServedModel) -> str | None:
    """Why this model is never asked by some of the agents; None: it may see whatever they speak of."""
    if model.provider.sees_personal_data:
        return None
    kept = [each for each in _agents_of(agent) if each.consult is not None and each.consult.personal]
    if not kept:
        return None
    data = {
        "model": model,
        "provider": model.provider,
        "agents": "; ".join(agent_label(each.name) for each in kept),
    }
    return (
        _(
            "“%(model)s” is never asked for %(agents)s: that speaks of people, and %(provider)s may not see personal "
            "data."
        )
        % data
    )


def _agent_faults(agent: str, choices: Sequence[Choice], *, offline_last: bool) -> Iterator[str]:
    if agent != EVERYONE and agents.get(agent) is None:
        yield _("There is no agent “%(agent)s”.") % {"agent": agent}
    if not choices and not offline_last:
        yield _("Nobody would answer. Choose a model, or let the house's own rule answer.")


def _agents_of(agent: str) -> list[Agent]:
    if agent == EVERYONE:
        return list(agents)
    found = agents.get(agent)
    return [] if found is None else [found]

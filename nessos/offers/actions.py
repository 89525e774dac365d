"""Actions: what a workflow may ask of a squad. A room declares its own in ``actions.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict

from nessos.kernel.contracts import Contract
from nessos.kernel.errors import NessosError
from nessos.kernel.registry import RegistrationError, Registry
from nessos.offers.capability import Capability

#: Called with the typed input and an idempotency key: the same key again has to have no second effect.
Perform = Callable[[Any, str], Contract]
#: Called with the idempotency key of an action that was interrupted: its outcome, or None where it never happened.
LookUp = Callable[[str], Contract | None]
#: Called with the typed input: what it would put out, without any effect.
Rehearse = Callable[[Any], Contract]

P = TypeVar("P", bound=Perform)


class Asked(Contract):
    """The base of an action's input: events also carry numbers where a text is meant."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class OutcomeUnknown(NessosError):
    """Raised by an action outside of our database when no answer came: it happened, or it did not."""

    code = "outcome_unknown"
    status = 502
    permanent = False
    sentence = _(
        "%(action)s gave no answer, so nobody can tell from here whether it happened. "
        "Look it up there before it is done again."
    )


@dataclass(frozen=True, kw_only=True)
class Action(Capability):
    squad: str
    name: str
    perform: Perform
    #: Whether its effect is outside of our database, so that it cannot be undone with a transaction.
    outside: bool = False
    #: How an interrupted one is found out; None: only a person can tell.
    look_up: LookUp | None = None
    #: What a dry run shows; None: it can show only what the action would be given.
    rehearse: Rehearse | None = None

    def __repr__(self) -> str:
        return f"{self.perform.__module__}.{getattr(self.perform, '__qualname__', self.perform)}"


class ActionRegistry(Registry[Action]):
    """By ``squad.action``."""

    def squads(self) -> list[str]:
        return sorted({action.squad for action in self})

    def names_of(self, squad: str) -> list[str]:
        return [action.name for action in self if action.squad == squad]

    def find(self, squad: str, name: str) -> Action | None:
        return self.get(f"{squad}.{name}")


actions = ActionRegistry("action")


def action_register(  # noqa: PLR0913 - all that there is to say of one
    squad: str,
    name: str,
    *,
    label: str | Promise,
    input: type[Contract],  # noqa: A002 - as it is said of an action everywhere
    output: type[Contract],
    aliases: Mapping[str, str] | None = None,
    outside: bool = False,
    look_up: LookUp | None = None,
    rehearse: Rehearse | None = None,
) -> Callable[[P], P]:
    """Register the function that performs it: ``@action_register("inventory", "check_stock", …)``."""

    def register(perform: P) -> P:
        action_add(
            actions,
            Action(
                squad=squad,
                name=name,
                label=label,
                input=input,
                output=output,
                aliases=dict(aliases or {}),
                perform=perform,
                outside=outside,
                look_up=look_up,
                rehearse=rehearse,
            ),
        )
        return perform

    return register


def action_add(registry: ActionRegistry, action: Action) -> Action:
    """Into this registry, past the door. Raises RegistrationError."""
    if not action.squad or not action.name:
        raise RegistrationError(f"An action has no squad or no name: {action!r}. Give it both.")
    whole = f"{action.squad}.{action.name}"
    action.door_check("action", whole)
    if not callable(action.perform):
        raise RegistrationError(
            f"The action {whole!r} cannot be called: {action.perform!r}. Give a function."
        )
    for verb in (action.look_up, action.rehearse):
        if verb is not None and not callable(verb):
            raise RegistrationError(f"The action {whole!r} cannot be asked: {verb!r}. Give a function.")
    if action.look_up is not None and not action.outside:
        raise RegistrationError(
            f"The action {whole!r} can be looked up, but its effect is ours. Set outside=True, or leave look_up out."
        )
    return registry.register(whole, action)

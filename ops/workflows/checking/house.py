"""What a definition may name: the rooms' offers, and people."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from nessos.kernel.registry import Registry
from nessos.offers.actions import ActionRegistry, actions
from nessos.offers.agents import Agent, agents
from nessos.offers.records import RecordOffer, records


@dataclass(frozen=True, kw_only=True)
class House:
    group_known: Callable[[str], bool]
    #: By user name, or by id.
    person_known: Callable[[str | int], bool]
    records: Registry[RecordOffer] = records
    actions: ActionRegistry = actions
    agents: Registry[Agent] = agents


def house_of_database() -> House:
    """With the groups and the people who may sign in."""
    return House(group_known=_group_known, person_known=_person_known)


def _group_known(name: str) -> bool:
    return Group.objects.filter(name=name).exists()


def _person_known(who: str | int) -> bool:
    people = get_user_model()._default_manager.filter(is_active=True)
    if isinstance(who, int):
        return 0 < who < 2**63 and people.filter(pk=who).exists()
    return people.filter(username=who).exists()

"""What a definition may name: the rooms' offers, and people."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

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
    """With the groups and the people who may sign in, each read once, when the first is asked for."""

    @cache
    def groups() -> frozenset[str]:
        return frozenset(Group.objects.values_list("name", flat=True))

    @cache
    def people() -> frozenset[str | int]:
        active = get_user_model()._default_manager.filter(is_active=True)
        return frozenset(each for pair in active.values_list("pk", "username") for each in pair)

    return House(group_known=lambda name: name in groups(), person_known=lambda who: who in people())

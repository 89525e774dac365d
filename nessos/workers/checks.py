"""System checks that read the database: run by ``migrate``, and by ``manage.py check --database default``."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections

from nessos.workers.duties import duties
from nessos.workers.models import DutyState


@register(Tags.database)
def duty_states_check(*, databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or ():
        if DutyState._meta.db_table in connections[alias].introspection.table_names():
            found += [_warn(name) for name in _unknown_names(alias)]
    return found


def _unknown_names(alias: str) -> list[str]:
    known = [duty.name for duty in duties if duty.exclusive]
    unknown = DutyState.objects.using(alias).exclude(name__in=known).order_by("name")
    return list(unknown.values_list("name", flat=True))


def _warn(name: str) -> CheckMessage:
    return CheckWarning(
        f"The database has a turn for the duty {name!r}, which this version of the program does not know: "
        "nobody does it.",
        hint="In the middle of a deploy, go on. If it was removed or renamed for good, delete its row: "
        f"DutyState.objects.filter(name={name!r}).delete()",
        id="workers.W001",
    )

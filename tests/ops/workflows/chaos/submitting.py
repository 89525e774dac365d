"""Somebody who emits events whatever happens to PostgreSQL: ``python -m …submitting FIRST COUNT``.

An event is recorded or it is not; when the answer was lost, its own number tells.
"""

import sys

import django
from django.db import Error, connection

from tests.waiting import wait_until

PATIENCE = 120.0


def main(first: int, count: int) -> None:
    django.setup()
    for number in range(first, first + count):
        wait_until(lambda number=number: _submit(number), seconds=PATIENCE, pause=0.2)  # type: ignore[misc]


def _submit(number: int) -> bool:
    from nessos.eventlog.models import ModuleEvent
    from nessos.eventlog.services import event_emit

    name = f"chaos {number}"
    try:
        if connection.connection is None and ModuleEvent.objects.filter(entity_id=name).exists():
            return True
        event_emit(module="ops", event_type="custom.chaos", entity_id=name, payload={"number": number})
        return True
    except Error:
        connection.close()
        return False


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

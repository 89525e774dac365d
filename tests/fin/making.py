"""Invented rows for the tests of several rooms."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from fin.models import Client, Contract
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from nessos.kernel.errors import NessosError

_numbers = count(1)


def make_client(name: str = "", **fields: Any) -> Client:
    return Client.objects.create(name=name or f"Padaria {next(_numbers)}", **fields)


def make_contract(**fields: Any) -> Contract:
    client = fields.pop("client", None) or make_client()
    contract: Contract = Contract.objects.create(client=client, **fields)
    return contract


def days_ahead(count: int) -> date:
    return clock.today() + timedelta(days=count)


def clock_move_to(moment: str) -> None:
    """To this time in São Paulo: ``"2027-03-01 02:00"``."""
    there = datetime.fromisoformat(moment).replace(tzinfo=timezone.get_default_timezone())
    clock.advance(there - clock.now())


def events_named(name: str, of: Any = None) -> list[dict[str, Any]]:
    """The payloads of the events by this name, in their order."""
    module, _dot, kind = name.partition(".")
    rows = ModuleEvent.objects.filter(module=module, event_type=kind).order_by("id")
    return [row.payload for row in (rows.filter(entity_id=str(of.pk)) if of is not None else rows)]


def run_together(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread and on a connection of its own, all let go at once; answers what they returned or raised."""
    gate = Barrier(len(works), timeout=10)

    def run(work: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return work()
        except (DatabaseError, NessosError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))

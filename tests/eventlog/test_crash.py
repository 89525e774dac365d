"""Real processes: one dies between the commit and the delivery, many deliver a burst."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from nessos.eventlog.models import Delivery, ModuleEvent

pytestmark = pytest.mark.usefixtures("emptied")

ROOT = Path(__file__).resolve().parents[2]

PRELUDE = """
import os, signal, django
django.setup()
from django.db import connection, transaction
from nessos.eventlog.listening import Happened, listener
from nessos.eventlog import delivery, services
from growth.models import Lead

@listener("ops.custom.rang", name="tests.process")
def hear(event: Happened) -> None:
    Lead.objects.create(name=event.entity_id, email="crash@example.com", message=str(os.getpid()))
"""

DIES = (
    PRELUDE
    + """
with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    services.event_emit(module="ops", event_type="custom.rang", entity_id="bell", payload={})
"""
)

DIES_WHILE_HEARING = (
    PRELUDE
    + """
hear_first = delivery.listeners["tests.process"].handle
def die(event):
    hear_first(event)
    os.kill(os.getpid(), signal.SIGKILL)
object.__setattr__(delivery.listeners["tests.process"], "handle", die)
services.event_emit(module="ops", event_type="custom.rang", entity_id="bell", payload={})
"""
)

SWEEPS = PRELUDE + "delivery.deliveries_sweep()"

BURSTS = (
    PRELUDE
    + """
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
with transaction.atomic():
    services.events_record(events=[
        ModuleEvent(module="ops", event_type="custom.rang", entity_id=f"bell {n}") for n in range(%d)
    ])
"""
)


def start(code: str) -> subprocess.Popen[bytes]:
    """A process of its own on this test's database."""
    settings = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nessos.settings",
        "DATABASE_URL": os.environ["DATABASE_URL"].removesuffix("nessos") + str(settings["NAME"]),
    }
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)


def heard() -> list[str]:
    from growth.models import Lead

    return sorted(Lead.objects.filter(email="crash@example.com").values_list("name", flat=True))


@pytest.mark.parametrize("code", [DIES, DIES_WHILE_HEARING], ids=["before delivery", "inside the listener"])
def test_what_a_killed_process_owed_is_delivered_by_the_sweep(code: str) -> None:
    assert start(code).wait(60) == -signal.SIGKILL
    assert ModuleEvent.objects.filter(event_type="custom.rang").count() == 1
    assert Delivery.objects.get().listener == "tests.process"
    assert heard() == []

    assert start(SWEEPS).wait(60) == 0
    assert heard() == ["bell"]
    assert not Delivery.objects.exists()


def burst(size: int, sweepers: int) -> None:
    assert start(BURSTS % size).wait(120) == 0
    running = [start(SWEEPS) for _n in range(sweepers)]
    assert [process.wait(300) for process in running] == [0] * sweepers
    assert heard() == sorted(f"bell {n}" for n in range(size))
    assert not Delivery.objects.filter(listener="tests.process").exists()


def test_a_burst_is_delivered_by_several_processes_none_twice() -> None:
    burst(600, sweepers=3)


@pytest.mark.chaos
def test_ten_thousand_events_are_all_delivered_none_twice() -> None:
    burst(10_000, sweepers=2)

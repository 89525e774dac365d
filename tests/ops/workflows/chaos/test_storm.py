"""Events under a storm of kills: recorded, each is answered by every workflow exactly once."""

import sys
from secrets import randbelow

import pytest

from tests.ops.workflows.chaos.broker import Broker
from tests.ops.workflows.chaos.conftest import MachineStart
from tests.ops.workflows.chaos.judging import everything_happened_once
from tests.ops.workflows.chaos.site import Site
from tests.ops.workflows.chaos.storm import Storm

pytestmark = pytest.mark.xdist_group("chaos")

#: The promise: work goes on so soon after whatever was killed. A machine that runs the whole suite beside is slower.
RESUMED_WITHIN = 15.0
SLOWER = 2


def test_three_hundred_events_are_each_answered_once_under_kills_and_a_restart_of_the_database(
    site: Site, start_machine: MachineStart, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = start_machine(workers=2)
    machine.await_up()
    storm = Storm(site, [machine], 300, pace=(0.4, 1.2), least=8, crashes={150: 0}, seed=randbelow(10**6))
    judge(site, storm, capsys, within=120, standstill=SLOWER * RESUMED_WITHIN)


@pytest.mark.chaos
def test_ten_thousand_events_are_each_answered_once_under_kills_and_two_restarts_of_the_database(
    site: Site, start_machine: MachineStart, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = start_machine(workers=2)
    machine.await_up()
    storm = Storm(
        site, [machine], 10_000, pace=(1, 6), least=60, crashes={3_000: 0, 7_000: 40}, seed=randbelow(10**6)
    )
    judge(site, storm, capsys, within=3600, standstill=RESUMED_WITHIN)


def test_two_machines_with_redis_as_broker_answer_each_event_once_though_redis_forgets_and_dies(
    site: Site, broker: Broker, start_machine: MachineStart, capsys: pytest.CaptureFixture[str]
) -> None:
    machines = [start_machine("first"), start_machine("second")]
    for machine in machines:
        machine.await_up()
    others = {40: broker.flush, 80: broker.kill, 160: broker.start}
    storm = Storm(
        site, machines, 200, pace=(0.5, 1.5), least=6, crashes={}, others=others, seed=randbelow(10**6)
    )
    judge(site, storm, capsys, within=120, standstill=SLOWER * RESUMED_WITHIN)


def test_a_machine_starts_and_works_while_redis_is_dead(
    site: Site, broker: Broker, start_machine: MachineStart
) -> None:
    broker.kill()
    machine = start_machine()
    machine.await_up()
    site.emit(0)
    site.await_ended(seconds=15)
    everything_happened_once(site, 1)
    assert machine.restarts() == []


def judge(
    site: Site, storm: Storm, capsys: pytest.CaptureFixture[str], *, within: float, standstill: float
) -> None:
    storm.rage(within=within)
    with capsys.disabled():
        sys.stdout.write(f"\n{storm.tell()}\n")
    assert storm.unexplained == []
    everything_happened_once(site, storm.events)
    assert storm.longest_standstill() <= standstill, storm.tell()

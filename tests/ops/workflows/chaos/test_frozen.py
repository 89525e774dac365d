"""A machine that stands still in the middle of a batch, as a paused virtual one does, and wakes up late."""

import psutil
import pytest

from tests.ops.workflows.chaos.conftest import MachineStart
from tests.ops.workflows.chaos.machine import Machine
from tests.ops.workflows.chaos.site import Site
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("chaos")

RECORD = "SELECT id, status, attempt, started_at, ended_at FROM workflows_step ORDER BY id"
_WORKERS = "pg_stat_activity WHERE datname = %s AND application_name = 'nessos-worker'"


def test_what_a_frozen_worker_held_goes_to_another_and_it_writes_nothing_when_it_wakes(
    site: Site, start_machine: MachineStart
) -> None:
    frozen = start_machine("frozen")
    frozen.await_up()
    processes = frozen.everything()
    freeze_in_a_batch(site, frozen, processes)
    assert site.count(f"{_WORKERS} AND state = 'idle in transaction'", site.name) == 1

    other = start_machine("other")
    site.await_ended(seconds=60)
    assert written(site) == [(1, 1)]
    before = site.ask(RECORD)

    for process in processes:
        process.resume()
    other.power_off()
    site.trigger("chaos-hot", 1)
    site.await_ended(seconds=60)
    assert site.ask(RECORD)[: len(before)] == before
    assert written(site) == [(2, 2)]


def written(site: Site) -> list[tuple[int, ...]]:
    """How often the row was written, and by how many runs."""
    return site.ask(
        "SELECT count(*), count(DISTINCT caused_by) FROM eventlog_moduleevent"
        " WHERE event_type = 'playbook.saved' AND caused_by IS NOT NULL"
    )


def freeze_in_a_batch(site: Site, machine: Machine, processes: list[psutil.Process]) -> None:
    """Stop its worker where it has begun to write: it waits for a row that we hold, and gets it once it is frozen."""
    with site.connect() as holder:
        holder.execute("BEGIN")
        holder.execute("SELECT 1 FROM ops_playbook WHERE slug = 'hot-0' FOR UPDATE")
        site.trigger("chaos-hot", 1)
        wait_until(lambda: _freeze(site, processes), seconds=30, pause=0.005)
        holder.execute("ROLLBACK")
    wait_until(lambda: site.count(f"{_WORKERS} AND wait_event_type = 'Lock'", site.name) == 0)


def _freeze(site: Site, processes: list[psutil.Process]) -> bool:
    """False: it had given up waiting for the row by then, and is awake again."""
    waiting = f"{_WORKERS} AND wait_event_type = 'Lock'"
    if not site.count(waiting, site.name):
        return False
    for process in processes:
        process.suspend()
    if site.count(waiting, site.name):
        return True
    for process in processes:
        process.resume()
    return False

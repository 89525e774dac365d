"""What comes back, and how: after a restart of the database, a day that passed at once, two days without power."""

from datetime import timedelta

import pytest

from tests.ops.workflows.chaos.conftest import MachineStart
from tests.ops.workflows.chaos.documents import WORKFLOWS
from tests.ops.workflows.chaos.judging import unexplained_find
from tests.ops.workflows.chaos.site import Site
from tests.waiting import wait_until

pytestmark = pytest.mark.xdist_group("chaos")

DAY = timedelta(days=1)

CANCEL = """
from ops.workflows.errors import RunEnded
from ops.workflows.models import Run
from ops.workflows.services import run_cancel
for run in Run.objects.filter(ended_at__isnull=True).order_by("id"):
    try:
        print(run_cancel(run=run).pk)
    except RunEnded:
        pass
"""
#: What each run wrote last into its row, and what the steps on record say of it.
WRITTEN = """
SELECT r.id::text, r.status, l.city, (
    SELECT coalesce(max(s.position - 1), -1) FROM workflows_step s WHERE s.run_id = r.id AND s.status = 'completed'
) FROM workflows_run r LEFT JOIN growth_lead l ON l.message = r.id::text ORDER BY r.id
"""
STEPS = "SELECT id, status, attempt, ended_at FROM workflows_step WHERE name <> 'later' ORDER BY id"


def test_runs_go_on_where_a_restart_of_the_database_met_them(site: Site, start_machine: MachineStart) -> None:
    machine = start_machine()
    machine.await_up()
    site.trigger("chaos-long", 40)
    wait_until(
        lambda: site.count("workflows_step WHERE name = 'write_3' AND status = 'completed'"), seconds=30
    )
    assert site.stands("open") > 0
    site.restart()
    site.await_ended(seconds=30)
    assert site.statuses() == {("chaos-long", "completed"): 40}
    assert site.ask("SELECT count(*), max(attempt) FROM workflows_step") == [(40 * 21, 1)]
    assert site.count("growth_lead") == 40
    assert site.count("eventlog_moduleevent WHERE event_type = 'lead.updated'") == 40 * 20
    assert machine.restarts() == []


def test_a_delay_ends_on_the_moved_clock_though_all_workers_were_new(
    site: Site, start_machine: MachineStart
) -> None:
    site.has_test_clock = True
    machine = start_machine()
    machine.await_up()
    site.trigger("chaos-sleeper", 1)
    wait_until(lambda: site.statuses() == {("chaos-sleeper", "waiting"): 1})
    machine.power_off()
    machine.start()
    machine.await_up()
    assert unexplained_find(site) == []
    assert site.statuses() == {("chaos-sleeper", "waiting"): 1}

    site.manage("clock", "advance", "25h")
    site.await_ended(seconds=30)
    ((began, ended),) = site.ask("SELECT started_at, ended_at FROM workflows_step WHERE name = 'rest'")
    assert DAY < ended - began < DAY + timedelta(hours=2)
    assert site.count("growth_lead") == 1


def test_a_thousand_timers_that_fell_due_in_two_days_without_power_go_off_once_and_let_new_work_pass(
    site: Site, start_machine: MachineStart
) -> None:
    site.has_test_clock = True
    machine = start_machine(workers=2)
    machine.await_up()
    site.trigger("chaos-sleeper", 1000)
    wait_until(lambda: site.statuses() == {("chaos-sleeper", "waiting"): 1000}, seconds=30)
    machine.power_off()
    site.manage("clock", "advance", "2d")

    machine.start()
    submitting = site.start("-m", "tests.ops.workflows.chaos.submitting", "0", "1")
    machine.await_up()
    pids = sorted(worker.pid for worker in machine.workers())
    answered = "workflows_run WHERE event_id IS NOT NULL AND ended_at IS NOT NULL"
    wait_until(lambda: site.count(answered) == len(WORKFLOWS), seconds=30)
    site.await_ended(seconds=30)

    assert submitting.wait(10) == 0
    assert site.statuses()["chaos-sleeper", "completed"] == 1000
    leads = "SELECT count(*), count(DISTINCT message) FROM growth_lead WHERE name LIKE %s"
    assert site.ask(leads, "Sleeper %") == [(1000, 1000)]
    assert sorted(worker.pid for worker in machine.workers()) == pids
    assert machine.restarts() == []


def test_a_cancel_from_elsewhere_wins_over_batches_at_work_and_for_ever(
    site: Site, start_machine: MachineStart
) -> None:
    machine = start_machine(workers=2)
    machine.await_up()
    site.trigger("chaos-long", 150)
    wait_until(
        lambda: site.count("workflows_step WHERE name = 'write_2' AND status = 'completed'"), seconds=30
    )
    cancelled = set(site.script(CANCEL).split())
    site.await_ended(seconds=30)
    before = site.ask(STEPS)
    site.emit(0)
    site.await_ended(seconds=30)

    assert site.ask(STEPS)[: len(before)] == before
    written = site.ask(WRITTEN)
    assert cancelled
    assert {run for run, status, _city, _count in written if status == "cancelled"} == cancelled
    for run, status, city, count in written:
        if status == "cancelled":
            assert (city or "-1") == str(count), run

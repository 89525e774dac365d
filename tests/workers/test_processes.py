"""What whoever runs the house can rely on, shown with real clusters and real signals."""

import os
import signal
from datetime import timedelta

import psutil
from django.db import connection, transaction

from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from nessos.workers.models import DutyState, Heartbeat
from nessos.workers.queue import job_enqueue
from nessos.workers.selectors import duty_states, workers_alive
from nessos.workers.services import duty_claim, heartbeat_beat
from nessos.workers.worker import Worker
from tests.waiting import wait_until
from tests.workers.conftest import ClusterStart

MOMENT = timedelta(seconds=10)


def test_only_workers_beat_and_a_cluster_that_is_asked_to_end_leaves_no_row(
    start_cluster: ClusterStart,
) -> None:
    cluster = start_cluster()
    cluster.await_heartbeat()
    assert workers_alive(MOMENT) == 1

    assert cluster.terminate(within=10) == 0
    assert not Heartbeat.objects.exists()


def test_a_killed_worker_is_replaced_and_its_row_grows_old(start_cluster: ClusterStart) -> None:
    cluster = start_cluster()
    killed = cluster.await_heartbeat()
    os.kill(killed.pid, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(killed.pid), seconds=10)
    killed.refresh_from_db()

    fresh = cluster.await_heartbeat()
    assert fresh.pid != killed.pid
    assert fresh.beat_at > killed.beat_at == Heartbeat.objects.get(pk=killed.pk).beat_at


def test_two_clusters_do_a_duty_once_and_once_more_after_two_days(start_cluster: ClusterStart) -> None:
    clusters = [start_cluster("first"), start_cluster("second")]
    pids = [cluster.await_heartbeat().pid for cluster in clusters]
    notes = clusters[0]
    wait_until(lambda: notes.count("hourly"))
    notes.await_sweeps(*pids)
    assert (notes.count("hourly"), notes.count("nightly")) == (1, 0)

    clock.advance(timedelta(days=2))
    wait_until(lambda: notes.count("hourly") > 1 and notes.count("nightly"))
    notes.await_sweeps(*pids)
    assert (notes.count("hourly"), notes.count("nightly")) == (2, 1)

    broken = duty_states().get(name="room.walls_fall")
    assert broken.failures >= 2
    assert broken.last_error == "RuntimeError: the wall fell on [email]"
    assert broken.lease_by is None


def test_a_worker_goes_on_when_the_database_drops_its_connections(start_cluster: ClusterStart) -> None:
    cluster = start_cluster()
    first = cluster.await_heartbeat()
    wait_until(lambda: cluster.count("hourly") and cluster.count("sweep"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'nessos-worker' AND datname = current_database()"
        )
        assert len(cursor.fetchall()) >= 3
    dropped_at, sweeps = clock.real_now(), cluster.count("sweep", first.pid)
    clock.advance(timedelta(hours=1))

    wait_until(lambda: cluster.count("hourly", first.pid) == 2, seconds=15)
    wait_until(lambda: cluster.count("sweep", first.pid) >= sweeps + 2, seconds=15)
    wait_until(lambda: Heartbeat.objects.get(pk=first.pk).beat_at > dropped_at, seconds=15)


def test_a_worker_whose_guard_was_killed_ends_by_itself(start_cluster: ClusterStart) -> None:
    cluster = start_cluster()
    worker = psutil.Process(cluster.await_heartbeat().pid)
    os.kill(worker.ppid(), signal.SIGKILL)

    wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, seconds=10)
    assert not Heartbeat.objects.exists()


def test_a_duty_without_end_stops_neither_the_beating_nor_the_ending(start_cluster: ClusterStart) -> None:
    cluster = start_cluster(NESSOS_TEST_ENDLESS="1")
    first = cluster.await_heartbeat()
    wait_until(lambda: cluster.count("endless") == 1, seconds=10)
    wait_until(lambda: Heartbeat.objects.get().beat_at > first.beat_at, seconds=10)
    assert DutyState.objects.get(name="room.world_turn").lease_by == first.pk

    assert cluster.terminate(within=10) == 0
    other = Worker(cluster="other", host="elsewhere", pid=1)
    heartbeat_beat(worker=other, started_at=clock.real_now())
    assert duty_claim(name="room.world_turn", worker=other.id, limit=timedelta(hours=1))
    assert DutyState.objects.get(name="room.world_turn").failures == 1


def test_a_job_runs_in_a_worker_for_whoever_wanted_it(start_cluster: ClusterStart) -> None:
    cluster = start_cluster()
    with working_for(Context(trace_id="trace-of-the-request", actor_id=7)), transaction.atomic():
        job_enqueue("tests.workers.room.duties.note_trace", "job")
    wait_until(lambda: cluster.count("job-trace-of-the-request-7") == 1, seconds=15)

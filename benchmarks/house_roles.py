"""Our processes in the contest: ``worker``, ``submit N``, ``idle N``."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Event, Thread
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.house import EVENT, House  # noqa: E402
from benchmarks.programs import beginning_await, end_await, idle_times, submit_threaded  # noqa: E402
from growth.models import Case  # noqa: E402
from nessos.eventlog.services import event_emit  # noqa: E402
from nessos.workers.loops import loops  # noqa: E402
from nessos.workers.worker import worker_here  # noqa: E402

MODULE, _DOT, TYPE = EVENT.partition(".")
#: Of whoever announces.
THREADS = 4


def worker() -> None:
    """The engine's loop in a thread, as django-q2's workers have it; without the cluster around it."""
    import_module("growth.api")  # by which the first record is shown
    over = Event()
    loop = loops["workflows"](worker_here())

    def turn() -> None:
        while not over.is_set():
            over.wait(loop(over))

    thread = Thread(target=turn)
    beginning_await()
    thread.start()
    end_await()
    over.set()
    thread.join()
    connection.close()


def cluster() -> None:
    """The real thing, which ends with this process."""
    environment = {**os.environ, "NESSOS_CLUSTER_WORKERS": str(House.workers)}
    connection.close()
    beginning_await()
    command = [sys.executable, "-m", "django", "qcluster", "--skip-checks"]
    running = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own
    end_await()
    running.send_signal(signal.SIGTERM)
    try:
        running.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def submit(count: int) -> None:
    """One event, one transaction, as whatever happens in a house is announced; several at a time, as web servers do."""
    cases = _cases_find(count)
    with ThreadPoolExecutor(THREADS, initializer=connection.ensure_connection) as threads:
        submit_threaded(count, lambda number: _announce(cases[number - 1]), threads)


def idle(count: int) -> None:
    cases = _cases_find(count)
    eyes = psycopg.connect(House().address, autocommit=True)
    ended = "SELECT EXISTS (SELECT FROM workflows_run WHERE event_id = %s AND ended_at IS NOT NULL)"

    def is_over(event: Any) -> bool:
        row = eyes.execute(ended, [event.pk]).fetchone()
        return bool(row and row[0])

    idle_times(count, lambda number: _announce(cases[number - 1]), is_over)


def _announce(case: str) -> Any:
    return event_emit(module=MODULE, event_type=TYPE, entity_id=case, payload={"case": case})


def _cases_find(count: int) -> list[str]:
    return [str(pk) for pk in Case.objects.filter(summary="").values_list("pk", flat=True)[:count]]


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    {"worker": worker, "cluster": cluster, "submit": submit, "idle": idle}[role](*map(int, arguments))

"""A chain of django-q2: ``install``, ``worker``, ``submit N``, ``idle N``.

A chain hands nothing from task to task, so the test is given what the read would have found.
"""

import os
import signal
import subprocess
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.django_q2_settings"

from django.core.management import call_command
from django.db import connection

from benchmarks.peers.rows import READ, SPARE, WRITE, beginning_mark, value_test
from benchmarks.programs import beginning_await, end_await, idle_times, submit_all

HERE = "benchmarks.peers.django_q2_runs"


def read(number: int) -> dict[str, object]:
    beginning_mark()
    with connection.cursor() as cursor:
        cursor.execute(READ, [number])
        return dict(zip(("id", "score", "status"), cursor.fetchone(), strict=True))


def test(row: dict[str, object]) -> bool:
    return value_test(row)


def write(number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WRITE, ["high", number])
        return int(cursor.rowcount)


def install() -> None:
    call_command("migrate", verbosity=0)


def worker() -> None:
    """A cluster, which ends with this process."""
    beginning_await()
    cluster = subprocess.Popen([sys.executable, "-m", "django", "qcluster"], start_new_session=True)
    end_await()
    cluster.send_signal(signal.SIGTERM)
    try:
        cluster.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(cluster.pid, signal.SIGKILL)
        cluster.wait()


def chain_begin(number: int) -> str:
    from django_q.tasks import async_chain

    group: str = async_chain(
        [(f"{HERE}.read", (number,)), (f"{HERE}.test", ({"score": 60},)), (f"{HERE}.write", (number,))]
    )
    return group


def submit(count: int) -> None:
    connection.ensure_connection()
    submit_all(count, chain_begin)


def idle(count: int) -> None:
    from django_q.models import Task

    chain_begin(SPARE)
    idle_times(
        count,
        chain_begin,
        lambda group: Task.objects.filter(group=group, func=f"{HERE}.write", success=True).exists(),
    )


if __name__ == "__main__":
    django.setup()
    role, *arguments = sys.argv[1:]
    {"install": install, "worker": worker, "submit": submit, "idle": idle}[role](*map(int, arguments))

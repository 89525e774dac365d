"""The reference run, durable step by step: read a row, test a value, write a row that announces itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any

import psutil
from django.db import connection, transaction

from growth.models import Case
from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.services import event_emit, events_record
from ops.workflows.models import Run, Workflow
from ops.workflows.services import workflow_save

RUNS = 2_000
IDLE = 60
WORKERS = 2

_STEPS: list[dict[str, Any]] = [
    {"name": "read", "type": "db_query", "operation": "get", "model": "growth.Case",
     "filter": {"id": "{{ payload.case }}"}},
    {"name": "test", "type": "condition", "expression": "steps.read.output.raw_data == 'ready'"},
    {"name": "write", "type": "db_query", "operation": "update", "model": "growth.Case",
     "filter": {"id": "{{ payload.case }}"}, "values": {"summary": "{{ run.id }}"}},
]  # fmt: skip
#: A worker's engine without its django-q2 process; it drains and ends, or listens until its input is closed.
_WORKER = """
import os, sys, threading, django
django.setup()
from nessos.workers.worker import worker_here
from ops.workflows.loops import EngineLoop
over = threading.Event()
loop = EngineLoop(worker_here())
print("ready", flush=True)
if os.environ.get("BENCH_WAITS"):
    sys.stdin.readline()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
while not over.is_set():
    loop(over)
"""


def drain_measure() -> dict[str, float]:
    """A backlog of runs on rows of their own, drained by two processes."""
    _prepare()
    with _workers(waiting=True) as workers:
        _submit(RUNS)
        before, commits = _cpu(workers), _commits()
        began = perf_counter()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write(b"\n")
            worker.stdin.flush()
        while Run.objects.filter(ended_at__isnull=True).exists():
            sleep(0.02)
        seconds = perf_counter() - began
        cpu = _cpu(workers) - before
        sleep(1.1)  # PostgreSQL's own counters come late
        commits = _commits() - commits
    assert Run.objects.filter(status="completed").count() == RUNS
    assert Case.objects.exclude(summary="").count() == RUNS
    return {
        "drain_runs_per_s": RUNS / seconds,
        "cpu_ms_per_run": cpu / RUNS * 1000,
        "commits_per_run": commits / RUNS,
    }


def idle_measure() -> dict[str, float]:
    """From the event, written by this process, to the end of its run, done by others and seen here."""
    _prepare()
    cases = Case.objects.bulk_create([Case(title=f"Case {n}", raw_data="ready") for n in range(IDLE)])
    times = []
    with _workers(waiting=False):
        sleep(1.0)
        for case in cases:
            began = perf_counter()
            event = event_emit(
                module="ops", event_type="custom.reference", entity_id="", payload={"case": str(case.pk)}
            )
            while not _is_ended(event):
                pass
            times.append((perf_counter() - began) * 1000)
            sleep(0.1)
    parts = quantiles(times, n=100)
    return {"idle_ms_p50": parts[49], "idle_ms_p95": parts[94]}


def _is_ended(event: ModuleEvent) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM workflows_run WHERE event_id = %s AND ended_at IS NOT NULL", [str(event.pk)]
        )
        return bool(cursor.fetchall())


def _prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE workflows_run, workflows_step, workflows_batchmark")
    if not Workflow.objects.filter(slug="reference").exists():
        workflow_save(
            slug="reference",
            name="Reference",
            trigger_module="ops",
            trigger_event="custom.reference",
            steps=_STEPS,
        )
    Case.objects.exclude(summary="").delete()


def _submit(count: int) -> None:
    cases = Case.objects.bulk_create([Case(title=f"Case {n}", raw_data="ready") for n in range(count)])
    with transaction.atomic():
        events_record(
            events=[
                ModuleEvent(module="ops", event_type="custom.reference", facts={"case": str(case.pk)})
                for case in cases
            ]
        )


@contextmanager
def _workers(*, waiting: bool) -> Iterator[list["subprocess.Popen[bytes]"]]:
    environment = {
        **os.environ,
        "NESSOS_PROCESS": "worker",
        "DJANGO_SETTINGS_MODULE": "nessos.settings",
        **({"BENCH_WAITS": "1"} if waiting else {}),
    }
    workers = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _WORKER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _n in range(WORKERS)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"ready\n"
        yield workers
    finally:
        for worker in workers:
            worker.communicate()


def _cpu(workers: list["subprocess.Popen[bytes]"]) -> float:
    """Seconds of the workers and of the whole PostgreSQL."""
    processes = [psutil.Process(worker.pid) for worker in workers]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        processes += [psutil.Process(pid) for (pid,) in cursor.fetchall() if psutil.pid_exists(pid)]
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _commits() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        found: int = cursor.fetchone()[0]
    return found


MEASURES = (drain_measure, idle_measure)

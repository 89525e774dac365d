"""DBOS: ``install``, ``worker``, ``submit N``, ``idle N``. Without a queue the submitter's threads do the runs."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from dbos import DBOS, DBOSClient

from benchmarks.peers.rows import SPARE, row_read, row_write, value_test
from benchmarks.programs import beginning_await, end_await, idle_times, submit_all, submit_threaded

THREADS = int(os.environ["BENCH_THREADS"])
HAS_QUEUE = "BENCH_QUEUE" in os.environ
QUEUE = "reference"
URL = "postgresql+psycopg://{PGUSER}:{PGPASSWORD}@/{PGDATABASE}?host={PGHOST}&port={PGPORT}".format(
    **{name: quote(value, safe="") for name, value in os.environ.items() if name.startswith("PG")}
)


@DBOS.step()
def read(number: int) -> dict[str, object]:
    return row_read(number)


@DBOS.step()
def test(row: dict[str, object]) -> bool:
    return value_test(row)


@DBOS.step()
def write(number: int, is_high: bool) -> int:
    return row_write(number, is_high=is_high)


@DBOS.workflow()
def reference_run(number: int) -> int:
    return write(number, test(read(number)))


def launch(*, listens: bool) -> None:
    config: Any = {
        "name": "bench",
        "system_database_url": URL,
        "executor_id": str(os.getpid()),
        "application_version": "1",
        "log_level": "WARNING",
        "max_executor_threads": THREADS,
    }
    DBOS(config=config)
    if not listens:
        DBOS.listen_queues([])
    DBOS.launch()


def install() -> None:
    launch(listens=False)
    DBOS.register_queue(QUEUE, worker_concurrency=20, polling_interval_sec=0.02, on_conflict="always_update")
    DBOS.destroy()


def worker() -> None:
    beginning_await()
    launch(listens=True)
    end_await()


def submit(count: int) -> None:
    if HAS_QUEUE:
        client = DBOSClient(system_database_url=URL)
        options: Any = {"workflow_name": reference_run.__qualname__, "queue_name": QUEUE}
        submit_all(count, lambda number: client.enqueue(dict(options), number))
        return
    launch(listens=False)
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(reference_run, range(SPARE, SPARE + 4 * THREADS)))
        submit_threaded(count, reference_run, threads)


def idle(count: int) -> None:
    """The call itself: it returns when the run has ended."""
    launch(listens=False)
    for number in range(SPARE, SPARE + 5):
        reference_run(number)
    idle_times(count, reference_run, lambda _result: True)


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    {"install": install, "worker": worker, "submit": submit, "idle": idle}[role](*map(int, arguments))
    sys.stdout.flush()
    os._exit(0)  # its threads do not end by themselves

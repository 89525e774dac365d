"""procrastinate: ``install``, ``worker``, ``submit N``, ``idle N``. Each step's job defers that of the next."""

import asyncio
import logging
import os
import sys
from threading import Thread

import procrastinate
import psycopg
from psycopg_pool import AsyncConnectionPool

from benchmarks.peers.rows import READ, SPARE, WRITE, beginning_mark, value_test
from benchmarks.programs import beginning_await, end_await, idle_times, submit_all

CONCURRENCY = 8
#: Seconds; NOTIFY does it otherwise.
POLL = 0.25
ENDED = """
SELECT EXISTS (SELECT FROM procrastinate_jobs
               WHERE task_name = 'write' AND status = 'succeeded' AND (args ->> 'number')::int = %s)
"""

logging.disable(logging.WARNING)  # it speaks of our being a program, and of each job
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo="", min_size=2, max_size=10))
rows: list[AsyncConnectionPool] = []


@app.task(name="read")
async def read(number: int) -> None:
    beginning_mark()
    async with rows[0].connection() as connection:
        row = await (await connection.execute(READ, [number])).fetchone()
    assert row is not None
    await test.defer_async(number=number, row=dict(zip(("id", "score", "status"), row, strict=True)))


@app.task(name="test")
async def test(number: int, row: dict[str, object]) -> None:
    await write.defer_async(number=number, is_high=value_test(row))


@app.task(name="write")
async def write(number: int, is_high: bool) -> None:
    async with rows[0].connection() as connection:
        await connection.execute(WRITE, ["high" if is_high else "low", number])


async def work() -> None:
    rows.append(AsyncConnectionPool("", min_size=2, max_size=8, kwargs={"autocommit": True}, open=False))
    async with rows[0], app.open_async():
        await app.run_worker_async(
            concurrency=CONCURRENCY, listen_notify=True, fetch_job_polling_interval=POLL
        )


def install() -> None:
    with app.open():
        app.schema_manager.apply_schema()


def worker() -> None:
    beginning_await()
    Thread(target=lambda: asyncio.run(work()), daemon=True).start()
    end_await()


def submit(count: int) -> None:
    with app.open():
        submit_all(count, lambda number: read.defer(number=number))


def idle(count: int) -> None:
    eyes = psycopg.connect("", autocommit=True)

    def begin(number: int) -> int:
        read.defer(number=number)
        return number

    def is_over(number: int) -> bool:
        row = eyes.execute(ENDED, [number]).fetchone()
        return bool(row and row[0])

    with app.open():
        begin(SPARE)
        idle_times(count, begin, is_over)


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    {"install": install, "worker": worker, "submit": submit, "idle": idle}[role](*map(int, arguments))
    sys.stdout.flush()
    os._exit(0)  # its worker listens for ever

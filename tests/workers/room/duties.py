import os
from datetime import time, timedelta
from pathlib import Path
from threading import Event

from nessos.kernel.context import current
from nessos.workers.duties import duty_register


def note(what: str) -> None:
    """One line: what ran, in which process. A short append is one write, so no two lines mix."""
    with Path(os.environ["NESSOS_TEST_NOTES"]).open("a") as notes:
        notes.write(f"{what} {os.getpid()}\n")


def note_trace(word: str) -> None:
    note(f"{word}-{current().trace_id}-{current().actor_id}")


@duty_register("room.walls_fall", label="Fails each time", every=timedelta(minutes=1))
def walls_fall() -> None:
    raise RuntimeError("the wall fell on ana@example.com")


@duty_register("room.floors_fall", label="Fails on every worker", every=timedelta(seconds=1), exclusive=False)
def floors_fall() -> None:
    raise SystemExit("the floor fell")


@duty_register("room.rows_count", label="Once an hour", every=timedelta(hours=1))
def rows_count() -> None:
    note("hourly")


@duty_register("room.day_close", label="In the night", at=time(3, 30))
def day_close() -> None:
    note("nightly")


@duty_register("room.rows_sweep", label="On every worker", every=timedelta(seconds=1), exclusive=False)
def rows_sweep() -> None:
    note("sweep")


@duty_register("room.world_turn", label="Never ends, when asked to", every=timedelta(days=1))
def world_turn() -> None:
    if os.environ.get("NESSOS_TEST_ENDLESS"):
        note("endless")
        Event().wait()

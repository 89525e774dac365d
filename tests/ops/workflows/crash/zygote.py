"""A process that knows the house and forks workers of it, as a cluster does: a crash costs milliseconds, not a start.

It reads commands, a line each, and answers each with a line: ``fork <crashpoint> <what>`` with the new process's id,
``wait <pid>`` with how that ended: ``-9`` is a SIGKILL.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the setup
from django.db import connections  # noqa: E402

from nessos.kernel import clock  # noqa: E402
from nessos.kernel.crashpoints import crashpoint_arm  # noqa: E402
from nessos.workers.loops import loop_start  # noqa: E402
from nessos.workers.services import heartbeat_beat  # noqa: E402
from nessos.workers.worker import worker_here  # noqa: E402
from tests.ai.routing.making import sages  # noqa: E402
from tests.ops.workflows.crash import outside  # noqa: E402
from tests.ops.workflows.errands.ledger import Ledger, posting  # noqa: E402


def work() -> None:
    """A worker's heartbeat, engine and errands; its other loops would only stir the dust."""
    worker, started_at, never = worker_here(), clock.real_now(), threading.Event()
    heartbeat_beat(worker=worker, started_at=started_at)
    for name in ("workflows", "errands"):
        loop_start(name, worker, never)
    while not never.wait(1):
        try:
            heartbeat_beat(worker=worker, started_at=started_at)
        except django.db.Error:
            connections.close_all()


DEEDS: dict[str, Callable[[], None]] = {"work": work, "emit": outside.emit, "decide": outside.decide}


def fork(point: str, what: str) -> int:
    if pid := os.fork():
        return pid
    os.environ["NESSOS_CLUSTER"] = f"crash-{os.getpid()}"
    crashpoint_arm("" if point == "-" else point, allowed=settings.NESSOS_TEST_CLOCK)
    try:
        DEEDS[what]()
    finally:
        connections.close_all()
        os._exit(0)


def main() -> None:
    folder = Path(os.environ["NESSOS_CRASH_FOLDER"])
    with posting(Ledger(folder / "ledger")), outside.acting(folder), sages():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            order, *words = line.split()
            answer = (
                fork(*words)
                if order == "fork"
                else os.waitstatus_to_exitcode(os.waitpid(int(words[0]), 0)[1])
            )
            sys.stdout.write(f"{answer}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

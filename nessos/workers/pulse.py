"""The pulse of a worker process: it beats, keeps the loops running beside it, and ends with the main thread."""

import logging
import multiprocessing
import os
import signal
import threading
from time import monotonic
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from nessos.kernel import clock
from nessos.workers.loops import loop_start, loops
from nessos.workers.services import heartbeat_beat, heartbeat_remove
from nessos.workers.worker import Worker, worker_here

log = logging.getLogger(__name__)

BEAT = 3.0
#: After a beat that failed, so that a restarted database finds everyone alive soon.
BEAT_AGAIN = 1.0
#: How often it looks whether its parent still lives; the end of the main thread wakes it at once.
LOOK = 0.5
#: A worker that was frozen in the middle of a transaction holds its locks no longer than this.
STANDSTILL = "30s"
#: How long the end waits for loops in the middle of something. Below the ten seconds of whoever watches the cluster.
GRACE = 3.0


class Pulse(threading.Thread):
    """Not a daemon: the process stays until its row is gone and its loops have ended, or the grace is over."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(name="nessos-pulse", daemon=False)
        self._worker = worker
        self._started_at = clock.real_now()
        self._end = threading.Event()
        self._fails = False

    def run(self) -> None:
        self._beat()  # before the loops: a lease is good only while its holder's heartbeat is there
        threads = [loop_start(name, self._worker, self._end) for name in loops.names()]
        orphaned = self._beat_until_the_end()
        self._end.set()
        deadline = monotonic() + GRACE
        for thread in threads:
            thread.join(max(0.0, deadline - monotonic()))
        self._say_goodbye()
        if orphaned:
            # The main thread waits for tasks that nobody will send any more.
            os.kill(os.getpid(), signal.SIGTERM)

    def _beat_until_the_end(self) -> bool:
        """Answers whether the process was orphaned, instead of ending by itself."""
        main, next_beat = threading.main_thread(), monotonic() + BEAT
        while True:
            main.join(LOOK)
            if not main.is_alive():
                return False
            if is_orphaned():
                return True
            if monotonic() >= next_beat:
                self._beat()
                next_beat = monotonic() + (BEAT_AGAIN if self._fails else BEAT)

    def _beat(self) -> None:
        try:
            heartbeat_beat(worker=self._worker, started_at=self._started_at)
        except Exception:
            if not self._fails:
                log.exception("a worker cannot write its heartbeat and tries on")
            self._fails = True
            connections.close_all()
        else:
            self._fails = False

    def _say_goodbye(self) -> None:
        try:
            heartbeat_remove(worker=self._worker)
        except Exception:
            log.exception("a worker ends without removing its heartbeat")
        finally:
            connections.close_all()


def pulse_start() -> None:
    """Start the pulse of this process, which must be one that a cluster forked."""
    if multiprocessing.parent_process() is None:
        return  # a test or a shell that runs a task in its own process
    _connections_drop()
    connection_created.connect(_standstill_limit, dispatch_uid="nessos.standstill")
    Pulse(worker_here()).start()


def _standstill_limit(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{STANDSTILL}'")


def is_orphaned() -> bool:
    parent = multiprocessing.parent_process()
    return parent is not None and os.getppid() != parent.pid


def _connections_drop() -> None:
    """Forget what was inherited, and do not close it: that would say goodbye to the server on the parent's socket."""
    for connection in connections.all(initialized_only=True):
        connection.connection = None

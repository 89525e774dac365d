"""The engine in every worker: a thread with a connection of its own, woken by NOTIFY and by its own timers."""

from threading import Event

from django.db import connection

from nessos.kernel import clock
from nessos.workers.loops import loop_register
from nessos.workers.worker import Worker
from ops.workflows.advance import Engine
from ops.workflows.claim import next_due
from ops.workflows.recover import Marks
from ops.workflows.waking import CHANNEL

#: However deaf it is, it looks so often.
FALLBACK = 1.0
#: Marks of dead workers are swept every so many idle looks.
_SWEEP = 60


class EngineLoop:
    def __init__(self, _worker: Worker) -> None:
        self._marks: Marks | None = None
        self._engine: Engine | None = None
        self._looks = 0

    def __call__(self, stop: Event) -> float:
        """Do all that is due, then listen until something is; the rest is taken here, so none is answered."""
        try:
            self._engine_ensure().drain(stop.is_set)
            if not stop.is_set():
                self._listen()
        except BaseException:
            self._forget()
            raise
        if stop.is_set():
            self._forget()
        return 0.0

    def _engine_ensure(self) -> Engine:
        if self._marks is None or self._engine is None:
            self._marks = Marks()
            self._marks.connection.execute(f"LISTEN {CHANNEL}")
            self._engine = Engine(self._marks)
        return self._engine

    def _listen(self) -> None:
        assert self._marks is not None
        if self._looks % _SWEEP == 0:
            self._marks.prune()
        self._looks += 1
        now = clock.now()
        due = next_due(now)
        rest = FALLBACK if due is None else min(FALLBACK, max(0.0, (due - now).total_seconds()))
        if rest:
            for _bell in self._marks.connection.notifies(timeout=rest, stop_after=1):
                pass

    def _forget(self) -> None:
        if self._marks is not None:
            self._marks.close()
        self._marks = self._engine = None
        connection.close()


loop_register("workflows", EngineLoop)

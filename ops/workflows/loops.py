"""The engine in every worker: a thread with a connection of its own, woken by NOTIFY and by its own timers."""

from threading import Event

from django.db import connection

from nessos.kernel import clock
from nessos.kernel.crashpoints import crashpoint
from nessos.workers.loops import loop_register
from nessos.workers.worker import Worker
from ops.workflows.advance import Engine
from ops.workflows.claim import next_due
from ops.workflows.errands.looping import ErrandsLoop
from ops.workflows.pace import Pace
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
        self._pace = Pace()

    def __call__(self, stop: Event) -> float:
        """Do a batch of what is due, and listen if nothing is known to be left; answers the rest until the next."""
        try:
            engine = self._engine_ensure()
            self._bells_hush()
            self._pace.note(engine.advance(stop.is_set))
            if not engine.goes_on and not stop.is_set():
                self._listen(engine)
        except BaseException:
            self._forget()
            raise
        if stop.is_set():
            self._forget()
        return self._pace.rest()

    def _engine_ensure(self) -> Engine:
        if self._marks is None or self._engine is None:
            self._marks = Marks()
            self._marks.connection.execute(f"LISTEN {CHANNEL}")
            self._engine = Engine(self._marks)
        return self._engine

    def _bells_hush(self) -> None:
        """Those that have rung by now ring for what the next look sees anyhow."""
        assert self._marks is not None
        for _bell in self._marks.connection.notifies(timeout=0):
            pass

    def _listen(self, engine: Engine) -> None:
        assert self._marks is not None
        if self._looks % _SWEEP == 0:
            self._marks.prune()
        self._looks += 1
        now = clock.now()
        due = next_due(engine.looked_until)
        rest = FALLBACK if due is None else min(FALLBACK, max(0.0, (due - now).total_seconds()))
        if due is not None:
            crashpoint("timers.waiting")
        if rest:
            for _bell in self._marks.connection.notifies(timeout=rest, stop_after=1):
                pass

    def _forget(self) -> None:
        if self._marks is not None:
            self._marks.close()
        self._marks = self._engine = None
        connection.close()


loop_register("workflows", EngineLoop)
loop_register("errands", ErrandsLoop)

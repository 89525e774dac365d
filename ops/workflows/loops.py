"""The engine in every worker: a thread with a connection of its own, woken by NOTIFY and by its own timers."""

from datetime import datetime
from threading import Event
from typing import Any

from django.db import connection
from psycopg import Connection

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
#: So soon for what another worker holds, then less and less often. It may have held the run for a moment only, to find
#: that there was nothing to do; then nobody rings, and the step would wait for the fallback.
DOUBT = 0.015
#: Marks of dead workers are swept every so many idle looks.
_SWEEP = 60


class EngineLoop:
    def __init__(self, _worker: Worker) -> None:
        self._marks: Marks | None = None
        self._engine: Engine | None = None
        self._pace = Pace()
        self._hears = False
        self._looks = 0
        self._doubt = DOUBT

    def __call__(self, stop: Event) -> float:
        """Do a batch of what is due, and listen if nothing is known to be left; answers the rest until the next."""
        try:
            rest = self._turn(stop)
        except BaseException:
            self._forget()
            raise
        if stop.is_set():
            self._forget()
        return rest

    def _turn(self, stop: Event) -> float:
        if self._marks is None or self._engine is None:
            self._marks = Marks()
            self._engine = Engine(self._marks)
        engine, bells = self._engine, self._marks.connection
        if self._hears:
            self._listen(bells, 0.0)  # what has rung by now, the next look sees anyhow
        own = engine.left
        self._pace.begin()
        taken = engine.advance(stop.is_set)
        rest = self._pace.end(taken, news=max(0, taken - own))
        if taken:
            self._doubt = DOUBT
        if self._pace.is_busy:
            # It looks often enough by itself, and every bell would cost PostgreSQL a signal and a packet.
            self._hear(bells, is_wanted=False)
        elif not self._hears:
            self._hear(bells, is_wanted=True)  # and look once more: nobody rang for what came before
        elif not engine.goes_on and not stop.is_set():
            self._await_work(engine, self._marks)
        return rest

    def _await_work(self, engine: Engine, marks: Marks) -> None:
        if self._looks % _SWEEP == 0:
            marks.prune()
        self._looks += 1
        rest = self._rest_find(engine, next_due())
        if rest > 0:
            self._listen(marks.connection, rest)

    def _rest_find(self, engine: Engine, due: datetime | None) -> float:
        """Until what is due next; at short intervals while something is due that the last look did not get."""
        if due is None:
            return FALLBACK
        crashpoint("timers.waiting")
        if due > engine.looked_until:
            self._doubt = DOUBT
            return min(FALLBACK, (due - clock.now()).total_seconds())
        self._doubt = min(FALLBACK, self._doubt * 2)
        return self._doubt / 2

    def _hear(self, bells: Connection[Any], *, is_wanted: bool) -> None:
        if is_wanted != self._hears:
            bells.execute(f"LISTEN {CHANNEL}" if is_wanted else f"UNLISTEN {CHANNEL}")
            self._hears = is_wanted

    def _listen(self, bells: Connection[Any], seconds: float) -> None:
        for _bell in bells.notifies(timeout=seconds, stop_after=1):
            pass

    def _forget(self) -> None:
        if self._marks is not None:
            self._marks.close()
        self._marks = self._engine = None
        self._hears = False
        connection.close()


loop_register("workflows", EngineLoop)
loop_register("errands", ErrandsLoop)

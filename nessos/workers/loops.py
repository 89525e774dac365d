"""Loops: the threads that run in every worker beside its beating. A higher room declares its own in ``loops.py``."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.db import connections

from nessos.kernel.registry import RegistrationError, Registry
from nessos.workers.turns import ExclusiveTurns, SharedTurns
from nessos.workers.worker import Worker

log = logging.getLogger(__name__)

#: Does what is due and answers how many seconds it may rest. It gives way soon when the event, the end, is set.
Tick = Callable[[Event], float]
LoopMake = Callable[[Worker], Tick]

#: However long the database was away: soon after it is back, all go on.
LONGEST_REST = 5.0

loops: Registry[LoopMake] = Registry("loop")


def loop_register(name: str, make: LoopMake) -> None:
    """Run ``make(worker)``'s tick again and again in a thread of its own, with its own connection, in every worker.

    A tick that raises is logged once, rests longer each time, and gets a new connection.
    """
    if not callable(make):
        raise RegistrationError(
            f"The loop {name!r} cannot be made by {make!r}. Give a class or function of a worker."
        )
    loops.register(name, make)


def loop_start(name: str, worker: Worker, stop: Event) -> Thread:
    """The thread is a daemon, so that a tick that hangs cannot hold the process: the pulse waits, but not for ever."""
    thread = Thread(target=_keep, args=(name, loops[name](worker), stop), name=f"nessos-{name}", daemon=True)
    thread.start()
    return thread


def _keep(name: str, tick: Tick, stop: Event) -> None:
    failures = 0
    while not stop.is_set():
        try:
            rest = tick(stop)
        except (Exception, SystemExit):
            failures += 1
            rest = min(2.0 ** min(failures - 1, 10), LONGEST_REST)
            if failures == 1:
                log.exception("the loop %s failed and goes on", name)
            connections.close_all()
        else:
            if failures:
                log.info("the loop %s works again", name, extra={"failures": failures})
            failures = 0
        stop.wait(rest)
    connections.close_all()


loop_register("duties", ExclusiveTurns)
loop_register("sweeps", SharedTurns)

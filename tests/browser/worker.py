"""`python -m tests.browser.worker`: does what is due in the house until it is told to end."""

import os
import signal
from threading import Event, Thread

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nessos.settings")
    django.setup()
    from nessos.kernel import clock
    from nessos.workers.services import heartbeat_beat
    from nessos.workers.worker import Worker
    from ops.workflows.errands.looping import ErrandsLoop
    from ops.workflows.loops import EngineLoop

    stop = Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    worker = Worker(cluster="browser", host="house", pid=os.getpid())
    heartbeat_beat(worker=worker, started_at=clock.real_now())
    errands, engine = ErrandsLoop(worker), EngineLoop(worker)
    apart = Thread(target=errands, args=(stop,))
    apart.start()
    while not stop.is_set():
        stop.wait(engine(stop))
    apart.join()


if __name__ == "__main__":
    main()

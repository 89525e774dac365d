"""The threads that perform: each errand has one of its own, so that a slow one holds up no other."""

import socket
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread

from django.db import connections

from ops.workflows.errands.claiming import Given
from ops.workflows.errands.pauses import LEASE, LONGEST, LONGEST_LOOKING, SLACK, steady
from ops.workflows.errands.verdicts import Again, Verdict

Perform = Callable[[Given], Verdict]


@dataclass(slots=True)
class Held:
    """An errand in a thread's hands."""

    given: Given
    is_look_up: bool
    begun: float = field(default_factory=steady)

    @property
    def mark(self) -> tuple[int, int]:
        """The same errand taken up again is another."""
        return self.given.id, self.given.fence

    @property
    def deadline(self) -> float:
        longest = LONGEST_LOOKING if self.is_look_up else (self.given.timeout_seconds or LONGEST)
        return self.begun + longest + SLACK


class Hands:
    """They only perform. What they bring back is fetched by the thread that gave it to them."""

    def __init__(self) -> None:
        self._finished: SimpleQueue[tuple[Held, Verdict]] = SimpleQueue()
        self._threads: list[Thread] = []
        #: Whoever waits for the database's bell hears this one too.
        self.bell, self._clapper = socket.socketpair()
        for end in (self.bell, self._clapper):
            end.settimeout(0)

    def give(self, held: Held, perform: Perform) -> None:
        """In a daemon's thread: one that hangs cannot hold the process."""
        context = copy_context()
        thread = Thread(
            target=lambda: context.run(self._work, held, perform), name=f"errand-{held.given.id}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def busy(self) -> int:
        """How many threads live, those too whose errand was given up."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        return len(self._threads)

    def fetch(self) -> list[tuple[Held, Verdict]]:
        """What has come back since it was asked last."""
        with suppress(BlockingIOError):
            while self.bell.recv(1024):
                pass
        found = []
        with suppress(Empty):
            while True:
                found.append(self._finished.get_nowait())
        return found

    def close(self) -> None:
        self.bell.close()
        self._clapper.close()

    def _work(self, held: Held, perform: Perform) -> None:
        # Frozen between the claim and here until somebody else may have begun: then this one does not.
        is_late = not held.is_look_up and steady() - held.begun > LEASE
        try:
            verdict = Again() if is_late else perform(held.given)
        finally:
            connections.close_all()
        self._finished.put((held, verdict))
        with suppress(OSError):
            self._clapper.send(b"!")

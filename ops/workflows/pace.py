"""How often a worker looks: at once while there is little to do, less often while there is much.

A batch costs nearly the same whether it does one step or thirty. Under load a worker that looks again at once would
do ever smaller batches, at several times the cost; the short rest lets them grow. A lone run does not notice it.
"""

from collections.abc import Callable
from time import monotonic

#: So many batches may follow each other at once.
BURST = 8.0
#: After them one each so many seconds, unless they are large.
EVERY = 0.010
#: From here on a batch is worth its cost.
LARGE = 50


class Pace:
    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._credit = BURST
        self._seen = now()

    def rest(self) -> float:
        """How many seconds the next batch should wait."""
        self._refill()
        return max(0.0, (1.0 - self._credit) * EVERY)

    def note(self, size: int) -> None:
        """A batch of so many steps was done."""
        self._refill()
        if size < LARGE:
            self._credit -= 1.0

    def _refill(self) -> None:
        now = self._now()
        self._credit = min(BURST, self._credit + (now - self._seen) / EVERY)
        self._seen = now

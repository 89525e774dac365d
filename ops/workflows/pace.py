"""How often a worker looks: at once while there is little to do, less often while there is much.

A batch costs nearly the same whether it does one step or thirty. Under load a worker that looked again at once would
do ever smaller batches, at several times the cost; a short rest lets them grow. A lone run does not notice it.
"""

from collections.abc import Callable
from time import monotonic

#: So many batches may follow each other at once.
BURST = 8.0
#: Another one for each so many seconds in which there was nothing to do.
CREDIT = 0.01
#: What an empty look costs of that.
EMPTY = 0.25
#: The rest after each batch once that is used up, in seconds,
REST = 0.06
#: unless the batch was large enough to be worth its cost,
LARGE = 50
#: and until so many looks in a row have found nothing new.
QUIET = 3


class Pace:
    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._credit = BURST
        self._ended = now()
        self._empty = 0
        #: There was more to do than its credit was good for, and it has not ended yet.
        self.is_busy = False

    def begin(self) -> None:
        """A batch begins."""
        self._credit = min(BURST, self._credit + (self._now() - self._ended) / CREDIT)

    def end(self, size: int, *, news: int) -> float:
        """It had so many steps; answers how many seconds the next one should wait.

        ``news`` are those that its own last batch did not leave: where there are none, as in a chain of steps, no
        rest would make the next batch any larger.
        """
        self._ended = self._now()
        self._empty = 0 if news else self._empty + 1
        if size >= LARGE:
            return 0.0
        if news or not size:
            self._credit -= 1.0 if news else EMPTY
        if self._empty >= QUIET:
            self.is_busy = False
        elif self._credit < 0.0:
            self.is_busy = True
        return REST if self.is_busy else 0.0

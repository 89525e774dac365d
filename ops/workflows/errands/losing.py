"""Workers that died over an errand. Each is watched for a while first: whoever only slept beats again meanwhile."""

import logging
import time
from collections.abc import Sequence
from uuid import UUID

from ops.workflows.errands.claiming import Given, silent_find
from ops.workflows.errands.judging import loss_judge
from ops.workflows.errands.settling import errand_settle

log = logging.getLogger(__name__)

#: How often it looks. However long lies between two looks, it counts as one: whoever watches may have slept too.
LOOK = 1.0
_COUNTS = 1.5


class Watch:
    """Only time in which it really looked counts, so that an outage of the database makes nobody look dead."""

    def __init__(self, worker: UUID, patience: float) -> None:
        self._worker = worker
        self._patience = patience
        self._watched: dict[tuple[int, int], float] = {}
        self._looked = 0.0

    def look(self, held: Sequence[int]) -> None:
        """``held``: what this worker itself has under way."""
        now = time.monotonic()
        if (passed := now - self._looked) < LOOK:
            return
        self._looked = now
        found = {(given.id, given.fence): given for given in silent_find(worker=self._worker, held=held)}
        self._watched = {
            key: self._watched[key] + min(passed, _COUNTS) if key in self._watched else 0.0 for key in found
        }
        for key, watched in self._watched.items():
            if watched >= self._patience:
                self._take_over(found[key])

    def _take_over(self, given: Given) -> None:
        if errand_settle(given, loss_judge(given), is_lost=True):
            log.warning("a worker was lost in the middle of %s", given.name, extra={"errand": given.key})

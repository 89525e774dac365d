"""Doing what is due, batch by batch: effects, records and what they schedule commit together.

First the whole batch at once. A step over which a worker died before is taken out of it and done alone, and so is
every step of a batch that failed as a whole: what one step breaks, it breaks for itself.
"""

import logging
import random
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from nessos.kernel import clock
from nessos.kernel.crashpoints import crashpoint
from nessos.kernel.masking import mask
from nessos.kernel.statements import commit_together
from ops.workflows.batches import batch_work, claimed_fail, record_write
from ops.workflows.claim import BATCH, steps_claim
from ops.workflows.executing.guarding import connection_check
from ops.workflows.executing.outcomes import Failed
from ops.workflows.models import Step
from ops.workflows.recover import DEATHS, Marks, mark_fulfil
from ops.workflows.waking import working_silently

log = logging.getLogger(__name__)

#: Longer than a batch of another worker holds a row, shorter than anyone would call a standstill.
LOCK_TIMEOUT = "250ms"
#: Who stands still for so long in the middle of a batch (a paused machine, a lost network) has lost it: PostgreSQL
#: ends its session, others take the steps up, and what it still wants to write when it wakes is refused.
STANDSTILL = "10s"
#: What cannot even be recorded as failed is looked at again then.
PAUSE = timedelta(seconds=60)


class Engine:
    """One worker's: its transactions go over Django's connection of its thread, its marks over ``marks``."""

    def __init__(self, marks: Marks, size: int = BATCH) -> None:
        self._marks = marks
        self._size = size
        self._prepared: object = None
        #: The business time up to which it has looked for what is due.
        self.looked_until = clock.now()
        #: Whether the last batch left something to do: nobody rings for it.
        self.goes_on = True
        #: How many steps it left that are due at once.
        self.left = 0

    def drain(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """Do everything that is due; answers how many steps were taken up."""
        taken = 0
        while not is_over() and (count := self.advance(is_over)):
            taken += count
        return taken

    def advance(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """One batch, and those of it that had to be done alone; answers how many steps it took up."""
        self._connection_prepare()
        self.goes_on, self.left = False, 0
        seen: list[int] = []
        try:
            alone = self._attempt(seen)
        except Exception:
            self._connections_check()
            log.exception("a batch of steps failed as a whole and is redone one by one")
            alone = seen
        self.goes_on = self.goes_on or bool(alone) or len(seen) >= self._size
        for step_id in alone:
            if is_over():  # what is cut off in the middle would count as a death; the rest stays due
                break
            self._do_alone(step_id)
        return len(seen)

    def _connections_check(self) -> None:
        """Raise on, out of an ``except``: a lost connection is no fault of a step."""
        connection_check()
        self._marks.check()

    def _connection_prepare(self) -> None:
        connection.ensure_connection()
        if self._prepared is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                cursor.execute(f"SET idle_in_transaction_session_timeout = '{STANDSTILL}'")
            self._prepared = connection.connection

    def _attempt(self, seen: list[int], only: int | None = None) -> list[int]:
        """One transaction; answers the steps that it left out, since a worker died over them."""
        mark: UUID | None = None
        try:
            with working_silently() as owed, commit_together() as together, transaction.atomic():
                now = self.looked_until = clock.now()
                claimed = steps_claim(now=now, limit=self._size, only=only)
                if not claimed:
                    return []
                crashpoint("engine.claimed")
                seen += [each.id for each in claimed]
                mark, deaths = self._marks.make(seen)
                crashpoint("engine.marked")
                if only is not None and deaths[only] >= DEATHS:
                    record = claimed_fail(claimed[0], _lost(deaths[only]), now)
                else:
                    if only is None and deaths:
                        self._marks.remove(mark)
                        claimed = [each for each in claimed if each.id not in deaths]
                        mark, _deaths = self._marks.make([each.id for each in claimed])
                    record = batch_work(claimed, now, is_alone=only is not None)
                together()
                record_write(record, now)
                mark_fulfil(mark)
                crashpoint("engine.recorded")
            self.left += record.left
            self.goes_on = self.goes_on or record.left > 0 or owed()
            crashpoint("engine.committed")
        except Exception:
            if mark is not None:
                with suppress(psycopg.Error):
                    self._marks.remove(mark)
            raise
        return _shuffled(deaths) if only is None else []

    def _do_alone(self, step_id: int) -> None:
        try:
            self._attempt([], only=step_id)
        except Exception as error:
            self._connections_check()
            log.exception("a step failed as a whole", extra={"step_id": step_id})
            self._fail_alone(step_id, error)

    def _fail_alone(self, step_id: int, error: Exception) -> None:
        now = clock.now()
        failed = Failed(error=mask(f"{type(error).__name__}: {error}")[:2000], is_final=True)
        try:
            with working_silently(), transaction.atomic():
                for claimed in steps_claim(now=now, only=step_id):
                    record_write(claimed_fail(claimed, failed, now), now)
        except Exception:
            connection_check()
            log.exception("a step could not even be recorded as failed", extra={"step_id": step_id})
            Step.objects.filter(pk=step_id, due_at__lte=now).update(due_at=now + PAUSE)


def _shuffled(step_ids: Collection[int]) -> list[int]:
    """So that it is not the same one again that is under way when machines keep dying."""
    return random.sample(list(step_ids), len(step_ids))


def _lost(deaths: int) -> Failed:
    sentence = _(
        "%(deaths)d workers died over this step, so it is not tried again. Look at what it reads and writes."
    )
    return Failed(error=sentence % {"deaths": deaths}, reason="worker_lost", is_final=True)

"""Doing what is due, batch by batch: effects, records and what they schedule commit together.

First the whole batch at once. A step over which a worker died before is taken out of it and done alone, and so is
every step of a batch that failed as a whole: what one step breaks, it breaks for itself.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from nessos.kernel import clock
from nessos.kernel.masking import mask
from ops.workflows.batches import batch_work, claimed_fail
from ops.workflows.claim import BATCH, steps_claim
from ops.workflows.executing.guarding import connection_check
from ops.workflows.executing.outcomes import Failed
from ops.workflows.models import Step
from ops.workflows.recover import DEATHS, Marks, mark_fulfil
from ops.workflows.waking import working_silently

log = logging.getLogger(__name__)

#: Longer than a batch of another worker holds a row, shorter than anyone would call a standstill.
LOCK_TIMEOUT = "250ms"
#: What cannot even be recorded as failed is looked at again then.
PAUSE = timedelta(seconds=60)


class Engine:
    """One worker's: its transactions go over Django's connection of its thread, its marks over ``marks``."""

    def __init__(self, marks: Marks, size: int = BATCH) -> None:
        self._marks = marks
        self._size = size
        self._prepared: object = None

    def drain(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """Do everything that is due; answers how many steps were taken up."""
        taken = 0
        while not is_over() and (count := self.advance()):
            taken += count
        return taken

    def advance(self) -> int:
        """One batch, and those of it that had to be done alone; answers how many steps it took up."""
        self._connection_prepare()
        seen: list[int] = []
        try:
            alone = self._attempt(seen)
        except Exception:
            connection_check()
            log.exception("a batch of steps failed as a whole and is redone one by one")
            alone = seen
        for step_id in alone:
            self._do_alone(step_id)
        return len(seen)

    def _connection_prepare(self) -> None:
        connection.ensure_connection()
        if self._prepared is not connection.connection:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            self._prepared = connection.connection

    def _attempt(self, seen: list[int], only: int | None = None) -> list[int]:
        """One transaction; answers the steps that it left out, since a worker died over them."""
        mark: UUID | None = None
        try:
            with working_silently(), transaction.atomic():
                now = clock.now()
                claimed = steps_claim(now=now, limit=self._size, only=only)
                if not claimed:
                    return []
                seen += [each.id for each in claimed]
                mark, deaths = self._marks.make(seen)
                if only is not None and deaths[only] >= DEATHS:
                    claimed_fail(claimed[0], _lost(deaths[only]), now)
                elif only is None and deaths:
                    self._marks.remove(mark)
                    claimed = [each for each in claimed if not deaths[each.id]]
                    mark, _deaths = self._marks.make([each.id for each in claimed])
                    batch_work(claimed, now)
                else:
                    batch_work(claimed, now)
                mark_fulfil(mark)
        except Exception:
            if mark is not None:
                with suppress(psycopg.Error):
                    self._marks.remove(mark)
            raise
        return sorted(deaths) if only is None else []

    def _do_alone(self, step_id: int) -> None:
        try:
            self._attempt([], only=step_id)
        except Exception as error:
            connection_check()
            log.exception("a step failed as a whole", extra={"step_id": step_id})
            self._fail_alone(step_id, error)

    def _fail_alone(self, step_id: int, error: Exception) -> None:
        now = clock.now()
        failed = Failed(error=mask(f"{type(error).__name__}: {error}")[:2000], is_final=True)
        try:
            with working_silently(), transaction.atomic():
                for claimed in steps_claim(now=now, only=step_id):
                    claimed_fail(claimed, failed, now)
        except Exception:
            connection_check()
            log.exception("a step could not even be recorded as failed", extra={"step_id": step_id})
            Step.objects.filter(pk=step_id, due_at__lte=now).update(due_at=now + PAUSE)


def _lost(deaths: int) -> Failed:
    sentence = _(
        "%(deaths)d workers died over this step, so it is not tried again. Look at what it reads and writes."
    )
    return Failed(error=sentence % {"deaths": deaths}, reason="worker_lost", is_final=True)

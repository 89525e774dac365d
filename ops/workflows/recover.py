"""Who died over what: the marks of batches, written on a connection of their own."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import psycopg
from django.db import OperationalError, connection

from nessos.kernel.ids import uuid7
from nessos.kernel.statements import array_write, statement_do

#: A step over which so many workers died is given up.
DEATHS = 3
#: Over more steps than this, a death makes them suspects, each to be done alone, and is held against none of them:
#: machines are switched off too.
CROWD = 10

#: One round trip: it sees the others as they were before it is there itself.
_MAKE = """
WITH made AS (INSERT INTO workflows_batchmark (id, step_ids) VALUES (%(mark)s, %(ids)s::bigint[]))
SELECT step_ids FROM workflows_batchmark WHERE step_ids && %(ids)s::bigint[]
"""
_REMOVE = "DELETE FROM workflows_batchmark WHERE id = %s"
_PRUNE = """
DELETE FROM workflows_batchmark m
WHERE NOT EXISTS (SELECT FROM workflows_step s WHERE s.id = ANY(m.step_ids) AND s.due_at IS NOT NULL)
"""


class Marks:
    """Outside the batch's transaction, so that they outlive its worker.

    They need not outlive PostgreSQL: what is lost with it would only have been counted as a death.
    """

    def __init__(self) -> None:
        parameters = connection.get_connection_params()
        parameters.pop("cursor_factory", None)
        parameters.pop("context", None)
        parameters.pop("pool", None)
        self.connection = psycopg.connect(**parameters, autocommit=True)
        self.connection.prepare_threshold = 1  # its table stays small: there is one plan for it
        self.connection.execute("SET synchronous_commit = off")

    def make(self, step_ids: Sequence[int]) -> tuple[UUID, Counter[int]]:
        """Answers the mark and, for each of the steps that workers died over, how many of these deaths count.

        Whoever makes it holds the locks of the steps: no other mark of them can be of a worker that lives.
        """
        mark, ids = uuid7(), array_write(step_ids)
        found = self.connection.execute(_MAKE, {"mark": mark, "ids": ids}).fetchall()
        deaths: Counter[int] = Counter()
        for (others,) in found:
            counts = int(len(others) <= CROWD)
            deaths.update(dict.fromkeys(set(step_ids).intersection(others), counts))
        return mark, deaths

    def remove(self, mark: UUID) -> None:
        """Of a batch that was undone in order."""
        self.connection.execute(_REMOVE, [mark])

    def prune(self) -> None:
        """Remove those of which no step is open any more."""
        self.connection.execute(_PRUNE)

    def check(self) -> None:
        """Raise OperationalError when the connection has gone."""
        if self.connection.closed:
            raise OperationalError("The connection of the marks was lost; the batch is done again.")

    def close(self) -> None:
        self.connection.close()


def mark_fulfil(mark: UUID) -> None:
    """Inside the batch's transaction: gone if, and only if, the batch is committed."""
    statement_do(_REMOVE, [mark], prepare=True)

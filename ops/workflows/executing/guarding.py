"""Savepoints: what one step does wrong undoes nothing of the others."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from nessos.kernel.context import working_for
from nessos.kernel.errors import NessosError
from nessos.kernel.masking import mask
from nessos.kernel.statements import is_broken, statement_do
from ops.workflows.errors import StepFault
from ops.workflows.executing.outcomes import DoAll, DoOne, Failed, Outcome, Postponed, Work

log = logging.getLogger(__name__)

#: A row that somebody else holds is soon free again.
LOCK_PAUSE = timedelta(milliseconds=50)
#: What the server could not do for reasons of its own, a full disk or its own end, is no fault of the step.
OUTAGE_PAUSE = timedelta(seconds=1)
_LOCKED = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)


def works_guard(
    works: Sequence[Work], ways: Sequence[DoAll], do_one: DoOne, *, reads_only: bool = False
) -> list[Outcome]:
    """All at once, the first of these ways that does not fail, in a savepoint; else one by one, each in its own.

    What only reads needs no savepoint: if PostgreSQL itself complains, the whole batch is redone one by one.
    """
    if works and not any(work.is_alone or work.step.timeout_seconds is not None for work in works):
        for do_all in ways:
            try:
                with nullcontext() if reads_only else effects_kept():
                    return do_all(works)
            except Exception as error:
                connection_check()
                if is_broken():
                    raise
                log.info("a group of steps is redone another way: %s", type(error).__name__)
    return [work_guard(work, do_one) for work in works]


def work_guard(work: Work, do_one: DoOne) -> Outcome:
    try:
        with working_for(work.context), effects_kept(), _time_limited(work.step.timeout_seconds):
            return do_one(work)
    except Exception as error:  # noqa: BLE001 - told on the step
        connection_check()
        return outcome_of(error, work)


def outcome_of(error: Exception, work: Work) -> Outcome:
    """What an exception means for its step."""
    cause = error.__cause__
    if isinstance(cause, _LOCKED):
        return Postponed(until=work.now + LOCK_PAUSE, waiting_for="lock")
    if isinstance(cause, errors.QueryCanceled) and work.step.timeout_seconds is not None:
        sentence = _("The step took longer than its time limit of %(seconds)g s.")
        return Failed(error=sentence % {"seconds": work.step.timeout_seconds}, reason="timeout")
    if isinstance(error, StepFault | NessosError):
        return Failed(error=mask(str(error)))
    if isinstance(error, ValidationError):
        return Failed(error=mask(_validation_tell(error)))
    _log_unexpected(error, work)
    if isinstance(error, OperationalError) and not isinstance(cause, errors.QueryCanceled):
        return Postponed(until=work.now + OUTAGE_PAUSE, waiting_for="database")
    return Failed(error=mask(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"))


def _log_unexpected(error: Exception, work: Work) -> None:
    """Of the database's complaints only the name: their details quote rows."""
    told = None if isinstance(error, DatabaseError) else error
    name, run_id = type(error).__name__, str(work.claimed.run_id)
    log.error("a step failed unexpectedly: %s", name, exc_info=told, extra={"run_id": run_id})


@contextmanager
def effects_kept() -> Iterator[None]:
    """A savepoint. Django defers foreign keys to the commit; what breaks one shall fail here, not the batch there."""
    with transaction.atomic():
        statement_do("SET CONSTRAINTS ALL IMMEDIATE", prepare=True)
        yield


@contextmanager
def _time_limited(seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(max(1, int(seconds * 1000)))])
        yield
        cursor.execute("SET LOCAL statement_timeout = 0")


def connection_check() -> None:
    """Raise on, out of an ``except``, when it is the connection that has gone, and the whole transaction with it."""
    if connection.connection is None or connection.connection.closed:
        raise OperationalError("The connection was lost in the middle of a batch; it is done again.")


def _validation_tell(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if name == "__all__" else f"{name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    )

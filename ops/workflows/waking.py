"""The bell: one NOTIFY in each transaction that makes work for others."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

CHANNEL = "nessos_workflows"
_is_worker: ContextVar[bool] = ContextVar("nessos_workflows_worker", default=False)


@contextmanager
def working_silently() -> Iterator[None]:
    """Inside the block nobody is woken: this worker itself looks again right after its commit."""
    token = _is_worker.set(True)
    try:
        yield
    finally:
        _is_worker.reset(token)


def workers_wake() -> None:
    """Heard when the transaction commits; PostgreSQL itself makes one of several in a transaction."""
    if not _is_worker.get():
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")

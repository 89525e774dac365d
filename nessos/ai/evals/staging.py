"""A stage: rows that an agent reads while it is asked, in tables that stand in front of the house's own.

Temporary tables of the same names hide the real ones from this connection alone: nothing of the house is read, locked
or announced, and a rollback takes all of it away.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

Stage = Callable[[], AbstractContextManager[None]]
_current: ContextVar[Stage] = ContextVar("nessos_stage", default=nullcontext)


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is written in here is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def shadowed(models: Sequence[type[Model]], fill: Callable[[], None]) -> Iterator[None]:
    """These tables are empty but for what ``fill`` puts in; without foreign keys, with all else that they have."""
    with rolled_back():
        with connection.cursor() as cursor:
            for model in models:
                name = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(
                    f"CREATE TEMPORARY TABLE {name} (LIKE public.{name} INCLUDING ALL) ON COMMIT DROP"
                )
        fill()
        yield


def rows_put(rows: Iterable[Model]) -> None:
    """Of one table, and unannounced: they happen nowhere but on this stage."""
    made = list(rows)
    if made:
        queryset: QuerySet[Any] = QuerySet(type(made[0]))
        queryset.bulk_create(made)


@contextmanager
def stage_set(stage: Stage) -> Iterator[None]:
    """Whatever ``staged`` runs in here finds these rows: for models, which are asked outside of any transaction."""
    token = _current.set(stage)
    try:
        yield
    finally:
        _current.reset(token)


def staged() -> AbstractContextManager[None]:
    """Around each reading of rows by an agent: the material, the finishing, the offline rule. Mostly nothing."""
    return _current.get()()

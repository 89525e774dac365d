"""Statements of the hot paths: their values travel beside them, and several travel together.

Django writes the values into each statement, and waits for every answer. What runs here runs in Django's transaction
nevertheless, and raises its errors.

``prepare`` has PostgreSQL parse and plan a statement once in each session. Only where there is nothing to choose, as in
an insert: a plan that was made while a table was small would stay when it has grown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import NoneType
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus


def rows_ask(statement: str, parameters: Any = (), *, prepare: bool = False) -> list[tuple[Any, ...]]:
    with _cursor_open() as cursor:
        return cursor.execute(statement, parameters, prepare=prepare).fetchall()


def statement_do(statement: str, parameters: Any = (), *, prepare: bool = False) -> None:
    with _cursor_open() as cursor:
        cursor.execute(statement, parameters, prepare=prepare)


def is_broken() -> bool:
    """Whether the transaction is lost: its connection is gone, or PostgreSQL accepts nothing but its end."""
    raw = connection.connection
    return raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR


def columns_of(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """The columns of the rows as ``unnest(%s::type[], …)`` takes them: PostgreSQL's spelling of arrays.

    Of texts, numbers, ids, moments and nulls. psycopg would do it too, with a regular expression for each value.
    """
    return [array_write(column) for column in zip(*rows, strict=True)]


def array_write(values: Iterable[Any]) -> str:
    return "{" + ",".join([_WRITERS.get(type(value), _text_write)(value) for value in values]) + "}"


def _text_write(value: Any) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _none: "NULL",
    int: str,
    UUID: str,
    datetime: datetime.isoformat,
}


@contextmanager
def statements_together() -> Iterator[None]:
    """What is done inside is sent at once; its errors come at the end of the block at the latest.

    For statements of this module only: Django's own code asks each for the number of its rows, which is not known yet.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


@contextmanager
def commit_together() -> Iterator[Callable[[], None]]:
    """Around an atomic block: from the call on, what is done in that block is sent together with its commit."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(statements_together())


@contextmanager
def _cursor_open() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw = connection.connection
    raw.prepare_threshold = 0  # Django says None, which is never
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        yield cursor

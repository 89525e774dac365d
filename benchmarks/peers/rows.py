"""What each peer's three steps do, and how it says when it began. For their interpreter."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg_pool import ConnectionPool

READ = "SELECT id, score, status FROM bench_row WHERE id = %s"
WRITE = "UPDATE bench_row SET status = %s, writes = writes + 1 WHERE id = %s"
#: Beyond the rows that are counted: to get warm on.
SPARE = 11_000

_began: list[float] = []
_pools: list[ConnectionPool] = []


def beginning_mark() -> None:
    """Of this process's first step."""
    if not _began:
        _began.append(time.time())
        Path(os.environ["BENCH_MARKS"], str(os.getpid())).write_text(repr(_began[0]))


def value_test(row: dict[str, object]) -> bool:
    score = row["score"]
    return isinstance(score, int) and score > 50


@contextmanager
def connection_take() -> Iterator[psycopg.Connection]:
    """Of the application's own pool."""
    if not _pools:
        _pools.append(ConnectionPool("", min_size=4, max_size=12, kwargs={"autocommit": True}, open=True))
    with _pools[0].connection() as connection:
        yield connection


def row_read(number: int) -> dict[str, object]:
    beginning_mark()
    with connection_take() as connection:
        row = connection.execute(READ, [number]).fetchone()
    assert row is not None
    return dict(zip(("id", "score", "status"), row, strict=True))


def row_write(number: int, *, is_high: bool) -> int:
    with connection_take() as connection:
        return connection.execute(WRITE, ["high" if is_high else "low", number]).rowcount

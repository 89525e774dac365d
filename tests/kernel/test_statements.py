"""Statements that bypass Django's binding: what goes in comes out, and errors are Django's."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from nessos.kernel.statements import (
    array_write,
    columns_of,
    commit_together,
    rows_ask,
    statement_do,
    statements_together,
)

TEXTS = [
    "plain",
    "",
    "NULL",
    'a "quoted" one',
    "back\\slash",
    "{braces, commas}",
    "two\nlines",
    "ação 🎉",
    None,
]


def insert(*numbers: int) -> None:
    for number in numbers:
        statement_do("INSERT INTO once VALUES (%s)", [number])


def insert_committing_together(*numbers: int) -> None:
    with commit_together() as together, transaction.atomic():
        insert(*numbers[:-1])
        together()
        insert(numbers[-1])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", TEXTS),
        ("int8", [1, -(2**40), None]),
        ("uuid", [UUID(int=7), None]),
        ("timestamptz", [datetime(2027, 3, 5, 12, 30, 1, 250_000, tzinfo=UTC), None]),
        ("text", []),
    ],
)
def test_an_array_arrives_as_it_was(kind: str, values: list[Any]) -> None:
    assert [value for (value,) in rows_ask(f"SELECT unnest(%s::{kind}[])", [array_write(values)])] == values


@pytest.mark.django_db
def test_json_in_an_array_keeps_its_quotes() -> None:
    told = '{"said": "\\"yes\\" \\\\ no"}'
    ((found,),) = rows_ask("SELECT (%s::jsonb[])[1] ->> 'said'", [array_write([told])])
    assert found == '"yes" \\ no'


@pytest.mark.django_db
def test_columns_are_those_of_the_rows() -> None:
    columns = columns_of([(1, "a"), (2, "b")])
    assert rows_ask("SELECT * FROM unnest(%s::int[], %s::text[])", columns) == [(1, "a"), (2, "b")]


@pytest.mark.django_db
def test_its_errors_are_those_of_django() -> None:
    with pytest.raises(DataError), transaction.atomic():
        rows_ask("SELECT 'x'::int")
    assert rows_ask("SELECT 1") == [(1,)]


@pytest.mark.django_db
def test_statements_sent_together_fail_together_at_the_latest_when_the_block_ends() -> None:
    statement_do("CREATE TEMPORARY TABLE once (n int UNIQUE) ON COMMIT DROP")
    with pytest.raises(IntegrityError), transaction.atomic(), statements_together():
        insert(1, 1)
    assert rows_ask("SELECT count(*) FROM once") == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_a_failure_beside_the_commit_undoes_the_block_and_leaves_the_connection_usable() -> None:
    statement_do("CREATE TEMPORARY TABLE once (n int UNIQUE)")
    with pytest.raises(IntegrityError):
        insert_committing_together(1, 1)
    assert not connection.in_atomic_block
    assert rows_ask("SELECT count(*) FROM once") == [(0,)]
    statement_do("DROP TABLE once")


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_together_with_its_commit_is_committed() -> None:
    statement_do("CREATE TEMPORARY TABLE once (n int UNIQUE)")
    insert_committing_together(1)
    assert rows_ask("SELECT n FROM once") == [(1,)]
    statement_do("DROP TABLE once")

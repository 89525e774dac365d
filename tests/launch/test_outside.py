"""A database that is not ours is judged before anything is written to it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from nessos.launch.errors import LaunchError
from nessos.launch.outside import check_address, check_database, check_secret_key
from nessos.launch.postgres import TemporaryServer, temporary_server


@pytest.fixture(scope="module")
def server() -> Iterator[TemporaryServer]:
    with temporary_server() as running:
        yield running


def make_database(server: TemporaryServer, name: str, options: str) -> dict[str, Any]:
    facts = server.connection
    with psycopg.connect(
        dbname="postgres", user="nessos", password=facts["PASSWORD"], host=facts["HOST"], autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name} {options}")
    return {**facts, "NAME": name}


def refuse(settings: dict[str, Any], *, needed: int = 10) -> str:
    with pytest.raises(LaunchError) as refusal:
        check_database(settings, connections_needed=needed)
    sentence = str(refusal.value)
    place = f"The database of DATABASE_URL ({settings['NAME']} at {settings['HOST']}) "
    assert sentence.startswith(place)
    return sentence.removeprefix(place)


def test_a_fitting_database_is_taken(server: TemporaryServer) -> None:
    check_database(server.connection, connections_needed=97)


def test_too_few_connections_are_told_in_numbers(server: TemporaryServer) -> None:
    assert refuse(dict(server.connection), needed=98) == (
        "lets in 97 connections (max_connections less those kept for superusers), and ness.OS needs up to 98: "
        "raise its max_connections, or start fewer workers (NESSOS_WORKERS)."
    )


def test_another_encoding_is_refused(server: TemporaryServer) -> None:
    settings = make_database(
        server, "latin", "ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    )
    assert refuse(settings) == "is encoded in LATIN1: create it anew with `ENCODING 'UTF8'`."


def test_no_encoding_at_all_is_refused(server: TemporaryServer) -> None:
    settings = make_database(
        server, "ascii", "ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    )
    assert refuse(settings) == "is encoded in SQL_ASCII: create it anew with `ENCODING 'UTF8'`."


def test_a_missing_extension_that_we_may_not_make_is_asked_for(server: TemporaryServer) -> None:
    settings = make_database(server, "bare", "TEMPLATE template0")
    assert refuse(settings) == (
        "lacks the extension `vector`: let a superuser run `CREATE EXTENSION vector` in it once."
    )


def test_a_wrong_password_is_told_without_any_password(server: TemporaryServer) -> None:
    sentence = refuse({**server.connection, "PASSWORD": "nessos-geheim"})
    assert "password authentication failed" in sentence
    assert "geheim" not in sentence


@pytest.mark.parametrize(
    "url", ["garbage", "sqlite:///x.db",
            "mysql://nessos:geheim@db/nessos",  # not a secret
            "postgres://nessos:geheim@db:x/nessos",  # not a secret
            "postgres://nessos:geheim@db"],  # not a secret
)  # fmt: skip
def test_an_address_of_no_postgresql_is_told_without_any_password(url: str) -> None:
    with pytest.raises(LaunchError) as refusal:
        check_address(url)
    assert str(refusal.value) == (
        "DATABASE_URL is not the address of a PostgreSQL: write it as postgres://user:password@host:5432/name; "
        "without DATABASE_URL the embedded PostgreSQL is used."
    )


def test_an_address_of_a_postgresql_is_taken() -> None:
    check_address("postgres://nessos:gehe#im%2F@db:5432/nessos")
    check_address("postgresql://nessos@db/nessos?sslmode=require")


@pytest.mark.parametrize(
    ("key", "fault"),
    [("", "is not set"), ("short", "is too short or too simple"), ("ab" * 40, "is too short or too simple"),
     ("django-insecure-" + "0123456789" * 6, "is too short or too simple")],
)  # fmt: skip
def test_a_weak_key_is_refused(key: str, fault: str) -> None:
    with pytest.raises(LaunchError) as refusal:
        check_secret_key(key)
    assert str(refusal.value) == (
        f"SECRET_KEY {fault}, and sessions, tokens and links are signed with it: set it to a random text of "
        "50 characters or more, for example the output of "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )

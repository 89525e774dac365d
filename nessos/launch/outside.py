"""Whether a database that is not ours (DATABASE_URL) can carry us; asked before anything is written to it."""

import threading
from collections.abc import Mapping
from typing import Any

import psycopg

from nessos.launch.errors import LaunchError

ANSWER_WITHIN = 10
OLDEST_VERSION = 14
SHORTEST_KEY = 50


class DatabaseSilent(LaunchError):
    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            f"The database of DATABASE_URL ({where}) does not answer: {reason}. "
            "Start it or correct DATABASE_URL; without DATABASE_URL the embedded PostgreSQL is used."
        )


class DatabaseUnfit(LaunchError):
    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"The database of DATABASE_URL ({where}) {reason}")


class AddressUnreadable(LaunchError):
    """Without the address itself: there is a password in it."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL is not the address of a PostgreSQL: write it as postgres://user:password@host:5432/name; "
            "without DATABASE_URL the embedded PostgreSQL is used."
        )


class WeakSecretKey(LaunchError):
    def __init__(self, fault: str) -> None:
        super().__init__(
            f"SECRET_KEY {fault}, and sessions, tokens and links are signed with it: set it to a random text of "
            f"{SHORTEST_KEY} characters or more, for example the output of "
            "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )


def check_address(url: str) -> None:
    """Before the settings read it: they would take any database's address for a PostgreSQL's."""
    from environ import Env  # it brings Django along

    scheme = url.partition("://")[0].lower()
    if "postg" not in Env.DB_SCHEMES.get(scheme, ""):
        raise AddressUnreadable
    try:
        name = Env.db_url_config(url)["NAME"]
    except ValueError as error:  # a port that is no number
        raise AddressUnreadable from error
    if not name:
        raise AddressUnreadable


def check_secret_key(key: str) -> None:
    """The measure of Django's own `check --deploy`."""
    if not key:
        raise WeakSecretKey("is not set")
    if len(key) < SHORTEST_KEY or len(set(key)) < 5 or key.startswith("django-insecure-"):
        raise WeakSecretKey("is too short or too simple")


def check_database(settings: Mapping[str, Any], *, connections_needed: int) -> None:
    """Raise unless it answers, is new enough, speaks UTF-8, has pgvector and lets enough of us in."""
    where = _describe(settings)
    with _connect(settings, where) as connection:
        if (version := connection.info.server_version // 10000) < OLDEST_VERSION:
            raise DatabaseUnfit(where, f"is PostgreSQL {version}: {OLDEST_VERSION} or newer is needed.")
        # As it told when we connected: asked in SQL, a server without an encoding answers bytes.
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise DatabaseUnfit(where, f"is encoded in {encoding}: create it anew with `ENCODING 'UTF8'`.")
        _check_room(connection, where, connections_needed)
        _ensure_vector(connection, where)


def _check_room(connection: psycopg.Connection[Any], where: str, needed: int) -> None:
    allowed = int(_ask(connection, "SHOW max_connections"))
    kept_back = int(_ask(connection, "SHOW superuser_reserved_connections"))
    if needed > allowed - kept_back:
        raise DatabaseUnfit(
            where,
            f"lets in {allowed - kept_back} connections (max_connections less those kept for superusers), and "
            f"ness.OS needs up to {needed}: raise its max_connections, or start fewer workers (NESSOS_WORKERS).",
        )


def _ensure_vector(connection: psycopg.Connection[Any], where: str) -> None:
    if _ask(connection, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'"):
        return
    if not _ask(connection, "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"):
        raise DatabaseUnfit(where, "has no extension `vector`: install pgvector on its server.")
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.Error as error:
        raise DatabaseUnfit(
            where, "lacks the extension `vector`: let a superuser run `CREATE EXTENSION vector` in it once."
        ) from error


def _connect(settings: Mapping[str, Any], where: str) -> psycopg.Connection[Any]:
    """Connect in a thread of its own: a name that does not resolve may hang longer than any time-out of ours."""
    options = {key: value for key, value in settings.get("OPTIONS", {}).items() if key != "pool"}
    outcome: list[psycopg.Connection[Any] | Exception] = []

    def attempt() -> None:
        try:
            outcome.append(psycopg.connect(**_parameters(settings), **options, autocommit=True))
        except (psycopg.Error, OSError, ValueError) as error:
            outcome.append(error)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(ANSWER_WITHIN)
    result = outcome[0] if outcome else TimeoutError(f"nothing came back within {ANSWER_WITHIN} s")
    if isinstance(result, Exception):
        raise DatabaseSilent(where, _reason(result, settings)) from result
    return result


def _parameters(settings: Mapping[str, Any]) -> dict[str, Any]:
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {name: settings[key] for name, key in names.items() if settings.get(key)}


def _describe(settings: Mapping[str, Any]) -> str:
    return f"{settings.get('NAME') or '?'} at {settings.get('HOST') or 'the local socket'}"


def _reason(error: Exception, settings: Mapping[str, Any]) -> str:
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    password = str(settings.get("PASSWORD") or "")
    return (line.replace(password, "***") if password else line).rstrip(".")


def _ask(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None

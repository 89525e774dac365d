"""What the start does through Django: migrations, first data, the first login, heartbeats."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from typing import Any

from nessos.launch import outside
from nessos.launch.progress import step

# Two starts against one database at the same time take turns.
TURN = 0x6E657373
# Of a cluster: guard, monitor and pusher; of each worker: its task, its pulse, its loops with the two that listen, and
# the threads that perform errands, which need one where the effect is written here, as in the sandbox.
PER_CLUSTER, PER_WORKER = 3, 16
# The supervisor itself, and a person at a shell.
OTHERS = 5


def check_outside(clusters: int) -> None:
    """Raise the sentence that says why the database of DATABASE_URL will not do."""
    from django.conf import settings

    outside.check_database(settings.DATABASES["default"], connections_needed=count_connections(clusters))


def count_connections(clusters: int) -> int:
    from django.conf import settings

    workers = int(settings.Q_CLUSTER["workers"])
    return int(settings.WEB_POOL_SIZE) + clusters * (PER_CLUSTER + workers * PER_WORKER) + OTHERS


def find_allowed_host() -> str:
    """A host name that the web server answers to; empty: any."""
    from django.conf import settings

    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return "" if "127.0.0.1" in names or not names else names[0]


def prepare(*, demo: bool) -> bool:
    """Bring tables and rows up to date; answer whether this is the first start, until which nobody can log in."""
    from django.core.management import call_command

    with _turn():
        _migrate()
        with step("reference rows"):
            call_command("reference", verbosity=0, stdout=StringIO())
        first = is_first_start()
        if first and demo:
            with step("demo data"):
                call_command("demo", verbosity=0, stdout=StringIO())
    return first


def is_first_start() -> bool:
    """No superuser yet: he is made last, so that a first start which was interrupted is still the first."""
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.filter(is_superuser=True).exists()


def ensure_admin() -> tuple[str, str] | None:
    """Make the superuser `admin`, unless there is one; answer name and password."""
    from django.contrib.auth import get_user_model
    from django.db import IntegrityError

    users = get_user_model()._default_manager
    password = secrets.token_urlsafe(12)
    with _turn():
        if not is_first_start():
            return None
        name = next(name for name in _names() if not users.filter(username=name).exists())
        try:
            users.create_superuser(username=name, password=password)
        except IntegrityError:
            return None
    return name, password


def read_beats() -> Mapping[str, Mapping[int, Any]] | None:
    """The last heartbeat by cluster and worker; None when the database does not answer."""
    from django.db import Error, connection

    from nessos.workers.models import Heartbeat

    beats: dict[str, dict[int, Any]] = defaultdict(dict)
    try:
        for cluster, pid, beat in Heartbeat.objects.values_list("cluster", "pid", "beat_at"):
            beats[cluster][pid] = beat
    except Error:
        connection.close()
        return None
    return beats


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step("migrations"):
            call_command("migrate", interactive=False, verbosity=0)


def _names() -> Iterator[str]:
    yield "admin"
    yield from (f"admin{number}" for number in range(2, 1000))


@contextmanager
def _turn() -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])

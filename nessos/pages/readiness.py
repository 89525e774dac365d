"""Whether this process can do its work: the database answers, it is migrated, and a worker's heart beats."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from nessos.workers.selectors import workers_alive

logger = logging.getLogger(__name__)

#: Seconds for the database's answer; loading every migration once may take longer on a busy machine.
DATABASE_PATIENCE = 2.0
WHOLE_PATIENCE = 10.0
HEARTBEAT_FRESH = timedelta(seconds=15)


@dataclass
class Findings:
    """None: not known, since what comes before it failed."""

    database: bool | None = None
    migrations: bool | None = None
    workers: bool | None = None
    answered: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)

    def checks(self) -> dict[str, str]:
        words = {True: "ok", False: "failed", None: "unknown"}
        database = words[bool(self.database)]  # no answer is an answer here
        return {"database": database, "migrations": words[self.migrations], "workers": words[self.workers]}

    def reasons(self) -> list[str]:
        if not self.database:
            return [_("The database did not answer within 2 seconds.")]
        if self.migrations is False:
            return [_("Migrations are not applied: run manage.py migrate.")]
        if self.workers is False:
            return [_("No worker has given a sign of life for 15 seconds: is one running?")]
        if self.migrations is None or self.workers is None:
            return [_("The database stopped answering while it was asked.")]
        return []


class Prober:
    """Looks in a thread, because a frozen server or a broken network never answers and no setting bounds it all.

    One look at a time: while one hangs, the next asker learns what it has found so far, and no threads pile up.
    """

    def __init__(
        self, look: Callable[[Findings], None], database_patience: float, whole_patience: float
    ) -> None:
        self._look = look
        self._database_patience = database_patience
        self._whole_patience = whole_patience
        self._lock = threading.Lock()
        self._current: Findings | None = None

    def ask(self) -> Findings:
        findings = self._join_or_start()
        if findings.answered.wait(self._database_patience):
            findings.finished.wait(self._whole_patience)
        return findings

    def _join_or_start(self) -> Findings:
        with self._lock:
            if self._current is None:
                self._current = Findings()
                threading.Thread(
                    target=self._run, args=(self._current,), name="readiness", daemon=True
                ).start()
            return self._current

    def _run(self, findings: Findings) -> None:
        try:
            self._look(findings)
        except Exception as error:  # noqa: BLE001  (whatever it is, we are not ready; what was found says how far)
            logger.warning("The look at the database ended with %s.", type(error).__name__)
            if findings.database is None:
                findings.database = False
        finally:
            with self._lock:
                self._current = None
            findings.finished.set()
            findings.answered.set()


class DatabaseLook:
    """Looks at the three in order, on a connection of its own thread."""

    def __init__(self) -> None:
        self._migrated = False

    def __call__(self, findings: Findings) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            findings.database = True
            findings.answered.set()
            findings.migrations = self._is_migrated()
            if findings.migrations:
                findings.workers = workers_alive(HEARTBEAT_FRESH) > 0
        finally:
            connection.close()

    def _is_migrated(self) -> bool:
        """Asked until it is true once: a running process cannot lose its migrations, and the look is dear."""
        if not self._migrated:
            executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
            self._migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self._migrated


prober = Prober(DatabaseLook(), DATABASE_PATIENCE, WHOLE_PATIENCE)

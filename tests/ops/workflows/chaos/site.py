"""A PostgreSQL that keeps its word (fsync), may be stopped in the middle, and has a fresh database for each test."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import psycopg

from nessos.launch.environment import ROOT
from nessos.launch.postgres import TemporaryServer
from tests.launch.running import OURS
from tests.waiting import wait_until

KEY = "a-key-for-tests-that-is-long-enough-to-pass-every-check-0123456789"
_NOT_PASSED_ON = (*OURS, "PGOPTIONS", "REDIS_", "EMAIL_", "OPENAI_")
_PRELUDE = "import django; django.setup()\n"
_TRIGGER = """
from django.db import transaction
from ops.workflows.models import Workflow
from ops.workflows.services import run_trigger
workflow = Workflow.objects.get(slug={slug!r})
with transaction.atomic():
    for number in range({count}):
        run_trigger(workflow=workflow, payload={{"number": number}})
"""


class Site:
    """One database of the server, and everything that runs on it."""

    def __init__(self, running: TemporaryServer, name: str) -> None:
        self._running = running
        self.name = name
        self.redis = ""
        #: Whether its clock can be moved: then everybody asks the database for the time.
        self.has_test_clock = False

    @cached_property
    def url(self) -> str:
        return re.sub(r"nessos$", self.name, self._running.url)

    def environment(self, **extra: str) -> dict[str, str]:
        """As on a machine of production."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
        return {
            **plain,
            "DATABASE_URL": self.url,
            "SECRET_KEY": KEY,
            "NESSOS_TEST_CLOCK": str(self.has_test_clock),
            "NESSOS_TEST_SERVER": "1",
            "DJANGO_SETTINGS_MODULE": "nessos.settings",
            **({"REDIS_URL": self.redis} if self.redis else {}),
            **extra,
        }

    def connect(self) -> psycopg.Connection[Any]:
        facts = self._running.connection
        return psycopg.connect(
            dbname=self.name,
            user=facts["USER"],
            password=facts["PASSWORD"],
            host=facts["HOST"],
            autocommit=True,
        )

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(query, values).fetchall()

    def count(self, query: str, *values: object) -> int:
        return int(self.ask(f"SELECT count(*) FROM {query}", *values)[0][0])

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Inside the block there is no PostgreSQL: it went as in a crash, without a checkpoint."""
        self._running.server.stop(immediately=True)
        yield
        self._running.server.start()

    def restart(self) -> None:
        with self.stopped():
            pass

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Python with these arguments, on this database."""
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.environment())

    def run(self, *command: str) -> str:
        """The same to its end; what it printed."""
        ended = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT, env=self.environment(), text=True, stdout=subprocess.PIPE, timeout=120, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, f"{command} ended with code {ended.returncode}:\n{ended.stdout}"
        return ended.stdout

    def script(self, code: str) -> str:
        """Run lines of Python that know Django and this database."""
        return self.run("-c", _PRELUDE + code)

    def manage(self, *command: str) -> str:
        return self.run("manage.py", *command)

    def emit(self, number: int) -> None:
        """One event, which starts a run of each workflow with a trigger."""
        self.run("-m", "tests.ops.workflows.chaos.submitting", str(number), "1")

    def trigger(self, slug: str, count: int) -> None:
        """Runs of this workflow alone, by hand."""
        self.script(_TRIGGER.format(slug=slug, count=count))

    def await_ended(self, *, seconds: float) -> None:
        """Until there is no open run."""
        wait_until(lambda: self.stands("open") == 0, seconds=seconds, pause=0.1)

    def stands(self, what: str) -> int:
        is_open = "ended_at IS NULL" if what == "open" else "ended_at IS NOT NULL"
        return self.count(f"workflows_run WHERE {is_open}")

    def statuses(self) -> Mapping[tuple[str, str], int]:
        """How many runs of each workflow stand how."""
        rows = self.ask(
            "SELECT w.slug, r.status, count(*) FROM workflows_run r JOIN workflows_workflow w ON w.id = r.workflow_id"
            " GROUP BY w.slug, r.status"
        )
        return {(slug, status): count for slug, status, count in rows}

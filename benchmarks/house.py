"""Ours in the contest: the engine as it runs in production, on a model that announces itself."""

import os
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from psycopg.conninfo import make_conninfo

from benchmarks.contending import Contender
from benchmarks.programs import Program
from growth.models import Case
from ops.workflows.models import Workflow
from ops.workflows.services import workflow_save

EVENT = "ops.custom.reference"
#: Read a row, test a value, write a row that announces itself.
STEPS: list[dict[str, Any]] = [
    {"name": "read", "type": "db_query", "operation": "get", "model": "growth.Case",
     "filter": {"id": "{{ payload.case }}"}},
    {"name": "test", "type": "condition", "expression": "steps.read.output.raw_data == 'ready'"},
    {"name": "write", "type": "db_query", "operation": "update", "model": "growth.Case",
     "filter": {"id": "{{ payload.case }}"}, "values": {"summary": "{{ run.id }}"}},
]  # fmt: skip
_EMPTY = """
SET nessos.test_database = 'on';
TRUNCATE workflows_run, workflows_step, workflows_batchmark, growth_case, eventlog_moduleevent CASCADE;
RESET nessos.test_database
"""


class House(Contender):
    name = "ness.OS"
    open_sql = "SELECT count(*) FROM workflows_run WHERE ended_at IS NULL"
    #: What a run wrote, it announced: once, and in its own name.
    written_sql = """
    SELECT count(*) FILTER (WHERE events = 1), count(*) FILTER (WHERE events > 1)
    FROM growth_case c
    JOIN workflows_run r ON r.id::text = c.summary AND r.status = 'completed'
    CROSS JOIN LATERAL (SELECT count(*) AS events FROM eventlog_moduleevent e WHERE e.caused_by = r.id) told
    """

    def __init__(self, database: str = "") -> None:
        """``database``: another than that of the settings, on the same server."""
        found = connection.get_connection_params()
        self.database = database or str(found["dbname"])
        kept = {name: found[name] for name in ("user", "password", "host", "port") if name in found}
        self.address = make_conninfo(dbname=self.database, **kept)

    def enter(self) -> None:
        """From here on Django's connection is to this house's database."""
        connection.close()
        connection.settings_dict["NAME"] = self.database

    def prepare(self, rows: int) -> None:
        self.empty()
        workflow_ensure("reference", STEPS, EVENT)
        Case.objects.bulk_create([Case(title=f"Case {n}", raw_data="ready") for n in range(rows)])
        with connection.cursor() as cursor:
            # Not what is empty: who has seen it so would plan for it when it has grown.
            cursor.execute("VACUUM ANALYZE growth_case")
        connection.close()

    def empty(self) -> None:
        self.enter()
        with connection.cursor() as cursor:
            cursor.execute(_EMPTY)

    def program(self, role: str, *arguments: object) -> Program:
        url = urlsplit(os.environ["DATABASE_URL"])
        path = f"{url.path.rpartition('%2F')[0]}%2F" if "%2F" in url.path else "/"
        return Program(
            [sys.executable, "-m", "benchmarks.house_roles", role, *map(str, arguments)],
            {
                **os.environ,
                "NESSOS_PROCESS": "worker",
                "DATABASE_URL": urlunsplit(url._replace(path=f"{path}{self.database}")),
            },
        )


class HouseOfClusters(House):
    """With the workers that production has: a cluster of django-q2 with two of them, each with all its loops."""

    name = "ness.OS, qcluster"
    workers = 1
    settle = 8.0

    def program(self, role: str, *arguments: object) -> Program:
        return super().program("cluster" if role == "worker" else role, *arguments)


def workflow_ensure(slug: str, steps: list[dict[str, Any]], event: str = "") -> Workflow:
    """The same workflow as last time, if there was one."""
    module, _dot, event_type = event.partition(".")
    found = Workflow.objects.filter(slug=slug).first()
    return found or workflow_save(
        slug=slug, name=slug, steps=steps, trigger_module=module, trigger_event=event_type
    )

"""The peers in the contest: their databases, on the same server, and their processes."""

import os
import tempfile
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.contending import Contender
from benchmarks.peers.environment import ROOT, python_ensure
from benchmarks.programs import Program

_ROWS = """
CREATE TABLE bench_row (id int PRIMARY KEY, score int NOT NULL, status text NOT NULL, writes int NOT NULL);
INSERT INTO bench_row SELECT n, 60, 'new', 0 FROM generate_series(1, 12000) n;
VACUUM ANALYZE bench_row
"""


class Peer(Contender):
    #: Its module in this package.
    module: str
    #: How they count runs that have not ended; ``{runs}`` is how many were submitted.
    still_open: str
    settings: ClassVar[dict[str, str]] = {}

    def __init__(self, address: str) -> None:
        self._server = address
        self.database = f"bench_{self.module}"
        self.address = make_conninfo(address, dbname=self.database)
        self._marks = Path(tempfile.mkdtemp(prefix="nessos-peers-"))

    def prepare(self, rows: int) -> None:
        name = sql.Identifier(self.database)
        with psycopg.connect(self._server, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        with psycopg.connect(self.address, autocommit=True) as connection:
            for statement in _ROWS.split(";\n"):
                connection.execute(statement)
        for mark in self._marks.iterdir():
            mark.unlink()
        self.open_sql = self.still_open.format(runs=rows)
        self.written_sql = (
            "SELECT count(*) FILTER (WHERE writes = 1), count(*) FILTER (WHERE writes > 1) "  # noqa: S608
            f"FROM bench_row WHERE id <= {rows}"
        )
        self.program("install").await_success()

    def program(self, role: str, *arguments: object) -> Program:
        found = conninfo_to_dict(self.address)
        names = {
            "dbname": "PGDATABASE",
            "user": "PGUSER",
            "password": "PGPASSWORD",
            "host": "PGHOST",
            "port": "PGPORT",
        }
        return Program(
            [str(python_ensure()), "-m", f"benchmarks.peers.{self.module}", role, *map(str, arguments)],
            {
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "BENCH_MARKS": str(self._marks),
                "PGPORT": "5432",
                **{names[name]: str(value) for name, value in found.items() if name in names},
                **self.settings,
            },
        )

    def drain_began(self, told: float) -> float:
        return min(float(mark.read_text()) for mark in self._marks.iterdir())


class DbosCalls(Peer):
    """Called by threads of one process, which does the steps itself: its fastest way. There is no worker."""

    name = "DBOS"
    module = "dbos_runs"
    workers = 0
    still_open = "SELECT count(*) FROM dbos.workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
    settings: ClassVar[dict[str, str]] = {"BENCH_THREADS": "4"}


class DbosQueue(DbosCalls):
    """Its queue, for a backlog: two processes of two threads."""

    workers = 2
    settle = 3.0
    settings: ClassVar[dict[str, str]] = {"BENCH_THREADS": "2", "BENCH_QUEUE": "yes"}


class Procrastinate(Peer):
    """Two processes of eight jobs at a time, woken by NOTIFY, with a short poll since some of those get lost."""

    name = "procrastinate"
    module = "procrastinate_runs"
    still_open = (
        "SELECT {runs} - count(*) FROM procrastinate_jobs WHERE task_name = 'write' AND status = 'succeeded'"
    )


class DjangoQ2(Peer):
    """A chain of three tasks on the broker in the database; the cluster is one process of ours, with two workers."""

    name = "django-q2"
    module = "django_q2_runs"
    workers = 1
    settle = 5.0
    still_open = "SELECT {runs} - count(*) FROM django_q_task WHERE func LIKE '%.write' AND success"


#: By the name of their figures: who is measured under load, on a backlog, and idle.
PEERS: dict[str, tuple[type[Peer], type[Peer], type[Peer]]] = {
    "dbos": (DbosCalls, DbosQueue, DbosCalls),
    "procrastinate": (Procrastinate, Procrastinate, Procrastinate),
    "django_q2": (DjangoQ2, DjangoQ2, DjangoQ2),
}

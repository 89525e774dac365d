"""The same backlog in a house with a million finished runs: what is over must cost nothing."""

import psycopg
from django.db import connection
from psycopg import sql

from benchmarks.contending import drain_measure
from benchmarks.costs import Figures, Server
from benchmarks.house import EVENT, STEPS, House, workflow_ensure

#: Finished a day ago and earlier, with ids as old as that, payloads and outputs as the reference run leaves them.
_RUNS = """
INSERT INTO workflows_run (id, workflow_id, version_id, event_id, status, trigger_payload, trace_id, depth, started_at,
                           ended_at, error)
SELECT uuidv7(make_interval(secs => -86400 - n)), %s, %s, gen_random_uuid(), 'completed',
       jsonb_build_object('case', gen_random_uuid()), md5(n::text), 0, now() - make_interval(secs => 86400 + n),
       now() - make_interval(secs => 86399 + n), ''
FROM generate_series(%s, 1, -1) n
"""
_STEPS = """
INSERT INTO workflows_step (run_id, position, name, kind, status, attempt, generation, input, output, error, reason,
                            skipped_by, waiting_for, started_at, ended_at)
SELECT r.id, s.position, s.name, s.kind, 'completed', 1, 0, s.input::jsonb, s.output::jsonb, '', '', '', '',
       r.started_at, r.ended_at
FROM workflows_run r CROSS JOIN (VALUES
    (0, 'read', 'db_query', '{"model": "growth.Case", "filter": {"id": "1"}}', '{"title": "Case", "summary": ""}'),
    (1, 'test', 'condition', '{"expression": "True"}', '{"result": true}'),
    (2, 'write', 'db_query', '{"model": "growth.Case", "filter": {"id": "1"}}', '{"updated": 1, "ids": ["1"]}')
) AS s (position, name, kind, input, output)
"""


class OldHouse(House):
    """A copy of the house as it is, in a database of its own, with so many runs that have ended."""

    def __init__(self, runs: int) -> None:
        super().__init__(f"bench_history_{runs}")
        self._runs = runs

    def make(self, young: House) -> None:
        young.empty()
        connection.close()
        template, name = sql.Identifier(young.database), sql.Identifier(self.database)
        with psycopg.connect(self.address, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        self.enter()
        workflow = workflow_ensure("reference", STEPS, EVENT)
        with connection.cursor() as cursor:
            cursor.execute(_RUNS, [str(workflow.pk), str(workflow.published_id), self._runs])
            cursor.execute(_STEPS)
            cursor.execute("VACUUM ANALYZE workflows_run, workflows_step")

    def empty(self) -> None:
        """What has run stays."""
        self.enter()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE growth_case CASCADE")


def history_measure(server: Server, young: House, old: House, runs: int) -> Figures:
    """Drained with them and without, one right after the other."""
    found = drain_measure(old, server, runs)["drain_runs_per_s"]
    without = drain_measure(young, server, runs)["drain_runs_per_s"]
    return {"runs_per_s": found, "without_runs_per_s": without, "share": found / without}

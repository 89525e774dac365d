"""A database that goes away, a step that kills its workers, and a cancel that meets a batch of another process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import psycopg
from django.db import connection, connections
from psycopg import sql

from growth.models import Case
from ops.workflows.models import Errand, Run
from ops.workflows.selectors import run_show
from ops.workflows.services import run_cancel, run_trigger
from tests.ops.workflows.crash.conftest import Zygote
from tests.ops.workflows.engine.conftest import condition, stands, step_of, workflow_make
from tests.ops.workflows.errands.conftest import send
from tests.ops.workflows.errands.ledger import Ledger
from tests.waiting import wait_until


@contextmanager
def database_away() -> Iterator[None]:
    """Inside the block it throws everybody out and lets nobody in, as a server that is started again."""
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    name = str(connection.settings_dict["NAME"])
    connections.close_all()
    with psycopg.connect(**parameters, autocommit=True) as apart:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        apart.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        apart.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        apart.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def is_ended(run: Run) -> bool:
    return Run.objects.filter(pk=run.pk, ended_at__isnull=False).exists()


def reached(zygote: Zygote) -> bool:
    return (zygote.folder / "reached").exists()


def go(zygote: Zygote) -> None:
    (zygote.folder / "go").touch()


def test_what_ended_while_the_database_was_away_is_written_down_when_it_is_back(
    zygote: Zygote, ledger: Ledger
) -> None:
    run = run_trigger(
        workflow=workflow_make({"name": "wait", "squad": "post", "action": "wait"}, send()), payload={}
    )
    zygote.fork("work")
    wait_until(lambda: reached(zygote))
    with database_away():
        go(zygote)
        wait_until(ledger.effects)
    wait_until(lambda: is_ended(run), seconds=30)
    assert stands(run_show(run.pk)) == {"wait": "completed", "send": "completed"}
    assert set(ledger.effects().values()) == {1}
    assert list(Errand.objects.order_by("id").values_list("status", "deaths")) == [("done", 0), ("done", 0)]


def test_a_batch_that_lost_its_database_is_done_again_from_its_beginning(
    zygote: Zygote, ledger: Ledger
) -> None:
    run = run_trigger(
        workflow=workflow_make({"name": "linger", "squad": "post", "action": "linger"}, send()), payload={}
    )
    zygote.fork("work")
    wait_until(lambda: reached(zygote))
    with database_away():
        go(zygote)
    wait_until(lambda: is_ended(run), seconds=30)
    assert stands(run_show(run.pk)) == {"linger": "completed", "send": "completed"}
    assert Case.objects.filter(title="Lingered").count() == 1
    assert set(ledger.effects().values()) == {1}


def test_a_step_that_kills_three_workers_is_given_up_and_hurts_no_other(
    zygote: Zygote, ledger: Ledger
) -> None:
    explode = {"name": "explode", "squad": "post", "action": "explode", "depends_on": []}
    deadly = run_trigger(workflow=workflow_make(explode, slug="deadly"), payload={})
    good = run_trigger(workflow=workflow_make(send(), slug="good"), payload={})
    for _death in range(3):
        assert zygote.wait(zygote.fork("work")) == -signal.SIGKILL
    zygote.fork("work")
    wait_until(lambda: is_ended(deadly) and is_ended(good), seconds=20)
    step = step_of(run_show(deadly.pk), "explode")
    assert (step["status"], step["reason"]) == ("failed", "worker_lost")
    assert stands(run_show(good.pk)) == {"send": "completed"}
    assert set(ledger.effects().values()) == {1}


def test_a_cancel_waits_for_the_batch_that_works_at_the_run_and_then_wins_for_ever(
    zygote: Zygote, ledger: Ledger
) -> None:
    run = run_trigger(
        workflow=workflow_make(
            {"name": "linger", "squad": "post", "action": "linger"}, send(), condition("after")
        ),
        payload={},
    )
    zygote.fork("work")
    wait_until(lambda: reached(zygote))
    cancelling = Thread(target=cancel, args=[run])
    cancelling.start()
    wait_until(somebody_waits_for_a_lock)
    go(zygote)
    cancelling.join(20)
    shown = run_show(run.pk)
    assert shown["status"] == "cancelled"
    assert stands(shown) == {"linger": "completed", "send": "cancelled", "after": "cancelled"}
    assert Case.objects.filter(title="Lingered").count() == 1
    other = run_trigger(workflow=workflow_make(send(), slug="other"), payload={})
    wait_until(lambda: is_ended(other), seconds=20)
    assert stands(run_show(run.pk)) == stands(shown)
    assert not Errand.objects.filter(run_id=run.pk).exclude(status="withdrawn").exists()


def cancel(run: Run) -> None:
    try:
        run_cancel(run=run)
    finally:
        connections.close_all()


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])

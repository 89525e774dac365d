"""Background jobs: handed over after the commit, never for what was rolled back, never by a wrong name."""

import pytest
from django.db import transaction
from django_q.models import OrmQ
from pytest_django import DjangoCaptureOnCommitCallbacks

from nessos.kernel import clock
from nessos.workers.models import Heartbeat
from nessos.workers.queue import UnknownJobError, job_enqueue
from nessos.workers.services import KEPT, heartbeats_prune
from nessos.workers.worker import Worker

JOB = "tests.workers.room.duties.note_trace"


def test_a_job_is_handed_over_only_when_its_transaction_commits(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job_enqueue(JOB, "kept")
        assert not OrmQ.objects.exists()
        with transaction.atomic():
            job_enqueue(JOB, "undone")
            transaction.set_rollback(True)
    (queued,) = OrmQ.objects.all()
    assert queued.task["name"] == JOB
    assert queued.task["args"][:2] == (JOB, ["kept"])


@pytest.mark.parametrize("path", ["tests.workers.nothing_do", "note", "tests.workers.room.duties.os"])
def test_a_job_by_a_wrong_name_is_refused_at_once(path: str) -> None:
    with pytest.raises(UnknownJobError) as raised:
        job_enqueue(path)
    assert str(raised.value) == (
        f"There is no function {path} to run as a background job. Name it by its module and its name."
    )


def test_the_rows_of_dead_workers_go_after_a_day(db: None) -> None:
    now = clock.real_now()
    for pid, age in ((1, KEPT * 1.1), (2, KEPT * 0.9)):
        worker = Worker(cluster="here", host="localhost", pid=pid)
        Heartbeat.objects.create(pk=worker.id, cluster="here", host="localhost", pid=pid, beat_at=now - age)
    assert heartbeats_prune() == 1
    assert [row.pid for row in Heartbeat.objects.all()] == [2]

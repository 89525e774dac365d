"""A worker is killed at every point that has a name, another goes on, and every effect is there once."""

import signal

import pytest

from growth.models import Case
from nessos.eventlog.models import ModuleEvent
from nessos.kernel.crashpoints import POINTS
from ops.workflows.models import Approval, ApprovalNote, Errand, Run, Workflow
from ops.workflows.selectors import run_show
from tests.conftest import UserMaker
from tests.ops.workflows.crash.conftest import Zygote, dead_age
from tests.ops.workflows.engine.conftest import ring, stands, workflow_make
from tests.ops.workflows.errands.conftest import send
from tests.ops.workflows.errands.ledger import Ledger
from tests.waiting import wait_until

BY_EMITTING = ("matching.started",)
BY_DECIDING = ("review.deciding", "review.decided")
#: Only who finds an errand in doubt passes there.
BY_DOUBT = ("errand.looking",)
#: Only who asks a model passes there: see ``test_models.py``.
BY_ASKING = ("agent.answered", "agent.kept")
#: Here nobody helps the time along: a dead worker is found out by its silence.
IN_REAL_TIME = "errand.performed"
BY_WORKING = [point for point in POINTS if point not in (*BY_EMITTING, *BY_DECIDING, *BY_DOUBT, *BY_ASKING)]


def furnish() -> Workflow:
    """A row, an effect outside, a timer and another row."""
    return workflow_make(
        {
            "name": "open",
            "type": "db_query",
            "operation": "create",
            "model": "growth.Case",
            "values": {"title": "Open"},
        },
        send(),
        {"name": "rest", "type": "delay", "seconds": 0.3},
        {
            "name": "close",
            "type": "db_query",
            "operation": "create",
            "model": "growth.Case",
            "values": {"title": "Close"},
        },
        event="ops.custom.rang",
    )


def ended() -> bool:
    return Run.objects.exists() and not Run.objects.filter(ended_at__isnull=True).exists()


def all_is_done_once(ledger: Ledger) -> None:
    wait_until(ended, seconds=30)
    run = Run.objects.get()
    assert stands(run_show(run.pk)) == dict.fromkeys(("open", "send", "rest", "close"), "completed")
    assert sorted(Case.objects.values_list("title", flat=True)) == ["Close", "Open"]
    assert ledger.effects() == {Errand.objects.get().key: 1}
    assert ModuleEvent.objects.filter(event_type="case.saved").count() == 2


def killed(zygote: Zygote, what: str, point: str) -> None:
    assert zygote.wait(zygote.fork(what, crash=point)) == -signal.SIGKILL


@pytest.mark.parametrize("point", BY_WORKING)
def test_a_worker_killed_there_leaves_all_to_the_next(point: str, zygote: Zygote, ledger: Ledger) -> None:
    furnish()
    ring()
    killed(zygote, "work", point)
    if point != IN_REAL_TIME:
        dead_age()
    zygote.fork("work")
    all_is_done_once(ledger)


@pytest.mark.parametrize("point", BY_DECIDING)
def test_a_decision_whose_writer_was_killed_is_whole_or_has_never_been(
    point: str, zygote: Zygote, ledger: Ledger, make_user: UserMaker
) -> None:
    make_user("ana", "ops")
    workflow_make(
        {
            "name": "ask",
            "type": "human_review",
            "title": "Well?",
            "subject": "payload",
            "assignee_group": "ops",
        },
        send(),
        event="ops.custom.rang",
    )
    ring()
    zygote.fork("work")
    wait_until(Approval.objects.exists)
    killed(zygote, "decide", point)
    is_decided = point == "review.decided"
    assert Approval.objects.get().status == ("approved" if is_decided else "pending")
    if not is_decided:
        assert zygote.wait(zygote.fork("decide")) == 0
    wait_until(ended, seconds=20)
    assert stands(run_show(Run.objects.get().pk)) == {"ask": "completed", "send": "completed"}
    assert ledger.effects() == {Errand.objects.get().key: 1}
    assert ApprovalNote.objects.filter(kind="approved").count() == 1


def test_a_worker_killed_while_it_looks_up_leaves_that_to_the_next(zygote: Zygote, ledger: Ledger) -> None:
    furnish()
    ring()
    killed(zygote, "work", "errand.performed")
    dead_age()
    killed(zygote, "work", "errand.looking")
    Errand.objects.filter(status="unknown").update(look_up_at="2026-01-01T00:00Z")
    zygote.fork("work")
    all_is_done_once(ledger)


def test_an_event_whose_writer_was_killed_has_never_been(zygote: Zygote, ledger: Ledger) -> None:
    furnish()
    killed(zygote, "emit", "matching.started")
    assert not ModuleEvent.objects.filter(event_type="custom.rang").exists()
    assert not Run.objects.exists()

    assert zygote.wait(zygote.fork("emit")) == 0
    zygote.fork("work")
    all_is_done_once(ledger)


def test_every_point_is_tried() -> None:
    assert sorted([*BY_EMITTING, *BY_DECIDING, *BY_DOUBT, *BY_ASKING, *BY_WORKING]) == sorted(POINTS)

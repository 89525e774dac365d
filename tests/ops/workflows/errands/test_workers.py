"""Several workers at one set of errands: slow ones, frozen ones, dead ones, and those that only seem so."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from nessos.kernel import clock
from nessos.workers.worker import Worker
from ops.workflows.errands.claiming import Given, errands_claim, leases_renew
from ops.workflows.errands.losing import Watch
from ops.workflows.errands.performers import Done
from ops.workflows.errands.running import Errands
from ops.workflows.errands.settling import errand_settle
from ops.workflows.models import Errand, Run
from ops.workflows.selectors import run_show
from ops.workflows.services import run_cancel
from tests.ops.workflows.engine.conftest import condition, stands, step_of
from tests.ops.workflows.errands.conftest import House, doubt_age, errand, send, worker_die, worker_make
from tests.ops.workflows.errands.ledger import Gate, Ledger
from tests.waiting import wait_until

ROOMS = {("action", "post.send"): 9, ("action", "post.drop"): 9, ("agent", "oracle"): 9}


@pytest.fixture
def heir(house: House) -> Iterator[Errands]:
    """The worker that finds what others left, and asks no second time whether they live."""
    found = Errands(worker_make(2).id, patience=0.0)
    yield found
    found.leave()


def claim(worker: Worker) -> Given:
    (given,) = errands_claim(worker=worker.id, rooms=ROOMS, limit=9)
    return given


def ask(house: House, **fields: Any) -> Run:
    run = house.start(send(**fields))
    house.engine.drain()
    return run


def consult(house: House) -> Run:
    run = house.start({"name": "ask", "type": "ai_agent", "agent": "oracle"})
    house.engine.drain()
    return run


def test_a_frozen_worker_that_wakes_up_late_cannot_write(house: House, heir: Errands, ledger: Ledger) -> None:
    run = ask(house)
    frozen = claim(house.worker)
    worker_die(house.worker)
    heir.drain()
    assert ledger.effects() == {frozen.key: 1}

    assert errand_settle(frozen, Done(output={"letter": "too late"})) is False
    house.engine.drain()
    assert step_of(run_show(run.pk), "send")["output"]["letter"] == frozen.key


def test_a_dead_workers_effect_is_looked_up_and_not_repeated(
    house: House, heir: Errands, ledger: Ledger
) -> None:
    run = ask(house)
    lost = claim(house.worker)
    ledger.have_effect(lost.key)
    worker_die(house.worker)
    heir.drain()
    house.engine.drain()
    assert (stands(run_show(run.pk)), ledger.effects()) == ({"send": "completed"}, {lost.key: 1})
    assert (errand().deaths, errand().fence) == (1, lost.fence + 2)


def test_what_cannot_be_looked_up_waits_for_a_person(house: House, heir: Errands, ledger: Ledger) -> None:
    run = ask(house, action="drop")
    claim(house.worker)
    worker_die(house.worker)
    heir.drain()
    house.engine.drain()
    step = step_of(run_show(run.pk), "send")
    assert (step["status"], step["waiting_for"]) == ("unknown", "person")
    assert step["error"] == (
        "The worker was lost in the middle of post.drop: nobody can tell whether it happened."
    )
    assert ledger.effects() == {}


@pytest.mark.parametrize("hours", [0, 25])
def test_whoever_beats_is_not_dead_whatever_its_leases_and_the_clock_say(
    house: House, heir: Errands, hours: int
) -> None:
    ask(house)
    claim(house.worker)
    Errand.objects.update(lease_until=clock.real_now() - timedelta(seconds=60))
    clock.advance(timedelta(hours=hours))
    heir.drain()
    assert (errand().status, errand().fence) == ("performing", 1)


def test_a_machine_that_slept_for_two_days_has_lost_nobody(house: House, ledger: Ledger) -> None:
    """Everybody looks dead when it wakes, until everybody has beaten and renewed again."""
    watching = Errands(worker_make(2).id)
    ask(house)
    given = claim(house.worker)
    worker_die(house.worker)
    watching.drain()
    assert errand().status == "performing"
    leases_renew(worker=house.worker.id, ids=[given.id])
    watching.drain()
    assert errand_settle(given, Done(output={"letter": given.key})) is True
    watching.leave()


def test_a_lease_that_its_own_worker_never_learned_of_is_found(house: House, ledger: Ledger) -> None:
    """The connection was lost over the commit of the claim."""
    run = ask(house)
    worker = worker_make(3)
    claim(worker)
    Errand.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    errands = Errands(worker.id, patience=0.0)
    errands.drain()
    errands.leave()
    house.engine.drain()
    assert stands(run_show(run.pk)) == {"send": "completed"}
    assert set(ledger.effects().values()) == {1}


def test_an_agent_is_asked_again_until_three_workers_died_over_it(house: House) -> None:
    run = consult(house)
    for number in range(3):
        mortal = worker_make(10 + number)
        assert claim(mortal).deaths == number
        worker_die(mortal)
        Watch(house.worker.id, patience=0.0).look([])
    house.engine.drain()
    step = step_of(run_show(run.pk), "ask")
    assert (step["status"], step["reason"]) == ("failed", "worker_lost")
    assert step["error"] == "3 workers died over this, so it is not tried again. Look at what it is given."


def test_an_action_that_kills_its_workers_before_it_begins_fails_in_the_end(
    house: House, heir: Errands, ledger: Ledger
) -> None:
    run = ask(house)
    claim(house.worker)
    Errand.objects.update(deaths=2)
    worker_die(house.worker)
    heir.drain()
    house.engine.drain()
    step = step_of(run_show(run.pk), "send")
    assert (step["status"], step["reason"], ledger.effects()) == ("failed", "worker_lost", {})


def test_two_workers_share_the_work_and_do_nothing_twice(house: House, ledger: Ledger) -> None:
    run = house.start(*[send(f"send_{number}", depends_on=[]) for number in range(40)])
    house.engine.drain()
    others = [Errands(worker_make(20 + number).id) for number in range(2)]

    def work(errands: Errands) -> None:
        errands.drain()
        errands.leave()
        connections.close_all()

    threads = [Thread(target=work, args=[errands]) for errands in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    house.settle()
    assert run_show(run.pk)["status"] == "completed"
    assert (len(ledger.effects()), set(ledger.effects().values())) == (40, {1})


def test_a_slow_vendor_holds_up_no_other(house: House, ledger: Ledger) -> None:
    slow = [Gate(ledger.have_effect) for _n in range(4)]
    ledger.deeds = list(slow)
    house.start(*[send(f"slow_{number}", depends_on=[]) for number in range(9)])
    house.engine.drain()
    house.errands.turn()
    wait_until(lambda: all(gate.reached.is_set() for gate in slow))

    quick = house.start(send("quick", action="drop"))
    house.engine.drain()
    wait_until(lambda: house.errands.turn() >= 0 and Errand.objects.filter(status="done").exists())
    house.engine.drain()
    assert stands(run_show(quick.pk)) == {"quick": "completed"}
    assert Errand.objects.filter(status="performing").count() == 4
    for gate in slow:
        gate.opened.set()
    house.settle()
    assert set(Run.objects.values_list("status", flat=True)) == {"completed"}


def test_leases_are_renewed_while_a_thread_performs(house: House, ledger: Ledger) -> None:
    gate = Gate()
    ledger.deeds = [gate]
    ask(house)
    house.errands.turn()
    first = errand().lease_until
    wait_until(lambda: house.errands.turn() >= 0 and errand().lease_until != first, seconds=8)
    gate.opened.set()
    house.settle()
    assert errand().status == "done"


def test_an_action_past_its_time_limit_is_looked_up(house: House, ledger: Ledger) -> None:
    gate = Gate(ledger.have_effect)
    ledger.deeds = [gate]
    run = ask(house, timeout_seconds=0.1)
    house.errands.drain()
    assert errand().status == "unknown"
    assert errand().error == "post.send took longer than its time limit of 0.1 s."
    doubt_age()
    ledger.have_effect(errand().key)
    house.settle()
    assert stands(run_show(run.pk)) == {"send": "completed"}
    gate.opened.set()


def test_what_comes_back_late_to_one_that_nobody_else_has_asked_is_taken(
    house: House, ledger: Ledger
) -> None:
    gate = Gate(ledger.have_effect)
    ledger.deeds = [gate]
    run = ask(house, action="drop", timeout_seconds=0.1)
    house.settle()
    assert stands(run_show(run.pk)) == {"send": "unknown"}
    gate.opened.set()
    wait_until(lambda: house.errands.turn() >= 0 and errand().status == "done")
    house.engine.drain()
    assert stands(run_show(run.pk)) == {"send": "completed"}


def test_an_agent_past_its_time_limit_fails_and_its_repetitions_apply(house: House, ledger: Ledger) -> None:
    gate = Gate()
    ledger.deeds = [gate]
    step = {
        "name": "ask",
        "type": "ai_agent",
        "agent": "oracle",
        "timeout_seconds": 0.1,
        "retry_on_failure": 1,
    }
    run = house.start(step)
    house.settle()
    shown = step_of(run_show(run.pk), "ask")
    assert (shown["status"], shown["reason"]) == ("retrying", "timeout")
    clock.advance(timedelta(seconds=5))
    house.settle()
    assert stands(run_show(run.pk)) == {"ask": "completed"}
    gate.opened.set()


def test_a_run_cancelled_before_its_errand_has_begun_withdraws_it(house: House, ledger: Ledger) -> None:
    run = ask(house)
    run_cancel(run=run)
    house.settle()
    assert (errand().status, ledger.effects()) == ("withdrawn", {})


def test_a_run_cancelled_while_it_is_done_is_told_and_goes_on_to_nothing(
    house: House, ledger: Ledger
) -> None:
    gate = Gate(ledger.have_effect)
    ledger.deeds = [gate]
    run = house.start(send(), condition("after"))
    house.engine.drain()
    house.errands.turn()
    assert gate.reached.wait(10)
    run_cancel(run=run)
    gate.opened.set()
    house.settle()
    shown = run_show(run.pk)
    assert (shown["status"], stands(shown)) == ("cancelled", {"send": "cancelled", "after": "cancelled"})
    assert (errand().status, errand().output) == (
        "done",
        {"letter": errand().key, "sent": True, "weight": 0.0},
    )


def test_what_never_happened_in_a_run_that_ended_meanwhile_is_withdrawn(house: House, ledger: Ledger) -> None:
    ledger.deeds = [ledger.fall_silent]
    run = house.start(send())
    house.settle()
    run_cancel(run=run)
    doubt_age()
    house.settle()
    assert (errand().status, ledger.effects()) == ("withdrawn", {})


def test_at_its_end_a_worker_gives_back_what_can_be_repeated(house: House, ledger: Ledger) -> None:
    gate = Gate()
    ledger.deeds = [gate]
    consult(house)
    leaving = Errands(worker_make(30).id)
    leaving.turn()
    assert gate.reached.wait(10)
    leaving.leave()
    assert (errand().status, errand().deaths) == ("asked", 0)
    gate.opened.set()
    house.settle()
    assert errand().status == "done"


def test_an_answer_that_no_column_holds_is_told_to_a_person(house: House, ledger: Ledger) -> None:
    ledger.weight = float("inf")
    step = step_of(house.run(send()), "send")
    assert (step["status"], step["waiting_for"]) == ("unknown", "person")
    assert step["error"].startswith("What post.send answered cannot be stored: DataError: ")
    assert set(ledger.effects().values()) == {1}

"""Real connections at once: whoever comes first, a limit is never passed by the millionth of a real."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.models import F, Sum
from django.test import override_settings

from nessos.accounts.models import User
from nessos.ai.answers import Usage
from nessos.ai.ledger.budgets import budgets_lock
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.ledger.models import AgentCall, Budget
from nessos.ai.ledger.services import calls_abandon
from nessos.ai.ledger.telling import budgets_tell
from nessos.ai.providers.models import ServedModel
from nessos.kernel.context import Context, working_for
from tests.ai.ledger.mailing import NeighbourlyBackend
from tests.ai.ledger.making import figures_of, join, make_budget, make_model, open_call, settle_call
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("emptied")

ROOT = Path(__file__).resolve().parents[3]


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """Each on a thread and a connection of its own, all begun at the same moment."""
    start = Barrier(count)

    def run(place: int) -> object:
        start.wait()
        try:
            return work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_twenty_at_the_edge_of_a_budget_overspend_by_nothing() -> None:
    """Each may cost R$ 1.50, and R$ 10.00 are left: six begin, and fourteen are refused."""
    house, model = make_budget("10"), make_model()

    def ask(_place: int) -> AgentCall | None:
        try:
            return open_call(model)
        except BudgetSpentError:
            return None

    opened = [call for call in at_once(20, ask) if isinstance(call, AgentCall)]
    month = house.months.get()
    assert (len(opened), str(month.spent), str(month.reserved)) == (6, "0.000000", "9.000000")
    assert month.refusals == 14
    at_once(6, lambda place: settle_call(opened[place]))
    assert figures_of(house) == ("1.800000", "0.000000")


def test_many_that_ask_and_settle_pass_no_limit_and_lose_no_millionth(
    make_user: Callable[..., User],
) -> None:
    """Users, groups and agents in all mixtures, each call with a price of its own, more asked than there is."""
    model = make_model(input_price="0.123457", output_price="0")
    users = [make_user(f"user-{number}") for number in range(4)]
    groups = join(users[0], "sales", "partners") + join(users[1], "sales")
    budgets = [make_budget("6"), make_budget("2", agent="a0"), make_budget("1.99", group=groups[0])]
    budgets += [make_budget("1.5", user=user) for user in users]

    def ask(place: int) -> int:
        done = 0
        for number in range(12):
            user, agent = users[(place + number) % 4], f"a{number % 3}"
            with working_for(Context(actor_id=user.pk)):
                try:
                    call = open_call(model, agent=agent, expected=Usage(input_tokens=2_000_000 + place))
                except BudgetSpentError:
                    continue
            settle_call(call, usage=Usage(input_tokens=1_700_001 + 13 * number))
            done += 1
        return done

    done = at_once(10, ask)
    assert sum(int(str(each)) for each in done) == AgentCall.objects.count() > 20
    for budget in budgets:
        month = budget.months.get()
        assert month.spent <= budget.limit
        assert month.reserved == 0
    house, agent, group, *of_users = budgets
    assert house.months.get().spent == spent_by()
    assert agent.months.get().spent == spent_by(agent="a0")
    assert group.months.get().spent == spent_by(user__in=users[:2])
    for user, budget in zip(users, of_users, strict=True):
        assert budget.months.get().spent == spent_by(user=user)


def spent_by(**whose: object) -> Decimal:
    found: Decimal = AgentCall.objects.filter(**whose).aggregate(total=Sum("cost"))["total"]
    return found


def test_a_budget_made_while_calls_begin_and_end_misses_none_of_them() -> None:
    """Its month begins with a count of what there is, at the same time as others ask and settle."""
    model = make_model()

    def work(place: int) -> None:
        if place == 0:
            for number in range(5):
                Budget.objects.create(kind="agent", agent=f"a{number}", limit=1_000)
            return
        for number in range(15):
            call = open_call(model, agent=f"a{number % 5}", key=f"{place}-{number % 4}")
            if number % 3:
                settle_call(call)

    at_once(8, work)
    for number in range(5):
        open_call(model, agent=f"a{number}")
    for budget in Budget.objects.all():
        calls = AgentCall.objects.filter(agent=budget.agent)
        held = calls.filter(outcome="asking").aggregate(total=Sum("reserved"))["total"] or 0
        month = budget.months.get()
        assert (month.spent, month.reserved) == (spent_by(agent=budget.agent), held)


def test_given_up_and_settled_at_once_it_counts_once() -> None:
    house, model = make_budget("1000"), make_model()
    calls = [open_call(model) for _ in range(20)]
    AgentCall.objects.update(abandon_at=F("abandon_at") - timedelta(days=1))

    def work(place: int) -> None:
        if place % 2:
            calls_abandon()
        else:
            for call in calls[place::8]:
                settle_call(call)

    at_once(8, work)
    assert not AgentCall.objects.filter(outcome="asking").exists()
    assert house.months.get().reserved == 0
    assert house.months.get().spent == spent_by()


DIES = """
import os, signal, django
django.setup()
from nessos.ai.models import ServedModel
from tests.ai.ledger.making import open_call
open_call(ServedModel.objects.get(name="gpt-large"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def start(code: str) -> int:
    """In a process of its own on this test's database; answers how it ended."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "nessos.settings",
        "DATABASE_URL": os.environ["DATABASE_URL"].removesuffix("nessos")
        + str(connection.settings_dict["NAME"]),
    }
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=False, timeout=60
    ).returncode


def test_a_process_that_dies_while_it_asks_leaves_its_call_to_be_given_up() -> None:
    house = make_budget("2")
    make_model()
    assert start(DIES) == -signal.SIGKILL
    assert figures_of(house) == ("0.000000", "1.500000")
    with pytest.raises(BudgetSpentError):
        open_call(make_model("other"))
    AgentCall.objects.update(abandon_at=F("abandon_at") - timedelta(days=1))
    assert calls_abandon() == 1
    assert AgentCall.objects.get().outcome == "unknown"
    assert figures_of(house) == ("1.500000", "0.000000")


def test_asking_again_waits_for_a_budget_that_begins_without_holding_anything_it_needs() -> None:
    """Whoever begins a budget's month locks the calls that are open, one of which is being written off just then."""
    model = make_model()
    make_budget("10")
    first = open_call(model, key="step-7")
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        budgets_lock(shared=False)
        again = pool.submit(ask_again, model)
        wait_until(lambda: waiting_for_the_lock() == 1)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        assert AgentCall.objects.select_for_update().get(pk=first.pk).outcome == "unknown"
        transaction.set_rollback(True)
    assert again.result().attempt == 2


def ask_again(model: ServedModel) -> AgentCall:
    try:
        return open_call(model, key="step-7")
    finally:
        connection.close()


def waiting_for_the_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        found: int = cursor.fetchone()[0]
    return found


@override_settings(EMAIL_BACKEND="tests.ai.ledger.mailing.NeighbourlyBackend")
def test_calls_draw_on_a_budget_while_a_letter_about_it_goes_out(make_user: Callable[..., User]) -> None:
    make_user("boss", "admin", email="boss@example.com")
    model = make_model()
    make_budget("2")
    settle_call(open_call(model))
    Budget.objects.update(limit=Decimal("0.37"))
    NeighbourlyBackend.found.clear()
    assert budgets_tell() == 1
    assert NeighbourlyBackend.found == [1]

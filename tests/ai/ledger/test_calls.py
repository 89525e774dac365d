"""A call is written down before it is made, and settled after: what stands in the ledger then."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from nessos.accounts.models import User
from nessos.ai.answers import Usage
from nessos.ai.ledger.models import AgentCall, BudgetMonth
from nessos.ai.ledger.services import call_note, call_settle, calls_abandon
from nessos.ai.providers.faults import FaultKind
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from nessos.workers.duties import duties
from tests.ai.ledger.making import (
    EXPECTED,
    TOOK,
    USED,
    Question,
    figures_of,
    make_budget,
    make_model,
    open_call,
    settle_call,
)

pytestmark = pytest.mark.django_db


def age(call: AgentCall) -> None:
    """Its time, which is real time, is over."""
    AgentCall.objects.filter(pk=call.pk).update(abandon_at=clock.real_now() - timedelta(seconds=1))


def test_a_call_says_who_asked_whom_for_whom_and_what_it_cost(make_user: Callable[..., User]) -> None:
    model, ana, run = make_model(), make_user("ana"), uuid4()
    with working_for(Context(actor_id=ana.pk, caused_by=run, trace_id="a-trace-of-ours")):
        call = open_call(model, purse="conversations", key="run-1")
    row = AgentCall.objects.get()
    assert (row.outcome, str(row.reserved), str(row.cost)) == ("asking", "1.500000", "0.000000")
    assert (row.duration, row.input_tokens, row.output_tokens) == (None, None, None)
    settle_call(call, confidence=0.75, repaired=True)
    row = AgentCall.objects.get()
    assert (row.agent, row.model, row.provider, row.served_model) == (
        "count_words",
        "gpt-large",
        "Vendor",
        model,
    )
    assert (row.user, row.caused_by, row.trace_id) == (ana, run, "a-trace-of-ours")
    assert (row.purse, row.key, row.attempt, row.is_repaired) == ("conversations", "run-1", 1, True)
    assert (row.outcome, row.fault, row.confidence, row.duration) == ("answered", "", 0.75, TOOK)
    assert (row.input_tokens, row.output_tokens, str(row.cost)) == (200_000, 20_000, "0.300000")
    assert (row.prompt_version, row.subject) == (3, "growth.Lead 1")


def test_a_cost_is_kept_to_the_millionth_of_a_real() -> None:
    call = open_call(make_model(input_price="0.7301", output_price="2.9"))
    settle_call(call, usage=Usage(input_tokens=17, output_tokens=3))
    assert str(AgentCall.objects.get().cost) == "0.000021"


def test_an_offline_call_is_one_statement_and_costs_nothing(django_assert_num_queries: object) -> None:
    house = make_budget("1")
    with clock.at(clock.now()), django_assert_num_queries(1):  # type: ignore[operator]
        call_note(
            agent="count_words",
            given=Question(),
            duration=TOOK,
            outcome=AgentCall.Outcome.ANSWERED,
            purse="conversations",
        )
    row = AgentCall.objects.get()
    assert (row.model, row.provider, row.outcome, row.purse) == ("offline", "", "answered", "conversations")
    assert (row.input_tokens, row.output_tokens, str(row.cost)) == (0, 0, "0.000000")
    assert not house.months.exists()


def test_the_ledger_holds_nothing_of_what_was_asked() -> None:
    open_call(make_model(), given=Question(text="Marina Prado, 111.444.777-35"))
    row = str(AgentCall.objects.values().get())
    assert "Marina" not in row
    assert "444.777" not in row


def test_a_call_whose_usage_nobody_knows_counts_all_that_was_set_aside() -> None:
    house = make_budget("10")
    settle_call(open_call(make_model()), usage=None, outcome="failed", fault=FaultKind.TIMEOUT)
    row = AgentCall.objects.get()
    assert (row.outcome, row.fault, row.input_tokens, str(row.cost)) == (
        "failed",
        "timeout",
        None,
        "1.500000",
    )
    assert figures_of(house) == ("1.500000", "0.000000")


@pytest.mark.parametrize("kind", ["rate_limited", "no_credit", "invalid_key", "context_overflow"])
def test_what_a_provider_refuses_before_it_begins_costs_nothing(kind: str) -> None:
    house = make_budget("10")
    settle_call(open_call(make_model()), usage=None, outcome="failed", fault=FaultKind(kind))
    row = AgentCall.objects.get()
    assert (row.fault, row.input_tokens, str(row.cost)) == (kind, 0, "0.000000")
    assert figures_of(house) == ("0.000000", "0.000000")


def test_a_second_settlement_changes_nothing() -> None:
    house = make_budget("10")
    call = open_call(make_model())
    settle_call(call)
    settle_call(call, usage=EXPECTED, outcome="failed")
    assert AgentCall.objects.get().outcome == "answered"
    assert figures_of(house) == ("0.300000", "0.000000")


def test_a_call_whose_process_died_is_given_up_and_counts_whole() -> None:
    house, model = make_budget("10"), make_model()
    died, alive = open_call(model), open_call(model)
    assert calls_abandon() == 0
    age(died)
    assert duties["ai.calls_abandon"].run() == 1
    died.refresh_from_db()
    alive.refresh_from_db()
    assert (died.outcome, str(died.cost), died.duration) == ("unknown", "1.500000", None)
    assert alive.outcome == "asking"
    assert figures_of(house) == ("1.500000", "1.500000")
    assert calls_abandon() == 0


def test_an_answer_that_comes_after_it_was_given_up_is_settled_at_its_price() -> None:
    house = make_budget("10")
    call = open_call(make_model())
    age(call)
    calls_abandon()
    settle_call(call)
    assert AgentCall.objects.get().outcome == "answered"
    assert figures_of(house) == ("0.300000", "0.000000")


def test_whoever_asks_again_writes_off_what_nobody_settled() -> None:
    house, model = make_budget("10"), make_model()
    first, other = open_call(model, key="step-7"), open_call(model, key="step-8")
    second = open_call(model, key="step-7")
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.outcome, other.outcome, second.attempt) == ("unknown", "asking", 2)
    assert figures_of(house) == ("1.500000", "3.000000")


def test_a_call_is_given_up_no_sooner_than_its_provider_may_take() -> None:
    model = make_model()
    model.provider.timeout_seconds = 600
    call = open_call(model)
    assert call.abandon_at is not None
    left = call.abandon_at - clock.real_now()
    assert timedelta(seconds=1_200) < left < timedelta(seconds=1_300)


def test_a_model_and_a_person_may_leave_and_the_call_still_says_what_it_cost(
    make_user: Callable[..., User],
) -> None:
    model, ana = make_model(), make_user("ana")
    with working_for(Context(actor_id=ana.pk)):
        call = open_call(model)
    ana.delete()
    model.delete()
    settle_call(call)
    row = AgentCall.objects.get()
    assert (row.user_id, row.served_model_id, row.model, str(row.cost)) == (
        None,
        None,
        "gpt-large",
        "0.300000",
    )


def test_who_was_deleted_while_a_worker_acts_for_them_stops_no_call() -> None:
    with working_for(Context(actor_id=987_654)):
        settle_call(open_call(make_model()))
    row = AgentCall.objects.select_related("user").get()
    assert (row.outcome, row.user) == ("answered", None)


def test_calls_are_forgotten_and_the_months_of_budgets_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    make_budget("10")
    model = make_model()
    with clock.at(clock.now() - timedelta(days=366)):
        settle_call(open_call(model))
        still_open = open_call(model)
    settle_call(open_call(model))
    call_command("prune")
    assert "1 calls of agents older than 365 days removed.\n" in capsys.readouterr().out
    assert AgentCall.objects.count() == 2
    assert AgentCall.objects.filter(pk=still_open.pk).exists()
    assert BudgetMonth.objects.count() == 2


def test_settling_needs_no_more_than_what_was_opened() -> None:
    """A process that read the call anew settles it as well."""
    house = make_budget("10")
    found = AgentCall.objects.get(pk=open_call(make_model()).pk)
    call_settle(found, outcome=AgentCall.Outcome.CANCELLED, usage=USED, duration=TOOK)
    assert AgentCall.objects.get().outcome == "cancelled"
    assert figures_of(house) == ("0.300000", "0.000000")

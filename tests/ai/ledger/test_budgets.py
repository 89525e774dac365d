"""Budgets: what is refused, by which one, until when; and what each of them holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from nessos.accounts.models import User
from nessos.ai.answers import Usage
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from tests.ai.ledger.making import figures_of, join, make_budget, make_model, open_call, settle_call

pytestmark = pytest.mark.django_db

NOVEMBER = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
#: 23:59:59 in São Paulo, and a second later.
LAST_SECOND = datetime(2026, 12, 1, 2, 59, 59, tzinfo=UTC)
DECEMBER = LAST_SECOND + timedelta(seconds=1)


def test_a_call_beyond_the_limit_is_refused_and_says_when_to_come_back() -> None:
    house, model = make_budget("2"), make_model()
    with clock.at(NOVEMBER):
        open_call(model)
        with pytest.raises(BudgetSpentError) as error:
            open_call(model)
    assert str(error.value) == (
        "The budget “the whole house” allows R$ 2.00 a month. R$ 1.50 of it is spent or set aside, and this call may "
        "cost up to R$ 1.50. It starts anew on 2026-12-01 00:00: ask again then, or ask an administrator for a "
        "higher limit."
    )
    assert error.value.until == DECEMBER
    assert (error.value.permanent, error.value.status) == (False, 429)
    with clock.at(NOVEMBER):
        assert error.value.retry_after == (DECEMBER - NOVEMBER).total_seconds()
    assert AgentCall.objects.count() == 1
    assert BudgetMonth.objects.get(budget=house).refusals == 1


def test_the_last_cent_may_be_spent() -> None:
    house, model = make_budget("3"), make_model()
    open_call(model)
    open_call(model)
    assert figures_of(house) == ("0.000000", "3.000000")
    with pytest.raises(BudgetSpentError):
        open_call(model, expected=Usage(input_tokens=1))


def test_what_was_not_used_may_be_spent_again() -> None:
    make_budget("2")
    model = make_model()
    settle_call(open_call(model))
    settle_call(open_call(model))
    with pytest.raises(BudgetSpentError):
        open_call(model)


def test_every_budget_concerned_is_drawn_on_and_no_other(make_user: Callable[..., User]) -> None:
    ana, bia = make_user("ana"), make_user("bia")
    sales, partners = join(ana, "sales", "partners")
    budgets = {
        "house": make_budget("10"),
        "user": make_budget("10", user=ana),
        "sales": make_budget("10", group=sales),
        "partners": make_budget("10", group=partners),
        "agent": make_budget("10", agent="count_words"),
    }
    others = [make_budget("0", user=bia), make_budget("0", agent="other"), make_budget("0", purse="other")]
    with working_for(Context(actor_id=ana.pk)):
        call = open_call(make_model())
    assert {name: figures_of(each) for name, each in budgets.items()} == dict.fromkeys(
        budgets, ("0.000000", "1.500000")
    )
    settle_call(call)
    assert {name: figures_of(each) for name, each in budgets.items()} == dict.fromkeys(
        budgets, ("0.300000", "0.000000")
    )
    assert not BudgetMonth.objects.filter(budget__in=others).exists()


@pytest.mark.parametrize("narrow", ["house", "user", "group", "agent"])
def test_one_that_refuses_leaves_nothing_set_aside_in_the_others(
    make_user: Callable[..., User], narrow: str
) -> None:
    ana = make_user("ana")
    [sales] = join(ana, "sales")
    whom: dict[str, dict[str, Any]] = {
        "house": {},
        "user": {"user": ana},
        "group": {"group": sales},
        "agent": {"agent": "count_words"},
    }
    for kind, fields in whom.items():
        make_budget("1" if kind == narrow else "10", **fields)
    with working_for(Context(actor_id=ana.pk)), pytest.raises(BudgetSpentError) as error:
        open_call(make_model())
    named = {
        "house": "the whole house",
        "user": "user ana",
        "group": "group sales",
        "agent": "agent count_words",
    }
    assert f"The budget “{named[narrow]}” allows R$ 1.00 a month." in str(error.value)
    assert set(BudgetMonth.objects.values_list("spent", "reserved")) == {(0, 0)}
    assert not AgentCall.objects.exists()


def test_a_purse_with_a_budget_pays_in_place_of_the_house() -> None:
    house, purse, model = make_budget("2"), make_budget("4", purse="conversations"), make_model()
    open_call(model)
    open_call(model, purse="conversations")
    open_call(model, purse="conversations")
    assert (figures_of(house), figures_of(purse)) == (("0.000000", "1.500000"), ("0.000000", "3.000000"))
    with pytest.raises(BudgetSpentError) as error:
        open_call(model, purse="conversations")
    assert "The budget “purse conversations” allows R$ 4.00 a month." in str(error.value)


def test_a_purse_without_a_budget_is_the_houses() -> None:
    house = make_budget("2")
    open_call(make_model(), purse="conversations")
    assert figures_of(house) == ("0.000000", "1.500000")


def test_a_month_ends_at_midnight_in_sao_paulo() -> None:
    house, model = make_budget("2"), make_model()
    with clock.at(LAST_SECOND):
        late = open_call(model)
        with pytest.raises(BudgetSpentError) as error:
            open_call(model)
        assert error.value.retry_after == 1
    with clock.at(DECEMBER):
        open_call(model)
        settle_call(late)
    months = house.months.order_by("month").values_list("month", "spent", "reserved")
    assert [(str(month), str(spent), str(held)) for month, spent, held in months] == [
        ("2026-11-01", "0.300000", "0.000000"),
        ("2026-12-01", "0.000000", "1.500000"),
    ]


def test_a_changed_limit_holds_at_once() -> None:
    house, model = make_budget("2"), make_model()
    open_call(model)
    Budget.objects.filter(pk=house.pk).update(limit=3)
    open_call(model)
    Budget.objects.filter(pk=house.pk).update(limit=1)
    with pytest.raises(BudgetSpentError):
        open_call(model)
    assert figures_of(house) == ("0.000000", "3.000000")


def test_a_budget_made_in_mid_month_knows_what_was_spent_and_set_aside_before() -> None:
    model = make_model()
    settle_call(open_call(model))
    before = open_call(model)
    given_up = open_call(model, key="a")
    open_call(model, key="a")
    house = make_budget("10")
    open_call(model)
    assert figures_of(house) == ("1.800000", "4.500000")
    settle_call(before)
    settle_call(given_up)
    assert figures_of(house) == ("0.900000", "3.000000")


def test_a_budget_of_a_group_made_in_mid_month_counts_its_members(make_user: Callable[..., User]) -> None:
    ana, bia, model = make_user("ana"), make_user("bia"), make_model()
    [sales] = join(ana, "sales")
    for user in (ana, bia):
        with working_for(Context(actor_id=user.pk)):
            settle_call(open_call(model))
    budget = make_budget("10", group=sales)
    with working_for(Context(actor_id=ana.pk)):
        open_call(model)
    assert figures_of(budget) == ("0.300000", "1.500000")


def test_a_model_without_a_price_is_asked_though_nothing_is_left() -> None:
    house = make_budget("0")
    call = open_call(make_model(input_price="0", output_price="0"))
    settle_call(call)
    assert (str(AgentCall.objects.get().cost), house.months.exists()) == ("0.000000", False)


def test_what_cost_more_than_expected_counts_as_what_it_cost() -> None:
    house = make_budget("10")
    settle_call(open_call(make_model()), usage=Usage(input_tokens=3_000_000, output_tokens=0))
    assert figures_of(house) == ("3.000000", "0.000000")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "house", "limit": "-1"}, "A limit is zero or more."),
        ({"kind": "agent", "limit": "1"}, "Say which one."),
    ],
)
def test_a_budget_is_for_one_thing(fields: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError) as error:
        Budget(**{**fields, "limit": Decimal(fields["limit"])}).full_clean()
    assert error.value.messages == [sentence]


def test_what_was_meant_for_another_kind_is_not_kept() -> None:
    budget = Budget(kind="house", agent="count_words", limit=Decimal(1))
    budget.full_clean()
    assert budget.agent == ""


def test_a_budget_for_two_things_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="ai_budget_one_thing"):
        Budget.objects.create(kind="house", agent="count_words", limit=1)


def test_there_is_one_budget_for_one_thing() -> None:
    make_budget("1")
    with pytest.raises(ValidationError) as error:
        Budget(kind="house", limit=Decimal(2)).full_clean()
    assert error.value.messages == ["There is a budget for this already. Change its limit."]

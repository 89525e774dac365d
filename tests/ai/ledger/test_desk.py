"""The ledger and the budgets in the admin, on the home page, by letter and for Prometheus."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from nessos.accounts.models import User
from nessos.ai.ledger.errors import BudgetSpentError
from nessos.ai.ledger.models import AgentCall, Budget, BudgetMonth
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from nessos.kernel.metrics import exposition_make
from nessos.workers.duties import duties
from tests.ai.ledger.making import figures_of, make_budget, make_model, open_call, settle_call

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LETTERS = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", LANGUAGE_CODE="en")


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def boss(make_user: Callable[..., User]) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(make_user("boss", "admin", email="boss@example.com"))
    return client


def test_a_call_is_shown_with_its_cost_and_its_fault(boss: Client) -> None:
    call = open_call(make_model(), key="step-1")
    settle_call(call, usage=None, outcome="failed", fault="timeout")
    page = boss.get(reverse("admin:ai_agentcall_changelist")).content.decode()
    assert "R$ 1.50" in page
    assert "no answer in time" in page
    detail = boss.get(reverse("admin:ai_agentcall_change", args=[call.pk])).content.decode()
    assert "R$ 1.50" in detail
    assert "step-1" in detail


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("fault=timeout", True),
        ("fault=server", False),
        ("purse=conversations", True),
        ("model=gpt-large", False),
        ("agent=qualify_lead", True),
        ("agent=generate_post", False),
        ("outcome__exact=failed", True),
        ("q=step-1", True),
    ],
)
def test_calls_are_found_by_agent_model_fault_and_purse(boss: Client, asked: str, found: bool) -> None:
    make_budget("10", purse="conversations")
    call = open_call(make_model("gpt-tiny"), agent="qualify_lead", purse="conversations", key="step-1")
    settle_call(call, outcome="failed", fault="timeout")
    page = boss.get(f"{reverse('admin:ai_agentcall_changelist')}?{asked}")
    assert page.status_code == 200
    assert (str(call.pk) in page.content.decode()) is found


def test_a_call_of_somebody_who_is_gone_is_shown(boss: Client) -> None:
    with working_for(Context(actor_id=987_654)):
        call = open_call(make_model())
    assert boss.get(reverse("admin:ai_agentcall_changelist")).status_code == 200
    assert boss.get(reverse("admin:ai_agentcall_change", args=[call.pk])).status_code == 200
    assert "A user who is gone" in boss.get(reverse("ai_costs"), {"by": "user"}).content.decode()


def test_a_budget_made_at_the_desk_counts_what_was_spent_and_a_new_limit_holds_at_once(
    boss: Client,
) -> None:
    settle_call(open_call(make_model()))
    given = {"kind": "agent", "agent": "qualify_lead", "purse": "x", "limit": "10"}
    boss.post(reverse("admin:ai_budget_add"), {"kind": "house", "agent": "qualify_lead", "limit": "1"})
    house = Budget.objects.get()
    assert (house.kind, house.agent, figures_of(house)) == ("house", "", ("0.300000", "0.000000"))
    boss.post(reverse("admin:ai_budget_add"), given)
    assert Budget.objects.get(kind="agent").purse == ""
    page = boss.get(reverse("admin:ai_budget_changelist")).content.decode()
    assert "R$ 0.30" in page
    assert "30 %" in page
    change = reverse("admin:ai_budget_change", args=[house.pk])
    assert "the whole house" in boss.get(change).content.decode()
    formset = {"months-TOTAL_FORMS": "0", "months-INITIAL_FORMS": "0"}
    assert boss.post(change, {"limit": "0.31", **formset}).status_code == 302
    with pytest.raises(BudgetSpentError):
        open_call(make_model("gpt-tiny"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": "agent", "limit": "1"}, "Say which one."),
        ({"kind": "house", "limit": "-1"}, "A limit is zero or more."),
        ({"kind": "purse", "purse": "conversations", "limit": "1"}, "There is a budget for this already."),
    ],
)
def test_a_budget_that_cannot_be_is_told_at_the_desk(boss: Client, given: dict[str, str], told: str) -> None:
    make_budget("5", purse="conversations")
    page = boss.post(reverse("admin:ai_budget_add"), given)
    assert page.status_code == 200
    assert told in page.content.decode()
    assert Budget.objects.count() == 1


def test_who_does_not_set_budgets_sees_none(make_user: Callable[..., User]) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(make_user("ana", "ops"))
    assert client.get(reverse("admin:ai_budget_changelist")).status_code == 403
    assert "AI this month" not in client.get("/app/").content.decode()


def test_the_home_page_says_what_the_month_has_cost_and_which_budget_is_tight(boss: Client) -> None:
    Budget.objects.create(kind="agent", agent="count_words", limit=Decimal("1.60"))
    model = make_model()
    settle_call(open_call(model))
    page = boss.get("/app/").content.decode()
    assert "AI this month" in page
    assert "R$ 0.30" in page
    assert "1 call" in page
    Budget.objects.update(limit=Decimal("0.35"))
    assert "85 % of the budget of agent count_words" in boss.get("/app/").content.decode()


@LETTERS
def test_a_letter_goes_out_at_80_percent_and_one_when_a_call_is_refused(boss: Client) -> None:
    house, model = make_budget("2"), make_model()
    tell = duties["ai.budgets_tell"].run
    settle_call(open_call(model))
    assert tell() == 0
    Budget.objects.update(limit=Decimal("0.37"))
    assert [tell(), tell()] == [1, 0]
    with pytest.raises(BudgetSpentError):
        open_call(model)
    assert [tell(), tell()] == [1, 0]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["boss@example.com"], "Most of it spent: the AI budget of the whole house"),
        (["boss@example.com"], "Used up: the AI budget of the whole house"),
    ]
    assert str(mail.outbox[1].body).splitlines()[:5] == [
        "Limit a month: R$ 0.37",
        "Spent: R$ 0.30",
        "Set aside for calls under way: R$ 0.00",
        "Calls refused: 1",
        "It starts anew on 2026-12-01 00:00.",
    ]
    assert str(house.pk) in mail.outbox[1].body
    assert BudgetMonth.objects.get().told == 100


def test_prometheus_is_told_of_budgets_and_open_calls() -> None:
    make_budget("10", agent="count_words")
    settle_call(open_call(make_model()))
    open_call(make_model("gpt-tiny"))
    lines = exposition_make().decode().splitlines()
    assert 'nessos_ai_budget_limit_brl{budget="agent:count_words"} 10.0' in lines
    assert 'nessos_ai_budget_used_brl{budget="agent:count_words"} 1.8' in lines
    assert "nessos_ai_calls_asking 1.0" in lines
    assert 'nessos_ai_calls_last_5_minutes{outcome="answered"} 1.0' in lines
    assert AgentCall.objects.count() == 2


@LETTERS
def test_an_address_that_fails_keeps_nobody_from_his_letter_and_sends_him_no_second_one(
    boss: Client, make_user: Callable[..., User]
) -> None:
    make_user("broken", "admin", email="broken@example.com")
    model, _budget = make_model(), make_budget("2")
    settle_call(open_call(model))
    Budget.objects.update(limit=Decimal("0.37"))
    tell = duties["ai.budgets_tell"].run
    with override_settings(EMAIL_BACKEND="tests.ai.ledger.mailing.RefusingBackend"):
        assert [tell(), tell()] == [1, 0]
    assert [letter.to for letter in mail.outbox] == [["boss@example.com"]]


@LETTERS
def test_letters_that_reach_nobody_are_tried_again(make_user: Callable[..., User]) -> None:
    make_user("broken", "admin", email="broken@example.com")
    model, budget = make_model(), make_budget("2")
    settle_call(open_call(model))
    Budget.objects.update(limit=Decimal("0.37"))
    tell = duties["ai.budgets_tell"].run
    with (
        override_settings(EMAIL_BACKEND="tests.ai.ledger.mailing.RefusingBackend"),
        pytest.raises(OSError, match="550 no such mailbox"),
    ):
        tell()
    assert budget.months.get().told == 0
    assert tell() == 1
    assert [letter.to for letter in mail.outbox] == [["broken@example.com"]]

"""The page of costs: every figure is a count of the ledger's own rows."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nessos.accounts.models import User
from nessos.ai.ledger.formatting import brl_exact
from nessos.ai.ledger.models import AgentCall
from nessos.ai.ledger.selectors import COLUMNS, Figures, costs_read
from nessos.kernel import clock
from tests.ai.ledger.making import make_budget, make_model, open_call, settle_call

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OUTCOMES = ["answered"] * 6 + ["failed", "output_invalid", "unknown", "cancelled", "asking"]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.at(NOW):
        yield


@pytest.fixture
def boss(make_user: Callable[..., User]) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(make_user("boss", "admin"))
    return client


def calls_make(users: list[User], count: int = 400) -> None:
    """Of all kinds, over 45 days, with many just before and after midnight in São Paulo."""
    chance = Random(4)
    rows = []
    for number in range(count):
        outcome = chance.choice(OUTCOMES)
        is_open = outcome == "asking"
        midnight = datetime(2026, 11, 20, 3, 0, tzinfo=UTC) - timedelta(days=chance.randrange(45))
        rows.append(
            AgentCall(
                agent=f"agent_{number % 4}",
                model=chance.choice(["offline", "gpt-large", "gpt-small"]),
                prompt_version=chance.choice([None, 1, 2]),
                input_hash="0" * 64,
                user=chance.choice([*users, None]),
                outcome=outcome,
                abandon_at=NOW if is_open else None,
                duration=None if is_open else timedelta(milliseconds=chance.randrange(1, 30_000)),
                input_tokens=None if is_open else chance.randrange(5_000),
                output_tokens=None if is_open else chance.randrange(900),
                cost=Decimal(0) if is_open else Decimal(chance.randrange(1_000_000)) / 1_000_000,
                created_at=midnight + timedelta(seconds=chance.choice([-1, 0, 1, 40_000])),
            )
        )
    AgentCall.objects.bulk_create(rows)


def recount(calls: list[AgentCall]) -> Figures:
    times = sorted(call.milliseconds for call in calls if call.milliseconds is not None)
    at: Callable[[float], int | None] = lambda part: times[ceil(part * len(times)) - 1] if times else None  # noqa: E731
    return Figures(
        calls=len(calls),
        open=sum(call.outcome == "asking" for call in calls),
        failures=sum(call.outcome in ("failed", "output_invalid", "unknown") for call in calls),
        cost=sum((call.cost for call in calls), Decimal(0)),
        input_tokens=sum(call.input_tokens or 0 for call in calls),
        output_tokens=sum(call.output_tokens or 0 for call in calls),
        p50=at(0.5),
        p95=at(0.95),
    )


KEYS: dict[str, Callable[[AgentCall], tuple[Any, ...]]] = {
    "day": lambda call: (timezone.localdate(call.created_at),),
    "agent": lambda call: (call.agent,),
    "model": lambda call: (call.model, call.provider),
    "prompt": lambda call: (call.agent, call.prompt_version),
    "user": lambda call: (call.user_id,),
}


@pytest.mark.parametrize("by", COLUMNS)
def test_every_figure_is_that_of_a_recount(make_user: Callable[..., User], by: str) -> None:
    calls_make([make_user("ana"), make_user("bia")])
    since, until = clock.today() - timedelta(days=29), clock.today()
    costs = costs_read(since=since, until=until, by=by)
    counted = [call for call in AgentCall.objects.all() if since <= KEYS["day"](call)[0] <= until]
    assert costs.total == recount(counted)
    keys = {KEYS[by](call) for call in counted}
    assert {line.key: line.figures for line in costs.lines} == {
        key: recount([call for call in counted if KEYS[by](call) == key]) for key in keys
    }
    assert len(costs.lines) == len(keys) > 1
    assert len(costs.days) == 30
    assert sum(figures.cost for _day, figures in costs.days) == costs.total.cost
    for day, figures in costs.days:
        assert figures.calls == sum(KEYS["day"](call)[0] == day for call in counted)


def test_a_share_of_failures_is_of_those_that_ended() -> None:
    assert Figures(calls=5, open=1, failures=1).failure_share == 25
    assert Figures(calls=1, open=1).failure_share is None


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("2476.185057", "R$ 2,476.19"),
        ("1", "R$ 1.00"),
        ("0.3", "R$ 0.30"),
        ("0.001234", "R$ 0.001234"),
        ("-0.05", "-R$ 0.05"),
        ("0", "R$ 0.00"),
    ],
)
def test_below_one_real_an_amount_is_shown_to_the_millionth(amount: str, shown: str) -> None:
    assert brl_exact(Decimal(amount)) == shown


def test_the_page_shows_what_the_calls_cost(boss: Client) -> None:
    make_budget("10", purse="conversations")
    settle_call(open_call(make_model(), purse="conversations"))
    for by, label in {
        "day": "2026-11-20",
        "agent": "count_words",
        "model": "gpt-large · Vendor",
        "prompt": "count_words, version 3",
        "user": "The house itself",
    }.items():
        page = boss.get(reverse("ai_costs"), {"by": by})
        assert page.status_code == 200
        text = page.content.decode()
        assert label in text
        assert "R$ 0.30" in text
        assert "1.2 s" in text
        assert "purse conversations" in text


def test_days_are_chosen_by_the_address(boss: Client) -> None:
    with clock.at(NOW - timedelta(days=40)):
        settle_call(open_call(make_model()))
    usual = boss.get(reverse("ai_costs")).content.decode()
    assert "No agent was asked in these days" in usual
    asked = {"from": "2026-10-01", "to": "2026-10-31"}
    chosen = boss.get(reverse("ai_costs"), asked).content.decode()
    assert "R$ 0.30" in chosen


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"from": "yesterday"}, "This is no day. Write it as 2026-11-20."),
        (
            {"from": "2026-11-02", "to": "2026-11-01"},
            "The first day is after the last one. Exchange them.",
        ),
        (
            {"from": "2020-01-01"},
            "This is more than 400 days. Calls are not kept that long: choose fewer.",
        ),
        ({"by": "moon"}, "There is no table by “moon”. Choose one of those above."),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "There was no call in such a year. Choose other days."),
        ({"from": "9999-12-31", "to": "9999-12-31"}, "There was no call in such a year. Choose other days."),
        ({"from": "2199-12-31", "to": "2199-12-31"}, ""),
    ],
)
def test_what_cannot_be_shown_is_told_and_the_usual_shown(
    boss: Client, asked: dict[str, str], told: str
) -> None:
    page = boss.get(reverse("ai_costs"), asked)
    assert page.status_code == 200
    assert told in page.content.decode()
    sheet = boss.get(reverse("ai_costs_csv"), asked)
    assert sheet.status_code == (302 if told else 200)


def test_the_spreadsheet_holds_every_line_to_the_millionth(boss: Client) -> None:
    settle_call(open_call(make_model(), agent="=cmd"))
    sheet = boss.get(reverse("ai_costs_csv"), {"by": "agent"})
    assert sheet["Content-Disposition"] == ('attachment; filename="ai-costs-agent-2026-10-22-2026-11-20.csv"')
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        [
            "Agent",
            "Calls",
            "Failures",
            "Failures (%)",
            "Cost (BRL)",
            "Tokens read",
            "Tokens written",
            "p50 (ms)",
            "p95 (ms)",
        ],
        ["'=cmd", "1", "0", "0,0", "0,300000", "200000", "20000", "1200", "1200"],
        ["Total", "1", "0", "0,0", "0,300000", "200000", "20000", "1200", "1200"],
    ]


def test_only_who_may_read_the_ledger_sees_what_it_cost(make_user: Callable[..., User]) -> None:
    ana, client = make_user("ana", "ops"), Client()
    client.cookies["django_language"] = "en"
    assert client.get(reverse("ai_costs")).status_code == 302
    client.force_login(ana)
    assert client.get(reverse("ai_costs")).status_code == 403
    assert client.get(reverse("ai_costs_csv")).status_code == 403
    make_budget("10")
    settle_call(open_call(make_model()))
    ana.user_permissions.add(Permission.objects.get(codename="view_agentcall"))
    page = client.get(reverse("ai_costs"))
    assert page.status_code == 200
    assert "Budgets this month" not in page.content.decode()

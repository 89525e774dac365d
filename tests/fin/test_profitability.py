"""*Rentabilidade*: revenue of the month less cost of the month, contract by contract."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from fin.models import Contract
from fin.selectors import figures_read, profitability_by_month, profitability_read
from fin.selectors.figures import Pipeline
from ops.models import PerformanceMetric
from tests.fin.making import clock_move_to, make_client, make_contract
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


@pytest.fixture(autouse=True)
def in_april() -> None:
    clock_move_to("2027-04-20 12:00")


def make_month(
    contract: Contract, month: date, hours: str, rate: str, direct: str = "0"
) -> PerformanceMetric:
    figures = {"hours_worked": hours, "hourly_rate": rate, "cost_input": direct}
    made: PerformanceMetric = PerformanceMetric.objects.create(contract=contract, month=month, **figures)
    return made


def row_of(read: dict[str, Any], contract: Contract) -> dict[str, Any] | None:
    return next((row for row in read["rows"] if row["contract"] == str(contract.pk)), None)


@pytest.fixture
def ask(api: Any) -> Any:
    client = api("fin")
    return lambda query="?month=2027-03": client.get(f"/api/v1/profitability/{query}")


def test_revenue_less_hours_times_rate_and_direct_cost(ask: Any) -> None:
    contract = make_contract(mrr="5000", start_date=date(2026, 1, 1))
    make_month(contract, MARCH, "12.5", "150", "325.50")
    make_month(contract, APRIL, "99", "150")
    answer = ask()
    assert answer.status_code == 200
    figures = {"revenue": "5000.00", "cost": "2200.50", "profitability": "2799.50", "margin": 55.99}
    assert answer.json() == {
        "month": "2027-03",
        "rows": [{"contract": str(contract.pk), "client": str(contract.client_id), **figures}],
        "total": figures,
    }


def test_a_month_without_metrics_costs_nothing(ask: Any) -> None:
    contract = make_contract(mrr="1000")
    row = row_of(ask().json(), contract)
    assert row is not None
    assert (row["cost"], row["profitability"], row["margin"]) == ("0.00", "1000.00", 100.0)


@pytest.mark.parametrize(
    ("start", "end", "revenue"),
    [
        (None, None, "1000.00"),
        (date(2027, 3, 31), None, "1000.00"),
        (None, date(2027, 3, 1), "1000.00"),
        (date(2027, 3, 10), date(2027, 3, 10), "1000.00"),
        (date(2027, 4, 1), None, None),
        (None, date(2027, 2, 28), None),
    ],
)
def test_a_contract_counts_if_it_was_in_force_on_any_day(
    ask: Any, start: date | None, end: date | None, revenue: str | None
) -> None:
    contract = make_contract(mrr="1000", start_date=start, end_date=end)
    row = row_of(ask().json(), contract)
    assert (row and row["revenue"]) == revenue


def test_an_ended_contract_earns_nothing_after_its_end_and_breaks_nothing(ask: Any) -> None:
    contract = make_contract(mrr="1000", end_date=date(2027, 2, 15))
    make_month(contract, date(2027, 2, 1), "1", "100")
    assert row_of(ask("?month=2027-02").json(), contract)["profitability"] == "900.00"  # type: ignore[index]
    assert ask().json() == {
        "month": "2027-03",
        "rows": [],
        "total": {"revenue": "0.00", "cost": "0.00", "profitability": "0.00", "margin": None},
    }


def test_an_ended_contract_does_not_count_after_its_end_whatever_is_recorded(ask: Any) -> None:
    contract = make_contract(mrr="1000", end_date=date(2027, 2, 15))
    make_month(contract, MARCH, "2", "100")
    assert row_of(ask().json(), contract) is None
    assert profitability_by_month(last=MARCH, months=1)[0].cost == 0


def test_the_chart_says_of_each_month_what_its_page_says() -> None:
    contract = make_contract(mrr="1000", end_date=date(2027, 4, 15))
    for month in (date(2027, 1, 1), date(2027, 2, 1), MARCH):
        make_month(contract, month, "2", "100")
    shown = [(one.month, one.revenue, one.cost) for one in profitability_by_month(last=MARCH, months=3)]
    pages = [profitability_read(month=month).total for month, _revenue, _cost in shown]
    assert [(revenue, cost) for _month, revenue, cost in shown] == [
        (page.revenue, page.cost) for page in pages
    ]
    assert {cost for _month, _revenue, cost in shown} == {Decimal(200)}


def test_what_a_contract_costs_before_it_begins_is_a_loss(ask: Any) -> None:
    contract = make_contract(mrr="1000", start_date=date(2027, 4, 15))
    make_month(contract, MARCH, "2", "100")
    row = row_of(ask().json(), contract)
    assert row is not None
    assert (row["revenue"], row["profitability"], row["margin"]) == ("0.00", "-200.00", None)


def test_the_total_is_what_the_column_adds_up_to(ask: Any) -> None:
    for _each in range(3):
        make_month(make_contract(mrr="100"), MARCH, "0.33", "0.35")  # 0.1155, rounded in each row
    total = ask().json()["total"]
    assert (total["cost"], total["profitability"], total["margin"]) == ("0.36", "299.64", 99.88)


def test_all_contracts_are_read_in_one_query(django_assert_num_queries: Any) -> None:
    for _each in range(5):
        make_month(make_contract(mrr="100"), MARCH, "1", "1")
    with django_assert_num_queries(1):
        names = [
            (row.contract.number, row.contract.client.name, row.cost)
            for row in profitability_read(month=MARCH).rows
        ]
    assert len(names) == 5


def test_twelve_months_are_read_in_two_queries(django_assert_num_queries: Any) -> None:
    contract = make_contract(mrr="100", start_date=date(2027, 2, 10), end_date=date(2027, 3, 20))
    make_month(contract, MARCH, "1", "30")
    with django_assert_num_queries(2):
        year = profitability_by_month(last=APRIL)
    assert [each.month for each in year][:2] == [date(2026, 5, 1), date(2026, 6, 1)]
    assert [(int(each.revenue), int(each.cost)) for each in year][-4:] == [
        (0, 0),
        (100, 0),
        (100, 30),
        (0, 0),
    ]


def test_without_a_month_it_is_this_one(ask: Any) -> None:
    assert ask("").json()["month"] == "2027-04"


@pytest.mark.parametrize(
    "month", ["", "2027", "2027-13", "2027-3", "27-03", "2027-03-01", "março", "9999-12"]
)
def test_what_is_no_month_is_refused_with_a_sentence(ask: Any, month: str) -> None:
    answer = ask(f"?month={month}")
    assert answer.status_code == 400
    assert answer.json()["detail"] == f"“{month}” is no month. Write it as year and month, such as 2026-03."


@pytest.mark.parametrize("group", ["ops", "jur", "growth", "employee"])
def test_only_finance_may_see_it(api: Any, group: str) -> None:
    assert api(group).get("/api/v1/profitability/").status_code == 403
    browser = api(group, username=f"page-{group}")
    page = Browser()
    page.force_login(browser.user)
    assert page.get("/app/fin/profitability/").status_code == 403
    assert page.get("/app/fin/profitability/csv/").status_code == 403


# --- The page -------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(make_user: Any) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(make_user("cfo", "fin"))
    return browser


def test_the_page_shows_the_rows_and_marks_what_is_negative(page: Browser) -> None:
    good = make_contract(mrr="1000", client=make_client("Café Aurora"))
    bad = make_contract(mrr="100", client=make_client("Padaria Alvorada"))
    make_month(bad, MARCH, "2", "100")
    shown = page.get("/app/fin/profitability/?month=2027-03")
    text = shown.content.decode()
    assert shown.status_code == 200
    for words in (
        "Café Aurora",
        good.number,
        "R$ 1,000.00",
        'value="2027-03"',
        "<canvas",
    ):
        assert words in text
    assert re.search(r'ness-bad">\s*-R\$ 100\.00', text)


def test_the_page_without_contracts_says_what_to_do(page: Browser) -> None:
    text = page.get("/app/fin/profitability/?month=2027-03").content.decode()
    assert "No contract counts in this month" in text
    assert "<canvas" not in text


def test_a_wrong_month_is_told_on_the_page_and_this_month_is_shown(page: Browser) -> None:
    text = page.get("/app/fin/profitability/?month=x").content.decode()
    assert "“x” is no month. Write it as year and month, such as 2026-03." in text
    assert 'value="2027-04"' in text


def test_the_portuguese_address_leads_there(page: Browser) -> None:
    answer = page.get("/app/fin/rentabilidade/?month=2027-03")
    assert (answer.status_code, answer["Location"]) == (302, "/app/fin/profitability/?month=2027-03")


def test_the_csv_holds_the_same_and_no_formula(page: Browser) -> None:
    make_month(make_contract(mrr="100.5", client=make_client("=1+1")), MARCH, "1", "0.5")
    answer = page.get("/app/fin/profitability/csv/?month=2027-03")
    lines = answer.content.decode("utf-8-sig").splitlines()
    number = Contract.objects.get().number
    assert answer["Content-Disposition"] == 'attachment; filename="profitability-2027-03.csv"'
    assert lines == [
        "Contract;Client;Revenue;Cost;Profitability;Margin (%)",
        f"{number};'=1+1;100,50;0,50;100,00;99,50",
        "Total;;100,50;0,50;100,00;99,50",
    ]


def test_strangers_are_sent_to_the_login() -> None:
    answer = Browser().get("/app/fin/profitability/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/app/fin/profitability/")


def test_hours_and_rates_multiply_exactly() -> None:
    make_month(make_contract(), MARCH, "7.77", "133.33")
    assert profitability_read(month=MARCH).total.cost == Decimal("1035.97")


def test_the_figures_of_whoever_answers_for_the_money() -> None:
    small = make_contract(mrr="100", renewal_date=date(2027, 5, 10))
    make_contract(mrr="900", end_date=date(2027, 7, 1))
    make_contract(mrr="5000", end_date=date(2027, 4, 19))
    make_month(small, APRIL, "2", "100")
    figures = figures_read(today=date(2027, 4, 20))
    assert (figures.mrr, figures.contracts, figures.clients) == (Decimal(1000), 2, 2)
    assert (figures.margin, figures.negative) == (
        Decimal("96.67"),
        1,
    )  # the ended one still counts in its month
    assert figures.concentration == Decimal(100)
    assert figures.running_out == {
        30: Pipeline(count=1, mrr=Decimal(100)),
        90: Pipeline(count=2, mrr=Decimal(1000)),
    }

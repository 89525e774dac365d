"""Lists say things as people do: names instead of ids and numbers, days and documents as Brazil writes them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fin.models import Client, Contract
from ops.models import PerformanceMetric
from tests.speaking import EnglishBrowser
from tests.web.admin.reading import text_of

METRICS = "/app/ops/performancemetric/"


@pytest.fixture
def desk(make_user: Any) -> Any:
    browser = EnglishBrowser()
    browser.force_login(make_user("chefe", "fin", "ops"))
    return browser


@pytest.fixture
def contracts(db: None) -> list[Contract]:
    bakery = Client.objects.create(name="Padaria Alvorada", document="11222333000181", phone="+5511987654321")
    return [
        Contract.objects.create(client=bakery, number=f"C-{place}", mrr=100, start_date=date(2026, 3, 9))
        for place in range(3)
    ]


@pytest.fixture
def months(contracts: list[Contract]) -> None:
    for contract in contracts:
        PerformanceMetric.objects.create(
            contract=contract, month=date(2026, 3, 1), hours_worked=Decimal(2), hourly_rate=100
        )


def test_a_contract_is_named_with_its_client(desk: Any, months: None) -> None:
    assert "C-0 · Padaria Alvorada" in text_of(desk.get(METRICS))


def test_naming_more_contracts_costs_no_more_queries(desk: Any, months: None) -> None:
    desk.get(METRICS)
    with CaptureQueriesContext(connection) as three:
        desk.get(METRICS)
    PerformanceMetric.objects.filter(contract__number__in=["C-1", "C-2"]).delete()
    with CaptureQueriesContext(connection) as one:
        desk.get(METRICS)
    assert len(three) == len(one)


def test_a_month_is_told_without_a_day(desk: Any, months: None) -> None:
    assert "March 2026" in text_of(desk.get(METRICS))


def test_a_day_is_written_as_the_language_writes_it(desk: Any, contracts: list[Contract]) -> None:
    assert "2026-03-09" in text_of(desk.get("/app/fin/contract/"))
    desk.cookies["django_language"] = "pt-br"
    assert "09/03/2026" in text_of(desk.get("/app/fin/contract/"))


def test_a_document_and_a_telephone_are_spelled_out(desk: Any, contracts: list[Contract]) -> None:
    told = text_of(desk.get("/app/fin/client/"))
    assert "11.222.333/0001-81" in told
    assert "(11) 98765-4321" in told


def test_an_empty_list_says_what_comes_to_stand_there(desk: Any, db: None) -> None:
    assert "Nothing here yet" in text_of(desk.get("/app/fin/contract/"))


def test_a_search_without_a_hit_offers_to_clear_it(desk: Any, contracts: list[Contract]) -> None:
    told = text_of(desk.get("/app/fin/contract/", {"q": "inexistente"}))
    assert "Nothing matches" in told
    assert "Clear search and filters" in told

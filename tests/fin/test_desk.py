"""The desks of finance, operations and law: every page opens, what is refused is a sentence, cards say what waits."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client as Browser
from django.urls import reverse

from fin.models import Client, Contract, RevenueSnapshot
from jur.models import ComplianceCheck, ComplianceFramework, LegalDocument, RiskFinding
from nessos.kernel import clock
from ops.models import (
    Chore,
    Indicator,
    PerformanceMetric,
    Playbook,
    ServiceAction,
    ServiceActionPlaybook,
    StockItem,
    Task,
    TimeEntry,
)
from tests.fin.making import days_ahead, make_client, make_contract
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db

ROOMS = {"fin", "ops", "jur"}


@pytest.fixture
def desk(make_user: Any) -> Browser:
    browser = EnglishBrowser()
    browser.user = make_user("chefe", "fin", "ops", "jur")  # type: ignore[attr-defined]
    browser.force_login(browser.user)  # type: ignore[attr-defined]
    return browser


@pytest.fixture
def rows(desk: Any) -> dict[type, Any]:
    """One row of each table, near enough to everything that the cards look for."""
    client = make_client("Café Aurora")
    contract = make_contract(client=client, mrr=1000, end_date=days_ahead(10))
    playbook = Playbook.objects.create(title="Backup", tags=["infra"])
    Task.objects.create(playbook=playbook, title="Copiar", estimated_duration_minutes=30, estimated_value=100)
    action = ServiceAction.objects.create(title="Guardar")
    ServiceActionPlaybook.objects.create(service_action=action, playbook=playbook)
    document = LegalDocument.objects.create(title="Contrato", contract=contract)
    made = [
        client,
        contract,
        RevenueSnapshot.objects.create(client=client, period=date(2026, 3, 1), value=10),
        playbook,
        action,
        PerformanceMetric.objects.create(contract=contract, month=date(2026, 3, 1), hours_worked=2),
        TimeEntry.objects.create(user=desk.user, contract=contract),
        Indicator.objects.create(source="Sec", metric_type="alertas", value=3, period=date(2026, 3, 1)),
        Chore.objects.create(title="Ligar", contract=contract),
        StockItem.objects.create(product_id="cabo-rede", name="Cabo de rede", level=3),
        document,
        RiskFinding.objects.create(document=document, clause="7.2", severity="high"),
        ComplianceCheck.objects.create(
            framework=ComplianceFramework.objects.get(slug="clt"), playbook=playbook, status="gap"
        ),
        ComplianceFramework.objects.get(slug="clt"),
    ]
    return {type(row): row for row in made}


def test_every_page_of_every_table_opens(desk: Browser, rows: dict[type, Any]) -> None:
    tables = [model for model in admin.site._registry if model._meta.app_label in ROOMS]
    assert set(tables) == set(rows)
    for model in tables:
        meta = model._meta
        page = f"admin:{meta.app_label}_{meta.model_name}"
        for url in (
            reverse(f"{page}_changelist") + "?q=a%C3%A7%C3%A3o",
            reverse(f"{page}_changelist"),
            reverse(f"{page}_add"),
            reverse(f"{page}_change", args=[rows[model].pk]),
            reverse(f"{page}_delete", args=[rows[model].pk]),
        ):
            assert desk.get(url).status_code == 200, url


def test_a_list_of_contracts_takes_no_query_for_each_row(
    desk: Browser, django_assert_max_num_queries: Any
) -> None:
    for _each in range(20):
        make_contract()
    with django_assert_max_num_queries(20):
        desk.get(reverse("admin:fin_contract_changelist"))


def test_a_contract_that_cannot_be_is_told_on_its_form(desk: Browser) -> None:
    body = {
        "client": str(make_client().pk),
        "number": "",
        "kind": "monthly",
        "mrr": "100",
        "value": "0",
        "start_date": "2026-05-02",
        "end_date": "2026-05-01",
        "key_terms": "{}",
    }
    refused = desk.post(reverse("admin:fin_contract_add"), {**body, **management("performance_metrics")})
    assert refused.status_code == 200
    assert "A contract cannot end before it starts. Correct one of the two dates." in refused.content.decode()
    desk.post(
        reverse("admin:fin_contract_add"), {**body, "end_date": "", **management("performance_metrics")}
    )
    assert Contract.objects.get().number == f"{clock.today().year}-0001"


def test_a_playbook_written_at_the_desk_is_its_writers(desk: Any) -> None:
    body = {"title": "Novo", "slug": "", "tags": "infra,backup", "content_markdown": "# Passos"}
    tasks = management("tasks", 1) | {"tasks-0-title": "Copiar", "tasks-0-sort_order": "0"}
    refused = desk.post(reverse("admin:ops_playbook_add"), {**body, **tasks})
    assert "Estimate the minutes, the value, or both." in refused.content.decode()
    desk.post(
        reverse("admin:ops_playbook_add"), {**body, **tasks, "tasks-0-estimated_duration_minutes": "30"}
    )
    playbook = Playbook.objects.get()
    assert (playbook.created_by, playbook.tags, playbook.slug) == (desk.user, ["infra", "backup"], "novo")
    assert playbook.estimated_duration_minutes == 30


def test_list_actions_go_row_by_row(desk: Browser, rows: dict[type, Any]) -> None:
    for model, name in (
        (Chore, "chores_finish"),
        (Contract, "contracts_end"),
        (RiskFinding, "findings_resolve"),
    ):
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert desk.post(url, {"action": name, "_selected_action": [rows[model].pk]}).status_code == 302
    assert Chore.objects.get(pk=rows[Chore].pk).done_at is not None
    assert Contract.objects.get(pk=rows[Contract].pk).end_date == clock.today()
    assert RiskFinding.objects.get(pk=rows[RiskFinding].pk).status == "resolved"


def test_the_home_page_says_what_waits(desk: Browser, rows: dict[type, Any]) -> None:
    clock.advance(timedelta(days=1))
    text = desk.get(reverse("admin:index")).content.decode()
    for words in (
        "Monthly revenue",
        "R$ 1,000.00",
        "Renewals in 30 days",
        "Concentration",
        "Contracts to renew",
        "Your timer",
        "To do",
        "Ligar",
        "metrics are missing",
        "High risks",
        "Compliance gaps",
    ):
        assert words in text, words
    assert "Playbooks to review" not in text
    clock.advance(timedelta(days=180))
    assert "Playbooks to review" in desk.get(reverse("admin:index")).content.decode()


def test_the_home_page_of_an_empty_house_stands(desk: Browser) -> None:
    text = desk.get(reverse("admin:index")).content.decode()
    assert "could not be read just now" not in text
    assert "Contracts to renew" not in text


def test_others_do_not_see_the_money(make_user: Any, rows: dict[type, Any]) -> None:
    browser = EnglishBrowser()
    browser.force_login(make_user("bia", "ops"))
    text = browser.get(reverse("admin:index")).content.decode()
    assert "Monthly revenue" not in text
    assert browser.get(reverse("admin:fin_client_changelist")).status_code == 403


def test_a_client_with_contracts_tells_what_holds_it(desk: Browser, rows: dict[type, Any]) -> None:
    page = desk.get(reverse("admin:fin_client_delete", args=[rows[Client].pk]))
    assert rows[Contract].number in page.content.decode()
    desk.post(reverse("admin:fin_client_delete", args=[rows[Client].pk]), {"post": "yes"})
    assert Client.objects.filter(pk=rows[Client].pk).exists()


@pytest.mark.parametrize(("language", "written"), [("pt-br", "1.234,50"), ("en", "1,234.50")])
def test_an_amount_comes_back_from_the_form_as_it_was(desk: Browser, language: str, written: str) -> None:
    contract = make_contract(mrr="1234.50")
    url = reverse("admin:fin_contract_change", args=[contract.pk])
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    shown = desk.get(url).context["adminform"].form
    field = shown["mrr"]
    assert f'value="{written}"' in str(field)
    assert 'type="number"' not in str(field)  # a browser shows nothing for a number with a comma
    values = {name: shown[name].value() for name in shown.fields}
    body = {name: "" if value is None else str(value) for name, value in values.items()}
    body |= {"mrr": written, "value": "0", **management("performance_metrics")}
    answer = desk.post(url, body, headers={"Accept-Language": language})
    assert answer.status_code == 302
    contract.refresh_from_db()
    assert str(contract.mrr) == "1234.50"


def management(prefix: str, count: int = 0) -> dict[str, str]:
    names = {"TOTAL": count, "INITIAL": 0, "MIN_NUM": 0, "MAX_NUM": 1000}
    return {f"{prefix}-{name}_FORMS": str(number) for name, number in names.items()}

"""Lists: own rows, searching without accents, and a million rows without counting them."""

from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.utils import translation

from fin.models import Client, Contract
from gov.models import Policy, PolicyVersion
from growth.models import Lead
from nessos.accounts.models import User
from nessos.kernel import clock
from nessos.web.admin.choices import ReadableFilter
from nessos.web.admin.paging import COUNTED, EstimatingPaginator
from ops.models import TimeEntry
from tests.web.admin.reading import text_of

LEADS = "/app/growth/lead/"


@pytest.fixture
def leads(db: None) -> list[Lead]:
    people = [("José Conceição", "jose@example.com"), ("Maria Silva", "maria@example.com")]
    return [Lead.objects.create(name=name, email=email) for name, email in people]


def test_a_search_finds_names_whatever_their_accents(desk: Any, leads: list[Lead]) -> None:
    told = text_of(desk("growth").get(LEADS, {"q": "conceicao JOSE"}))
    assert "José Conceição" in told
    assert "Maria Silva" not in told


@pytest.mark.parametrize("term", ["%", "_", "'", '"', "\\", "a" * 5000, "x " * 200])
def test_no_search_term_breaks_the_list(desk: Any, leads: list[Lead], term: str) -> None:
    assert desk("growth").get(LEADS, {"q": term}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "p=99999",
        "p=x",
        "o=99",
        "status__exact=%00",
        "e=1",
        "nonsense=1",
        "all=",
        "created_at__year=99999",
        "created_at__year=99999999999",
        "name__regex=(",
    ],
)
def test_no_address_breaks_the_list(desk: Any, leads: list[Lead], query: str) -> None:
    assert desk("growth").get(f"{LEADS}?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("year", ["99999", "99999999999", "0", "x"])
def test_no_year_breaks_a_list_that_is_walked_by_date(desk: Any, year: str) -> None:
    answer = desk("jur").get(f"/app/jur/legaldocument/?created_at__year={year}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/app/jur/legaldocument/?e=1")


@pytest.mark.parametrize("table", ["auth/group", "accounts/user", "growth/lead"])
def test_a_key_that_is_none_chooses_nothing(desk: Any, table: str) -> None:
    made_up = {"action": "delete_selected", "_selected_action": "zzz", "post": "yes"}
    assert desk("admin").post(f"/app/{table}/", made_up).status_code == 400


def test_a_filter_names_no_row_that_one_may_not_read(desk: Any) -> None:
    Contract.objects.create(client=Client.objects.create(name="Primeira Ltda"), number="C-88")
    jobs = "/app/people/job/"
    assert "C-88" not in desk("people").get(jobs).content.decode()
    assert 'name="contract__id__exact"' not in desk("people", username="bia").get(jobs).content.decode()
    assert 'name="contract__id__exact"' in desk("people", "fin").get(jobs).content.decode()


def test_a_filter_by_own_rows_names_the_own_ones(desk: Any) -> None:
    for title, status in (("In force", "active"), ("In the making", "draft")):
        policy = Policy.objects.create(title=title, status=status)
        PolicyVersion.objects.create(policy=policy, number=1, content_text="x", published_at=clock.now())
    request = RequestFactory().get("/")
    request.user = desk("employee").user
    field, versions = PolicyVersion._meta.get_field("policy"), admin.site._registry[PolicyVersion]
    choices = ReadableFilter.field_choices(ReadableFilter.__new__(ReadableFilter), field, request, versions)
    assert [name for _key, name in choices] == ["In force"]


def test_without_the_permission_there_is_no_list(desk: Any, leads: list[Lead]) -> None:
    assert desk("fin").get(LEADS).status_code == 403


def test_a_person_sees_and_opens_only_his_own_rows(desk: Any, make_user: Any) -> None:
    contract = Contract.objects.create(client=Client.objects.create(name="Primeira"))
    browser = desk("employee")
    mine = TimeEntry.objects.create(user=browser.user, contract=contract, hourly_rate=100, note="minha hora")
    other = TimeEntry.objects.create(
        user=make_user("outra"), contract=contract, hourly_rate=100, note="hora alheia"
    )
    told = text_of(browser.get("/app/ops/timeentry/", {"q": "hora"}))
    assert "1 result" in told
    assert browser.get(f"/app/ops/timeentry/{mine.pk}/change/").status_code == 200
    assert browser.get(f"/app/ops/timeentry/{other.pk}/change/").status_code == 302


def test_a_choice_of_related_rows_holds_only_what_one_may_read(desk: Any) -> None:
    client = Client.objects.create(name="Primeira Ltda")
    ask = {"app_label": "fin", "model_name": "contract", "field_name": "client", "term": "prim"}
    assert desk("fin").get("/app/autocomplete/", ask).json()["results"] == [
        {"id": str(client.pk), "text": "Primeira Ltda"}
    ]
    assert desk("growth").get("/app/autocomplete/", ask).status_code == 403


def test_a_related_row_that_one_may_not_read_cannot_be_chosen_by_its_id(desk: Any, make_user: Any) -> None:
    contract = Contract.objects.create(client=Client.objects.create(name="Primeira"))
    browser, other = desk("employee"), make_user("outra")
    url = "/app/ops/timeentry/add/"
    given = {"user": other.pk, "contract": contract.pk, "started_at_0": "2026-01-05", "started_at_1": "08:00"}
    answer = browser.post(url, given)
    assert answer.status_code == 200
    assert "Select a valid choice. That choice is not one of the available choices." in text_of(answer)
    assert not TimeEntry.objects.exists()


def test_small_tables_are_counted_and_large_ones_estimated(db: None) -> None:
    Lead.objects.create(name="Ana Souza", email="ana@example.com")
    assert EstimatingPaginator(Lead.objects.all(), 50).count_words == "1"
    rows = COUNTED + 1000
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (username, password, first_name, last_name, email, is_superuser, is_staff,"
            " is_active, date_joined) SELECT 'u' || n, '', '', '', '', false, false, true, now()"
            " FROM generate_series(1, %s) n",
            [rows],
        )
        with translation.override("en"):
            assert EstimatingPaginator(User.objects.order_by("pk"), 50).count_words == "5,000 or more"
            cursor.execute("ANALYZE accounts_user")
            assert EstimatingPaginator(User.objects.order_by("pk"), 50).count_words == "about 6,000"
            some = User.objects.filter(username__startswith="u").order_by("pk")
            assert EstimatingPaginator(some, 50).count_words == "5,000 or more"
            assert (
                EstimatingPaginator(User.objects.filter(username="u7").order_by("pk"), 50).count_words == "1"
            )


def test_no_list_asks_for_an_exact_count(
    desk: Any, leads: list[Lead], django_assert_num_queries: Any
) -> None:
    browser = desk("growth")
    browser.get(LEADS)
    with django_assert_num_queries(8) as queries:  # one of them for what waits for the reader, in the sidebar
        browser.get(LEADS)
    counts = [each["sql"] for each in queries.captured_queries if "COUNT(" in each["sql"]]
    assert all("LIMIT" in sql for sql in counts), counts


def test_the_checks_of_django_find_nothing_to_say(db: None) -> None:
    call_command("check", fail_level="WARNING")

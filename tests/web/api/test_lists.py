"""Pages that neither skip nor repeat, and parameters that are never ignored."""

from datetime import timedelta
from typing import Any

import pytest

from growth.models import Lead, Service
from nessos.kernel import clock
from ops.models import Playbook
from tests.web.api.asking import LEADS, faults

SERVICES = "/api/v1/services/"
SCORES = [None, 5, 70, 5, None, 5, 70, 0, None, 5, 100]
ORDERINGS = [
    "-created_at",
    "created_at",
    "name",
    "-name",
    "lead_score",
    "-lead_score",
    "status,-lead_score,name",
    "",
]


@pytest.fixture
def leads(db: None) -> list[Lead]:
    """Scores with nulls and many alike, names with accents, and three rows of one moment."""
    now = clock.now()
    names = ["Érica", "ana", "Zeca", "Ana", "Ágata", "bruno", "Éder", "eva", "Olga", "ana", "íris"]
    return [
        Lead.objects.create(
            name=f"{name} x",
            email=f"p{number}@example.com",
            lead_score=score,
            created_at=now - timedelta(seconds=number // 3),
            status="new" if number % 2 else "lost",
        )
        for number, (name, score) in enumerate(zip(names, SCORES, strict=True))
    ]


def walk(client: Any, address: str, link: str) -> list[list[dict[str, Any]]]:
    pages = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        assert list(page) == ["next", "previous", "results"]
        pages.append(page["results"])
        address = page[link]
        last = page
    assert last is not None
    return pages


@pytest.mark.parametrize("limit", [1, 3, 4, 11, 50])
@pytest.mark.parametrize("ordering", ORDERINGS)
def test_every_row_comes_once_forwards_and_backwards(
    api: Any, leads: list[Lead], ordering: str, limit: int
) -> None:
    growth = api("growth")
    whole = [row["id"] for row in growth.get(f"{LEADS}?ordering={ordering}").json()["results"]]
    assert sorted(whole) == sorted(str(lead.pk) for lead in leads)
    address = f"{LEADS}?ordering={ordering}&limit={limit}"
    pages = walk(growth, address, "next")
    assert [row["id"] for page in pages for row in page] == whole
    assert all(len(page) <= limit for page in pages)
    # From the last page back to the first.
    answer = growth.get(address).json()
    while answer["next"]:
        answer = growth.get(answer["next"]).json()
    back = list(answer["results"])
    while answer["previous"]:
        answer = growth.get(answer["previous"]).json()
        back = answer["results"] + back
    assert [row["id"] for row in back] == whole


def test_nulls_of_related_rows_are_paged_too(api: Any) -> None:
    playbooks = [Playbook.objects.create(title=title) for title in ("B", "A")]
    for number in range(9):
        Service.objects.create(name=f"S{number}", playbook=[*playbooks, None][number % 3])
    growth = api("growth")
    for ordering in ("playbook__title", "-playbook__title", "playbook", "base_price", "-base_price,name"):
        address = f"{SERVICES}?ordering={ordering}&limit="
        whole = [row["id"] for page in walk(growth, f"{address}200", "next") for row in page]
        assert len(set(whole)) == Service.objects.count()
        assert [row["id"] for page in walk(growth, f"{address}2", "next") for row in page] == whole


def test_rows_that_come_and_go_move_no_other_row(api: Any, leads: list[Lead]) -> None:
    growth = api("growth")
    first = growth.get(f"{LEADS}?limit=4").json()
    rest = [row["id"] for page in walk(growth, first["next"], "next") for row in page]
    Lead.objects.create(name="Nova Pessoa", email="nova@example.com")
    Lead.objects.get(pk=first["results"][-1]["id"]).delete()
    assert [row["id"] for page in walk(growth, first["next"], "next") for row in page] == rest


def test_the_way_back_from_an_emptied_page_misses_no_row(api: Any, leads: list[Lead]) -> None:
    growth = api("growth")
    first = growth.get(f"{LEADS}?limit=8").json()
    kept = [row["id"] for row in first["results"]]
    Lead.objects.exclude(pk__in=kept).delete()
    empty = growth.get(first["next"]).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert [row["id"] for row in growth.get(empty["previous"]).json()["results"]] == kept


def test_names_sort_as_people_expect(api: Any, leads: list[Lead]) -> None:
    rows = api("growth").get(f"{LEADS}?ordering=name").json()["results"]
    names = [row["name"].removesuffix(" x") for row in rows]
    assert [*names[:1], *names[4:]] == ["Ágata", "bruno", "Éder", "Érica", "eva", "íris", "Olga", "Zeca"]
    assert sorted(names[1:4]) == ["Ana", "ana", "ana"]


@pytest.mark.parametrize(
    "cursor",
    ["x", "%00", "W10", "bnVsbA", "IiI", "e30", "a" * 5000, "W1siLWNyZWF0ZWRfYXQiLCItaWQiXSwwLDAsWyJ4IiwieCJdXQ",
     "W1siLWNyZWF0ZWRfYXQiLCItaWQiXSwwLDAsW251bGwsbnVsbF1d", "%f0%9f%98%80", "W" * 4000, "W1tb" * 900],
)  # fmt: skip
def test_a_cursor_that_is_none_is_400(api: Any, cursor: str) -> None:
    answer = api("growth").get(f"{LEADS}?cursor={cursor}")
    assert answer.status_code == 400, answer.content
    assert list(faults(answer)) == ["cursor"]


def test_a_cursor_of_another_order_is_400(api: Any, leads: list[Lead]) -> None:
    growth = api("growth")
    address = growth.get(f"{LEADS}?limit=2&ordering=name").json()["next"]
    answer = growth.get(address.replace("ordering=name", "ordering=lead_score"))
    assert answer.status_code == 400
    assert faults(answer) == {
        "cursor": "This cursor does not belong to this list. Begin again without a cursor."
    }


def test_a_page_holds_no_more_than_the_most(api: Any) -> None:
    Lead.objects.bulk_create(Lead(name=f"Lead {number}", email="a@example.com") for number in range(205))
    growth = api("growth")
    assert len(growth.get(LEADS).json()["results"]) == 50
    assert len(growth.get(f"{LEADS}?page_size=7").json()["results"]) == 7
    page = growth.get(f"{LEADS}?limit=1000").json()
    assert len(page["results"]) == 200
    assert len(growth.get(page["next"]).json()["results"]) == 5


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"), ("page_size=1.5", "page_size"),
        ("limit=%D9%A2", "limit"), ("limit=" + "9" * 5000, "limit"),
        ("satus=new", "satus"), ("page=2", "page"), ("status=sold", "status"), ("status__in=new,sold", "status__in"),
        ("status=new&status=lost", "status"), ("created_at__gte=yesterday", "created_at__gte"),
        ("created_at__gte=2024-99-99", "created_at__gte"), ("lead_score__gte=many", "lead_score__gte"),
        ("ordering=salary", "ordering"), ("ordering=name,name", "ordering"), ("ordering=name,-name", "ordering"),
        ("ordering=--name", "ordering"), ("ordering=?", "ordering"), ("ordering=name__x", "ordering"),
        ("search=" + "a" * 201, "search"), ("search=%00", "search"), ("status=%00", "status"), ("%00=1", "\x00"),
    ],
)  # fmt: skip
def test_a_parameter_that_means_nothing_is_400_and_named(api: Any, query: str, path: str) -> None:
    answer = api("growth").get(f"{LEADS}?{query}")
    assert answer.status_code == 400, answer.content
    assert list(faults(answer)) == [path]


@pytest.mark.parametrize(
    "query", ["is_active=banana", "is_active=2", "playbook=x", "playbook=5", "playbook__isnull=maybe"]
)
def test_a_truth_or_an_id_that_is_none_is_400(api: Any, query: str) -> None:
    answer = api("growth").get(f"{SERVICES}?{query}")
    assert answer.status_code == 400
    assert list(faults(answer)) == [query.partition("=")[0]]


def test_a_parameter_is_refused_where_no_list_is_asked_for(api: Any, leads: list[Lead]) -> None:
    answer = api("growth").get(f"{LEADS}{leads[0].pk}/?status=new")
    assert answer.status_code == 400
    assert faults(answer) == {"status": "There is no such parameter here; there are: none."}


def test_filters_narrow(api: Any, leads: list[Lead]) -> None:
    growth = api("growth")

    def found(query: str) -> int:
        return len(growth.get(f"{LEADS}?{query}").json()["results"])

    assert found("status=new") == 5
    assert found("status=") == 11
    assert found("status__in=new,lost") == 11
    assert found("lead_score__gte=70") == 3
    assert found(f"created_at__gte={clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}") == 0
    Service.objects.create(name="Aberto")
    services = Service.objects.count()
    assert len(growth.get(f"{SERVICES}?is_active=false&limit=200").json()["results"]) == services
    assert growth.get(f"{SERVICES}?is_active=True").json()["results"] == []


@pytest.mark.parametrize("words", ["erica", "ÉRICA", "érica x", "x Eri", "p0@EXAMPLE.com"])
def test_search_does_not_mind_accents_case_or_order(api: Any, leads: list[Lead], words: str) -> None:
    rows = api("growth").get(LEADS, {"search": words}).json()["results"]
    assert [row["name"] for row in rows] == ["Érica x"]


def test_search_takes_percent_signs_for_what_they_are(api: Any, leads: list[Lead]) -> None:
    assert api("growth").get(LEADS, {"search": "%"}).json()["results"] == []

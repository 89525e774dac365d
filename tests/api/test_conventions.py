"""What holds at every address: traces, keys, pages, problems, throttles, who may read the document."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client

from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from nessos.kernel.logging import JsonFormatter
from tests.api.world import API, RESOURCES, World

pytestmark = pytest.mark.django_db

ANA = {"name": "Ana Souza", "email": "ana@example.com", "message": "Quero um orçamento."}
PROBLEM = ["type", "title", "status", "detail", "errors"]

Maker = Callable[..., Any]


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines of the log, as production writes them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def post(client: Client, address: str, body: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(API + address, body, content_type="application/json", headers=named)


# --- The trace ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("sent", [None, "trace-of-the-caller-0001"])
def test_a_lead_its_event_and_its_log_line_share_one_trace(api: Maker, logged: Any, sent: str | None) -> None:
    growth = api("growth")
    answer = post(growth, "leads/", ANA, **({"X_Request_ID": sent} if sent else {}))
    assert answer.status_code == 201
    trace = answer["X-Request-ID"]
    assert trace == (sent or trace)
    (event,) = ModuleEvent.objects.filter(module="growth", event_type="lead.created")
    assert (event.entity_id, event.trace_id) == (answer.json()["id"], trace)
    (line,) = [line for line in logged() if line.get("route") == "api/v1/leads/$"]
    assert (line["trace_id"], line["method"], line["status"]) == (trace, "POST", 201)
    assert line["user_id"] == growth.user.pk


def test_no_log_line_speaks_of_the_person(api: Maker, logged: Any) -> None:
    post(api("growth"), "leads/", ANA | {"phone": "11987654321"})
    text = json.dumps(logged(), ensure_ascii=False)
    assert not [word for word in ("Ana", "ana@", "98765", "orçamento", "ness_") if word in text]


def test_every_event_of_a_request_has_its_trace(api: Maker) -> None:
    answer = post(api("growth"), "leads/", ANA | {"status": "qualified"})
    events = (
        api("ops").get(f"{API}events/", {"trace_id": answer["X-Request-ID"], "ordering": "created_at"}).json()
    )
    assert [f"{event['module']}.{event['event_type']}" for event in events["results"]] == [
        "growth.lead.created",
        "growth.lead.qualified",
    ]


# --- Idempotency ----------------------------------------------------------------------------------------------------
def together(count: int, send: Callable[[], Any]) -> list[Any]:
    """Each on a thread and a connection of its own, all let go at once."""
    gate = Barrier(count, timeout=20)

    def run(_number: int) -> Any:
        gate.wait()
        try:
            return send()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.usefixtures("emptied")
def test_twenty_at_once_with_one_key_make_one_lead_and_one_event(api: Maker) -> None:
    token = {"Authorization": api("growth").defaults["HTTP_AUTHORIZATION"]}
    answers = together(20, lambda: post(Client(headers=token), "leads/", ANA, Idempotency_Key="order-1"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    lead = Lead.objects.get()
    assert answers[0].json()["id"] == str(lead.pk)
    event = ModuleEvent.objects.get(module="growth")
    assert (event.event_type, event.entity_id) == ("lead.created", str(lead.pk))
    assert event.trace_id in {answer["X-Request-ID"] for answer in answers}


@pytest.mark.usefixtures("emptied")
def test_twenty_at_once_without_a_key_are_twenty(api: Maker) -> None:
    token = {"Authorization": api("growth").defaults["HTTP_AUTHORIZATION"]}
    answers = together(20, lambda: post(Client(headers=token), "leads/", ANA))
    assert {answer.status_code for answer in answers} == {201}
    assert Lead.objects.count() == ModuleEvent.objects.filter(event_type="lead.created").count() == 20


def test_every_post_that_creates_takes_a_key(world: World) -> None:
    for resource in RESOURCES:
        body = world.body(resource)
        first, again = (
            post(world.root, f"{resource}/", body, Idempotency_Key=resource) for _time in range(2)
        )
        assert (first.status_code, again.status_code) == (201, 201), resource
        assert first.content == again.content
        other = post(world.root, f"{resource}/", {**body, "notes": "x"}, Idempotency_Key=resource)
        assert other.status_code == 409, resource
        assert list(other.json()) == PROBLEM


# --- Pages ----------------------------------------------------------------------------------------------------------
def walk(client: Client, address: str) -> list[str]:
    found: list[str] = []
    while address:
        page = client.get(address).json()
        assert list(page) == ["next", "previous", "results"]
        found += [row.get("id") or row["slug"] for row in page["results"]]
        address = page["next"]
    return found


def test_every_list_is_paged_without_loss_and_refuses_what_it_does_not_know(world: World) -> None:
    for resource in RESOURCES:
        for _number in range(3):
            world.make(resource)
        address = f"{API}{resource}/"
        whole = walk(world.root, f"{address}?limit=200")
        assert walk(world.root, f"{address}?limit=2") == whole
        assert len(whole) == len(set(whole)) >= 4
        for query in ({"colour": "red"}, {"ordering": "colour"}, {"cursor": "x"}, {"limit": "0"}):
            answer = world.root.get(address, query)
            assert answer.status_code == 400, (resource, query)
            assert [fault["path"] for fault in answer.json()["errors"]] == list(query)


def test_lists_are_narrowed_by_search_and_filters(world: World) -> None:
    for resource, query, count in (
        ("leads", {"search": "souza"}, 1),
        ("leads", {"status": "new"}, 1),
        ("leads", {"status": "won"}, 0),
        ("clients", {"search": "ACME"}, 1),
        ("contracts", {"search": "acme"}, 1),
        ("playbooks", {"search": "diario"}, 1),
        ("playbooks", {"search": "nowhere"}, 0),
        ("services", {"is_active": "false", "search": "plano"}, 1),
        ("training-gaps", {"severity": "medium"}, 1),
        ("risk-findings", {"severity": "low"}, 0),
        ("policies", {"status": "active", "search": "politica"}, 2),
        ("events", {"module": "ops", "event_type": "custom.checked"}, 1),
    ):
        answer = world.root.get(f"{API}{resource}/", query)
        assert answer.status_code == 200
        rows = answer.json()["results"]
        assert len(rows) == count, (resource, query)


# --- Problems -------------------------------------------------------------------------------------------------------
def test_unknown_fields_are_refused_and_named(world: World) -> None:
    for resource in RESOURCES:
        answer = post(world.root, f"{resource}/", world.body(resource) | {"colour": "red"})
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert list(answer.json()) == PROBLEM
        assert {"path": "colour", "message": "There is no such field here."} in answer.json()["errors"], (
            resource
        )


def test_whatever_fails_is_a_problem(api: Maker) -> None:
    root = api(superuser=True)
    for method, address, status in (
        ("GET", "nothing/", 404),
        ("POST", "nothing/", 404),
        ("GET", "leads/nothing/", 404),
        ("GET", "leads/0193f7f0-0000-7000-8000-000000000000/", 404),
        ("DELETE", "leads/", 405),
        ("POST", "leads/", 415),
        ("GET", "profitability/?month=2026-13", 400),
    ):
        answer = root.generic(method, API + address, b"name=Ana", content_type="text/plain")
        assert answer.status_code == status, (method, address)
        assert answer["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert list(problem) == PROBLEM
        assert (problem["status"], bool(problem["title"]), bool(problem["detail"])) == (status, True, True)
        assert answer["X-Request-ID"]


def test_too_many_requests_are_429_and_say_when_to_come_back(api: Maker, settings: Any) -> None:
    settings.REST_FRAMEWORK = {**django_settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": "3/hour"}}
    growth = api("growth")
    answers = [growth.get(f"{API}leads/") for _each in range(7)]  # seven do not fit into two windows of three
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0]["Content-Type"] == "application/problem+json"
    assert list(refused[0].json()) == PROBLEM
    assert 1 <= int(refused[0]["Retry-After"]) <= 3600


def test_a_login_works_as_a_token_does(make_user: Maker) -> None:
    browser = Client()
    browser.force_login(make_user("ana", "growth"))
    assert browser.get(f"{API}leads/").status_code == 200
    assert browser.get(f"{API}clients/").status_code == 403


@pytest.mark.parametrize("address", ["schema/", "docs/"])
def test_the_document_and_its_pages_are_for_those_who_come_in(
    api: Maker, make_user: Maker, address: str
) -> None:
    assert Client().get(API + address).status_code == 401
    assert api(username="nobody").get(API + address).status_code == 200
    browser = Client()
    browser.force_login(make_user("ana"))
    assert browser.get(API + address).status_code == 200


def test_the_document_is_openapi_3_and_its_descriptions_are_for_readers(api: Maker) -> None:
    document = api(username="nobody").get(f"{API}schema/").json()
    assert document["openapi"].startswith("3.")
    told = json.dumps(document)
    assert "Meta.model" not in told
    assert "nessos.web" not in told

"""The event log over HTTP: what is announced, what may be added, and that every payload keeps its schema."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from fin.services import contract_endings_announce
from nessos.kernel import clock
from tests.api.world import API, World

pytestmark = pytest.mark.django_db

EVENT = {"id", "module", "event_type", "entity_id", "payload", "created_at", "trace_id", "caused_by"}
#: Of the contract: each name, with the resource whose fields its payload holds at least.
NAMES = {
    "growth.lead.created": "leads",
    "growth.lead.updated": "leads",
    "growth.lead.qualified": "leads",
    "growth.case.saved": "cases",
    "growth.post.published": "posts",
    "growth.proposal.created": "proposals",
    "growth.proposal.accepted": "proposals",
    "ops.playbook.saved": "playbooks",
    "ops.metric.recorded": "performance-metrics",
    "fin.contract.created": "contracts",
    "fin.contract.ending": "contracts",
    "people.gap.created": "training-gaps",
    "people.application.created": "applications",
    "jur.document.created": "legal-documents",
    "jur.risk.found": "risk-findings",
    "gov.policy.published": None,
    "gov.policy.accepted": "policy-acceptances",
}

Maker = Callable[..., Any]


def patch(world: World, resource: str, **changes: Any) -> Any:
    address = f"{API}{resource}/{world.ids[resource]}/"
    answer = world.root.patch(address, changes, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer


def post(client: Any, body: Any) -> Any:
    return client.post(f"{API}events/", body, content_type="application/json")


def named(world: World, name: str, **query: Any) -> list[dict[str, Any]]:
    module, _dot, kind = name.partition(".")
    asked: dict[str, Any] = {"module": module, "event_type": kind, "limit": 200, **query}
    answer = world.root.get(f"{API}events/", asked)
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


@pytest.fixture
def eventful(world: World) -> World:
    """Everything that the contract names has happened."""
    patch(world, "leads", company="Acme", status="qualified")
    patch(world, "posts", is_published=True)
    patch(world, "proposals", status="accepted")
    patch(world, "contracts", end_date=(clock.today() + timedelta(days=10)).isoformat())
    return world


def test_every_event_of_the_contract_is_announced_under_its_name(eventful: World) -> None:
    assert {name: bool(named(eventful, name)) for name in NAMES} == dict.fromkeys(NAMES, True)


def test_the_catalogue_holds_them_with_schemas_that_every_payload_keeps(eventful: World) -> None:
    kinds = eventful.root.get(f"{API}event-types/").json()["results"]
    schemas = {f"{kind['module']}.{kind['event_type']}": kind["schema"] for kind in kinds}
    assert schemas.keys() >= NAMES.keys()
    events = eventful.root.get(f"{API}events/", {"limit": 200}).json()["results"]
    for event in events:
        assert event.keys() >= EVENT
        name = f"{event['module']}.{event['event_type']}"
        if not event["event_type"].startswith("custom."):
            jsonschema.validate(event["payload"], schemas[name], format_checker=jsonschema.FormatChecker())
            jsonschema.Draft202012Validator.check_schema(schemas[name])


def test_a_payload_holds_the_id_and_the_fields_of_the_api(eventful: World) -> None:
    for name, resource in NAMES.items():
        newest = named(eventful, name)[0]
        assert newest["payload"]["id"] == newest["entity_id"]
        if resource is not None:
            row = eventful.root.get(f"{API}{resource}/{newest['entity_id']}/").json()
            assert row.keys() - newest["payload"].keys() == set(), name


def test_a_payload_says_what_the_api_says(world: World) -> None:
    """The same texts for money and moments: what reads the one reads the other."""
    for name, resource in NAMES.items():
        if resource is not None and name.endswith((".created", ".saved", ".recorded", ".found")):
            row = world.root.get(f"{API}{resource}/{world.ids[resource]}/").json()
            (event,) = named(world, name, entity_id=world.ids[resource])
            assert {key: value for key, value in event["payload"].items() if key in row} == row, name


def test_an_update_lists_what_changed(eventful: World) -> None:
    (event,) = named(eventful, "growth.lead.updated")
    assert {"company", "status"} <= set(event["payload"]["changed"])
    assert "name" not in event["payload"]["changed"]


def test_a_lead_is_qualified_once_whatever_it_becomes_later(eventful: World) -> None:
    for status in ("new", "qualified", "lost", "qualified"):
        patch(eventful, "leads", status=status)
    assert len(named(eventful, "growth.lead.qualified")) == 1


def test_a_contract_announces_its_end_thirty_days_before_and_once(world: World) -> None:
    end = clock.today() + timedelta(days=60)
    contract = world.make("contracts", end_date=end.isoformat())
    seen = []
    for day in range(0, 62, 5):
        contract_endings_announce()
        seen.append((day, len(named(world, "fin.contract.ending", entity_id=contract))))
        clock.advance(timedelta(days=5))
    assert seen == [(day, int(day >= 30)) for day in range(0, 62, 5)]


def test_events_are_found_by_what_they_are(eventful: World) -> None:
    lead = eventful.ids["leads"]
    (created,) = named(eventful, "growth.lead.created", entity_id=lead)
    assert eventful.root.get(f"{API}events/{created['id']}/").json() == created
    of_trace = eventful.root.get(f"{API}events/", {"trace_id": created["trace_id"]}).json()["results"]
    assert [event["id"] for event in of_trace] == [created["id"]]


# --- Adding to it ---------------------------------------------------------------------------------------------------
def test_a_custom_event_takes_any_object(api: Maker) -> None:
    ops = api("ops")
    body = {
        "module": "fin",
        "event_type": "custom.paid",
        "entity_id": "17",
        "payload": {"a": [1, {"b": None}]},
    }
    answer = post(ops, body)
    assert answer.status_code == 201
    made = answer.json()
    assert {name: made[name] for name in body} == body
    assert (made["trace_id"], made["caused_by"]) == (answer["X-Request-ID"], None)
    assert ops.get(f"{API}events/{made['id']}/").json() == made


def test_a_declared_event_takes_what_its_schema_takes(eventful: World) -> None:
    payload = named(eventful, "growth.lead.created")[0]["payload"]
    body = {"module": "growth", "event_type": "lead.created", "entity_id": payload["id"], "payload": payload}
    answer = post(eventful.root, body)
    assert answer.status_code == 201
    assert answer.json()["payload"] == payload


@pytest.mark.parametrize(
    "body",
    [
        {"module": "growth", "event_type": "lead.vanished", "entity_id": "1", "payload": {}},
        {"module": "nowhere", "event_type": "lead.created", "entity_id": "1", "payload": {}},
        {"module": "growth", "event_type": "lead.created", "entity_id": "1", "payload": {}},
        {"module": "growth", "event_type": "lead.created", "entity_id": "1", "payload": {"id": "x"}},
        {"module": "growth", "event_type": "custom.x", "entity_id": "1", "payload": []},
        {"module": "growth", "event_type": "custom.x", "entity_id": "1", "payload": "x"},
        {"event_type": "custom.x", "entity_id": "1", "payload": {}},
        {"module": "growth", "entity_id": "1", "payload": {}},
        {"module": "growth", "event_type": "custom.", "entity_id": "1", "payload": {}},
    ],
)
def test_an_unknown_type_or_a_payload_that_does_not_fit_is_400(api: Maker, body: dict[str, Any]) -> None:
    ops = api("ops")
    answer = post(ops, body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert ops.get(f"{API}events/").json()["results"] == []


def test_who_may_not_emit_is_403(api: Maker) -> None:
    answer = post(
        api("growth"), {"module": "growth", "event_type": "custom.x", "entity_id": "1", "payload": {}}
    )
    assert answer.status_code == 403
    assert "eventlog.emit_event" in answer.json()["detail"]

"""The records of the rooms over HTTP: their names, their money, their rules."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from nessos.kernel import clock
from tests.api.world import API, World

pytestmark = pytest.mark.django_db

#: Field names are the seeds'; a record may hold more.
FIELDS = {
    "leads": "name email phone company source origin_url message status lead_score lead_segment temperature city uf",
    "services": "name slug is_active base_price playbook",
    "cases": "title slug raw_data summary playbook",
    "posts": "title slug content_markdown seo_description is_published playbook",
    "proposals": "lead client title status total items sections valid_until oportunidade_pipe_id",
    "playbooks": "title slug content_markdown tags",
    "performance-metrics": "contract month hours_worked hourly_rate cost_input",
    "time-entries": "user contract started_at ended_at",
    "clients": "name document",
    "contracts": "client number kind mrr value start_date end_date renewal_date adjustment_index hours_limit "
    "summary_ai notes",
    "training-gaps": "employee playbook description severity",
    "jobs": "title slug is_open",
    "applications": "job name email phone status",
    "legal-documents": "title doc_type content_text contract",
    "risk-findings": "document clause category severity excerpt suggestion status",
    "policies": "title slug kind status",
    "policy-acceptances": "version user accepted_at",
}
MONEY = {
    "services": ("base_price",),
    "contracts": ("mrr", "value"),
    "performance-metrics": ("hourly_rate", "cost_input"),
    "proposals": ("total",),
    "time-entries": ("hourly_rate",),
}

Maker = Callable[..., Any]


def post(client: Any, address: str, body: Any = None) -> Any:
    return client.post(API + address, body, content_type="application/json")


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {fault["path"]: fault["message"] for fault in answer.json()["errors"]}


def read(world: World, resource: str) -> dict[str, Any]:
    row: dict[str, Any] = world.root.get(f"{API}{resource}/{world.ids[resource]}/").json()
    return row


def test_a_record_has_the_fields_that_were_promised(world: World) -> None:
    for resource, names in FIELDS.items():
        assert set(names.split()) - read(world, resource).keys() == set(), resource


def test_what_was_read_may_be_sent_back_and_changes_nothing(world: World) -> None:
    for resource in FIELDS.keys() - {"policy-acceptances"}:
        row = read(world, resource)
        address = f"{API}{resource}/{row['id']}/"
        answer = world.root.put(address, row, content_type="application/json")
        assert answer.status_code == 200, (resource, answer.content)
        assert answer.json() == {**row, "updated_at": answer.json()["updated_at"]}


def test_money_is_a_text_with_two_decimals(world: World) -> None:
    told = {
        (resource, name): read(world, resource)[name] for resource, names in MONEY.items() for name in names
    }
    assert [key for key, value in told.items() if not re.fullmatch(r"\d+\.\d\d", value)] == []


# --- growth ---------------------------------------------------------------------------------------------------------
def test_a_lead_needs_a_name_and_a_way_to_reach_it(api: Maker) -> None:
    growth = api("growth")
    for body, path in (
        ({"email": "ana@example.com"}, "name"),
        ({"name": "Ana"}, ""),
        ({"name": "Ana", "email": "", "phone": ""}, ""),
        ({"name": "Ana", "email": "ana"}, "email"),
        ({"name": "Ana", "phone": "123"}, "phone"),
        ({"name": "Ana", "email": "ana@example.com", "uf": "XX"}, "uf"),
        ({"name": "Ana", "email": "ana@example.com", "lead_score": 101}, "lead_score"),
    ):
        assert list(faults(post(growth, "leads/", body))) == [path]


def test_what_identifies_a_person_is_normalised(api: Maker) -> None:
    body = {"name": "Ana", "email": "Ana@Example.COM", "phone": "(11) 98765-4321", "uf": "sp"}
    lead = post(api("growth"), "leads/", body).json()
    assert lead["email"].endswith("@example.com")
    assert (lead["phone"], lead["uf"]) == ("+5511987654321", "SP")


def test_an_active_service_needs_a_playbook_whether_made_or_changed(world: World) -> None:
    answer = post(world.root, "services/", {"name": "Plano", "is_active": True})
    assert list(faults(answer)) == ["playbook"]
    service = world.make("services", is_active=True)
    address = f"{API}services/{service}/"
    assert list(faults(world.root.patch(address, {"playbook": None}, content_type="application/json"))) == [
        "playbook"
    ]
    assert world.root.get(address).json()["playbook"] == world.ids["playbooks"]


def test_a_playbook_in_use_cannot_be_deleted(world: World) -> None:
    address = f"{API}playbooks/{world.ids['playbooks']}/"
    answer = world.root.delete(address)
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert world.root.get(address).status_code == 200
    unused = world.make("playbooks")
    assert world.root.delete(f"{API}playbooks/{unused}/").status_code == 204


def test_a_slug_is_made_from_the_title_and_taken_once(api: Maker) -> None:
    root = api(superuser=True)
    for resource in ("services", "cases", "posts", "playbooks", "jobs", "policies"):
        title = "name" if resource == "services" else "title"
        rows = [post(root, f"{resource}/", {title: "Ação rápida"}).json() for _time in range(2)]
        assert [row["slug"] for row in rows] == ["acao-rapida", "acao-rapida-2"], resource
        answer = post(root, f"{resource}/", {title: "Outra", "slug": "acao-rapida"})
        assert list(faults(answer)) == ["slug"]


# --- ops ------------------------------------------------------------------------------------------------------------
def test_a_timer_is_started_once_and_stopped_once(api: Maker, world: World) -> None:
    employee = api("employee")
    started = post(employee, "time-entries/start/", {"contract": world.ids["contracts"]})
    assert started.status_code == 201
    assert (started.json()["user"], started.json()["ended_at"]) == (employee.user.pk, None)
    assert post(employee, "time-entries/start/", {"contract": world.ids["contracts"]}).status_code == 409
    clock.advance(timedelta(minutes=90))
    stopped = post(employee, "time-entries/stop/")
    assert stopped.status_code == 200
    assert stopped.json()["id"] == started.json()["id"]
    assert stopped.json()["duration_minutes"] == 90
    assert post(employee, "time-entries/stop/").status_code == 409


def test_a_timer_needs_a_contract(api: Maker) -> None:
    assert list(faults(post(api("employee"), "time-entries/start/", {}))) == ["contract"]


def test_playbooks_are_found_by_what_they_say(world: World) -> None:
    wanted = world.make(
        "playbooks", title="Restauração de cópias", content_markdown="Restaure a cópia de segurança."
    )
    answer = post(world.root, "playbooks/search/", {"query": "restaurar copia de seguranca", "limit": 1})
    assert answer.status_code == 200
    assert list(answer.json()) == ["results"]
    (hit,) = answer.json()["results"]
    assert hit.keys() == {"playbook", "title", "score", "excerpt"}
    assert (hit["playbook"], hit["title"]) == (wanted, "Restauração de cópias")
    assert post(world.root, "playbooks/search/", {"query": "xyzzy"}).json() == {"results": []}
    assert list(faults(post(world.root, "playbooks/search/", {}))) == ["query"]


# --- fin ------------------------------------------------------------------------------------------------------------
def test_profitability_is_what_came_in_less_what_it_cost(world: World) -> None:
    body = {"month": "2026-02-01", "hours_worked": "10", "hourly_rate": "100.00", "cost_input": "50.50"}
    world.make("performance-metrics", **body)
    ended = world.make("contracts", mrr="9999.00", start_date="2024-01-01", end_date="2026-01-31")
    answer = world.root.get(f"{API}profitability/", {"month": "2026-02"})
    assert answer.status_code == 200
    told = answer.json()
    assert list(told) == ["month", "rows", "total"]
    assert told["month"] == "2026-02"
    assert ended not in {row["contract"] for row in told["rows"]}
    (row,) = [row for row in told["rows"] if row["contract"] == world.ids["contracts"]]
    assert row == {
        "contract": world.ids["contracts"],
        "client": world.ids["clients"],
        "revenue": "3000.00",
        "cost": "1050.50",
        "profitability": "1949.50",
        "margin": row["margin"],
    }
    assert row["margin"] == pytest.approx(64.98, abs=0.01)
    assert told["total"] == {key: row[key] for key in ("revenue", "cost", "profitability", "margin")}


def test_a_month_that_is_none_is_400(api: Maker) -> None:
    fin = api("fin")
    for month in ("2026", "2026-13", "2026-00", "26-01", "x", "", "2026-01-01", "9999-12", "\uff12026-01"):
        assert list(faults(fin.get(f"{API}profitability/", {"month": month}))) == ["month"]


# --- gov ------------------------------------------------------------------------------------------------------------
def test_a_version_is_accepted_once_and_a_new_text_asks_again(api: Maker, world: World) -> None:
    employee = api("employee")
    policy = {"policy": world.ids["policies"]}
    first = post(employee, "policy-acceptances/", policy)
    assert first.status_code == 201
    assert post(employee, "policy-acceptances/", policy).status_code == 409
    address = f"{API}policies/{world.ids['policies']}/"
    changed = world.root.patch(address, {"content_text": "Outro texto."}, content_type="application/json")
    assert changed.status_code == 200
    second = post(employee, "policy-acceptances/", policy)
    assert second.status_code == 201
    assert second.json()["version"] != first.json()["version"]
    assert post(employee, "policy-acceptances/", {"version": first.json()["version"]}).status_code == 409

"""Playbooks and months over HTTP."""

import json
from typing import Any

import pytest

from ops.models import PerformanceMetric, Playbook, ServiceAction, ServiceActionPlaybook, Task
from tests.fin.making import events_named, make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops(api: Any) -> Any:
    return api("ops")


def send(client: Any, address: str, body: dict[str, Any], verb: str = "post") -> Any:
    return getattr(client, verb)(f"/api/v1/{address}", json.dumps(body), content_type="application/json")


def test_a_playbook_is_made_by_whoever_sends_it_and_told_with_all_its_fields(ops: Any) -> None:
    body = {"title": "Backup diário", "content_markdown": "# Passos", "tags": ["infra", "backup"]}
    answer = send(ops, "playbooks/", body)
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["slug"], shown["tags"], shown["created_by"]) == (
        "backup-diario",
        ["infra", "backup"],
        ops.user.pk,
    )
    [facts] = events_named("ops.playbook.saved")
    assert shown.keys() <= facts.keys()


def test_what_a_playbook_takes_is_the_sum_of_its_tasks(ops: Any) -> None:
    playbook = Playbook.objects.create(title="Backup")
    for minutes in (30, 60, 45):
        Task.objects.create(
            playbook=playbook, title="Passo", estimated_duration_minutes=minutes, estimated_value=300
        )
    shown = ops.get(f"/api/v1/playbooks/{playbook.pk}/").json()
    assert (shown["estimated_duration_minutes"], shown["estimated_value"]) == (135, "900.00")


def test_a_list_of_playbooks_takes_as_many_queries_as_one(
    ops: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        playbook = Playbook.objects.create(title=f"Playbook {number}")
        Task.objects.create(playbook=playbook, title="Passo", estimated_duration_minutes=1)
    with django_assert_max_num_queries(15):
        rows = ops.get("/api/v1/playbooks/").json()["results"]
    assert len(rows) == 20


def test_playbooks_are_filtered_by_tag_and_found_without_accents(ops: Any) -> None:
    Playbook.objects.create(title="Ação rápida", tags=["infra"])
    Playbook.objects.create(title="Outra", tags=["infraestrutura"])
    for query in ("tag=infra", "search=acao"):
        found = ops.get(f"/api/v1/playbooks/?{query}").json()["results"]
        assert [row["title"] for row in found] == ["Ação rápida"]


def test_a_playbook_in_use_cannot_be_deleted(ops: Any) -> None:
    playbook = Playbook.objects.create(title="Backup")
    action = ServiceAction.objects.create(title="Guardar")
    ServiceActionPlaybook.objects.create(service_action=action, playbook=playbook)
    answer = ops.delete(f"/api/v1/playbooks/{playbook.pk}/")
    assert answer.status_code == 409
    assert "in use by 1 playbook of a service action (Guardar ← Backup)" in answer.json()["detail"]


@pytest.mark.parametrize("tags", ["infra", [1], [None], [["a"]], {"a": 1}])
def test_tags_are_a_list_of_texts(ops: Any, tags: Any) -> None:
    assert send(ops, "playbooks/", {"title": "Backup", "tags": tags}).status_code == 400


@pytest.mark.parametrize(
    ("group", "reads"), [("people", 200), ("growth", 200), ("employee", 200), ("gov", 403)]
)
def test_others_read_playbooks_at_most(api: Any, group: str, reads: int) -> None:
    client = api(group)
    assert client.get("/api/v1/playbooks/").status_code == reads
    assert send(client, "playbooks/", {"title": "x"}).status_code == 403


def test_a_month_is_recorded_and_told(ops: Any) -> None:
    contract = make_contract()
    body = {"contract": str(contract.pk), "month": "2026-03-01", "hours_worked": "10", "hourly_rate": 150}
    answer = send(ops, "performance-metrics/", body)
    assert answer.status_code == 201, answer.json()
    assert (answer.json()["hourly_rate"], answer.json()["source"]) == ("150.00", "person")
    [facts] = events_named("ops.metric.recorded")
    assert answer.json().keys() <= facts.keys()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"month": "2026-03-02"}, "A month is written as its first day, such as 2026-03-01."),
        ({"hours_worked": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"sla_achieved": "101"}, "Ensure this value is less than or equal to 100."),
    ],
)
def test_a_wrong_month_is_refused_with_the_rule(ops: Any, wrong: dict[str, str], sentence: str) -> None:
    body = {"contract": str(make_contract().pk), "month": "2026-03-01", **wrong}
    answer = send(ops, "performance-metrics/", body)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not PerformanceMetric.objects.exists()


def test_a_month_recorded_twice_says_what_to_do(ops: Any) -> None:
    body = {"contract": str(make_contract().pk), "month": "2026-03-01"}
    send(ops, "performance-metrics/", body)
    answer = send(ops, "performance-metrics/", body)
    assert answer.status_code in {400, 409}
    assert "This contract's month is recorded already. Change that row." in answer.content.decode()


def test_finance_reads_the_months_and_does_not_write_them(api: Any) -> None:
    metric = PerformanceMetric.objects.create(contract=make_contract(), month="2026-03-01")
    client = api("fin")
    assert client.get("/api/v1/performance-metrics/").status_code == 200
    assert (
        send(client, f"performance-metrics/{metric.pk}/", {"hours_worked": "1"}, "patch").status_code == 403
    )

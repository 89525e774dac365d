"""The same POST again: one row, one event, one answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from nessos.kernel import clock
from nessos.web.models import IdempotencyKey, RateWindow
from nessos.web.retention import idempotency_prune, windows_prune
from tests.waiting import wait_until
from tests.web.api.asking import ANA, LEADS, faults, post

PLAYBOOKS = "/api/v1/playbooks/"


@pytest.fixture
def growth(api: Any) -> Any:
    return api("growth", "ops")


def test_the_first_answer_comes_again_byte_for_byte(growth: Any) -> None:
    first = post(growth, LEADS, ANA, Idempotency_Key="k1")
    again = post(growth, LEADS, ANA, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Location"] == first["Location"]
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again["X-Request-ID"] != first["X-Request-ID"]
    assert Lead.objects.count() == 1
    assert ModuleEvent.objects.filter(event_type="lead.created").count() == 1


def test_the_order_of_fields_and_the_last_slash_make_no_other_request(growth: Any) -> None:
    first = post(growth, LEADS, ANA, Idempotency_Key="k1")
    again = post(growth, LEADS.rstrip("/"), dict(reversed(ANA.items())), Idempotency_Key="k1")
    assert again.content == first.content


@pytest.mark.parametrize(
    ("address", "body"), [(LEADS, {**ANA, "name": "Rui"}), (PLAYBOOKS, ANA), (f"{LEADS}?x=1", ANA)]
)
def test_the_same_key_for_another_request_is_409(growth: Any, address: str, body: dict[str, str]) -> None:
    post(growth, LEADS, ANA, Idempotency_Key="k1")
    answer = post(growth, address, body, Idempotency_Key="k1")
    assert answer.status_code == (400 if "?" in address else 409)
    faults(answer)
    if answer.status_code == 409:
        assert answer.json()["type"] == "urn:nessos:problem:idempotency_key_reused"
        assert answer.json()["detail"] == (
            "The Idempotency-Key k1 was used for another request. Send this one with a key of its own."
        )
    assert Lead.objects.count() == 1


def test_keys_belong_to_a_person(api: Any, growth: Any) -> None:
    post(growth, LEADS, ANA, Idempotency_Key="k1")
    assert post(api("growth", username="rui"), LEADS, ANA, Idempotency_Key="k1").status_code == 201
    assert Lead.objects.count() == 2


def test_what_was_refused_may_be_repaired_under_the_same_key(growth: Any) -> None:
    assert post(growth, LEADS, {"name": "Ana"}, Idempotency_Key="k1").status_code == 400
    assert post(growth, "/api/v1/fault/", {"a": 1}, Idempotency_Key="k1").status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert post(growth, LEADS, ANA, Idempotency_Key="k1").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "çedilha", "tab\there"])
def test_a_key_that_is_none_is_400(growth: Any, key: str) -> None:
    answer = growth.generic(
        "POST",
        LEADS,
        b'{"name": "Ana", "email": "a@example.com"}',
        "application/json",
        HTTP_IDEMPOTENCY_KEY=key,
    )
    assert answer.status_code == 400
    assert faults(answer) == {"Idempotency-Key": "Send 1 to 255 visible ASCII characters."}
    assert not Lead.objects.exists()


def test_keys_are_kept_for_a_day_and_forgotten_after_two(growth: Any) -> None:
    post(growth, LEADS, ANA, Idempotency_Key="k1")
    clock.advance(timedelta(hours=25))
    assert idempotency_prune() == 0
    assert "Idempotent-Replayed" in post(growth, LEADS, ANA, Idempotency_Key="k1")
    clock.advance(timedelta(hours=25))
    assert idempotency_prune() == 1
    assert "Idempotent-Replayed" not in post(growth, LEADS, ANA, Idempotency_Key="k1")


def test_counters_of_yesterday_are_forgotten(db: None) -> None:
    for who, days in (("user:1", 0), ("user:2", 2)):
        RateWindow.objects.create(who=who, opened_at=clock.real_now() - timedelta(days=days), count=1)
    assert windows_prune() == 1
    assert RateWindow.objects.get().who == "user:1"


# --- Really at once -------------------------------------------------------------------------------------------------
def test_twenty_at_once_make_one_row_and_one_event(emptied: None, growth: Any) -> None:
    gate = threading.Barrier(20)

    def send(_number: int) -> Any:
        gate.wait()
        try:
            return post(Client(headers=growth.defaults_headers), LEADS, ANA, Idempotency_Key="k1")
        finally:
            connections.close_all()

    growth.defaults_headers = {"Authorization": growth.defaults["HTTP_AUTHORIZATION"]}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert Lead.objects.count() == 1
    assert ModuleEvent.objects.filter(event_type="lead.created").count() == 1


def test_a_second_request_does_the_work_when_the_first_one_dies(emptied: None, growth: Any) -> None:
    headers = {"Authorization": growth.defaults["HTTP_AUTHORIZATION"]}

    def send() -> Any:
        try:
            return post(Client(headers=headers), LEADS, ANA, Idempotency_Key="k1")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            IdempotencyKey.objects.create(user=growth.user, key="k1", address="x", body_hash="x")
            second = pool.submit(send)
            wait_until(_someone_waits)
            transaction.set_rollback(True)
        answer = second.result(timeout=30)
    assert answer.status_code == 201
    assert Lead.objects.count() == 1


def _someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return bool(cursor.fetchone()[0])

"""Every error under /api/ is a problem of RFC 9457, in the language asked for, and tells nothing of the inside."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.web.api.asking import ANA, LEADS, faults, post

LIMITED = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": "3/min", "anon": "2/min"}}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (None, "not_authenticated"),
        ("Basic YTpi", "not_authenticated"),
        ("Bearer wrong", "authentication_failed"),
        ("Bearer", "authentication_failed"),
    ],
)
def test_nobody_is_401_and_told_how_to_come_in(db: None, sent: str | None, code: str) -> None:
    answer = Client(headers={"Authorization": sent} if sent else {}).get(LEADS)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert faults(answer) == {}
    assert answer.json()["type"] == f"urn:nessos:problem:{code}"


@pytest.mark.parametrize(
    "address", ["/api/v1/nothing/", "/api/v1/nothing", "/api/v1/", "/api/v2/leads/", "/api/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_404(db: None, method: str, address: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, address)
    assert answer.status_code == 404
    assert faults(answer) == {}
    assert answer.json()["detail"] == (
        f"There is nothing at {address}. See /api/v1/docs/ for the addresses there are."
    )


def test_an_address_without_its_last_slash_is_the_same_address(api: Any) -> None:
    growth = api("growth")
    made = post(growth, "/api/v1/leads", ANA)
    assert made.status_code == 201
    assert made["Location"] == f"{LEADS}{made.json()['id']}/"
    assert growth.get(made["Location"].rstrip("/")).json() == made.json()


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "TRACE", "FETCH"])
def test_a_wrong_method_is_405_and_names_the_right_ones(api: Any, method: str) -> None:
    growth = api("growth")
    made = post(growth, LEADS, ANA)
    answer = growth.generic(method, made["Location"], b"{}", content_type="application/json")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, PUT, PATCH, DELETE, HEAD"
    assert faults(answer) == {}


def test_another_format_is_406(api: Any) -> None:
    answer = api("growth").get(LEADS, headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert faults(answer) == {}


@pytest.mark.parametrize(
    ("address", "debug"), [("/api/v1/fault/", True), ("/api/v1/fault/", False), ("/api/plain-fault/", False)]
)
def test_a_fault_of_ours_is_500_with_the_trace_id_and_nothing_else(
    api: Any, address: str, debug: bool
) -> None:
    client = api("growth")
    client.raise_request_exception = False
    with override_settings(DEBUG=debug):
        answer = client.get(address, headers={"X-Request-ID": "trace-of-the-test"})
    assert answer.status_code == 500
    assert faults(answer) == {}
    assert answer.json()["detail"] == (
        "This is a fault of ours, and has been logged. When you report it, quote the request id trace-of-the-test."
    )
    assert b"secret" not in answer.content


def test_a_session_without_its_csrf_token_is_403(make_user: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("ana", "growth"))
    answer = post(client, LEADS, ANA)
    assert answer.status_code == 403
    faults(answer)
    assert answer.json()["detail"].startswith("CSRF Failed")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (None, "This field is required."),
        ("en", "This field is required."),
        ("en-GB,pt;q=0.5", "This field is required."),
        ("fr", "This field is required."),
        ("*", "This field is required."),
        ("pt-BR", "Este campo é obrigatório."),
        ("fr;q=0.9, pt;q=0.8, en;q=0.1", "Este campo é obrigatório."),
    ],
)
def test_errors_speak_the_language_of_the_header_and_english_without_one(
    api: Any, asked: str | None, told: str
) -> None:
    client = api("ops")
    client.cookies["django_language"] = "pt-br"  # a person's choice for pages, not a program's
    answer = post(client, "/api/v1/playbooks/", {}, **({"Accept_Language": asked} if asked else {}))
    assert faults(answer) == {"title": told}


def test_who_asks_too_often_is_429_and_told_when_to_come_back(api: Any, settings: Any) -> None:
    settings.REST_FRAMEWORK = LIMITED
    growth, other = api("growth"), api("growth", username="rui")
    # Four in a row may straddle two windows of a minute, seven cannot stay within two.
    answers = [growth.get(LEADS) for _each in range(7)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert faults(refused[0]) == {}
    assert 1 <= int(refused[0]["Retry-After"]) <= 60
    assert other.get(LEADS).status_code == 200

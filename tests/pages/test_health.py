from datetime import timedelta
from threading import Event
from time import monotonic

import pytest
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from nessos.kernel import clock
from nessos.pages.readiness import Findings, Prober
from nessos.workers.models import Heartbeat

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def heart() -> Heartbeat:
    return Heartbeat.objects.create(cluster="test", host="here", pid=1)


def test_alive_asks_no_database(client: Client) -> None:
    # Without the db fixture any query would fail this test.
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        response = client.generic(method, path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.usefixtures("heart")
@pytest.mark.django_db(transaction=True)
def test_ready_when_the_database_is_migrated_and_a_heart_beats(client: Client) -> None:
    response = client.get("/readyz")
    checks = {"database": "ok", "migrations": "ok", "workers": "ok"}
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ready", "checks": checks, "reasons": []},
    )
    assert response["Cache-Control"] == "no-store"
    head = client.head("/readyz")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_a_fresh_heartbeat(client: Client, heart: Heartbeat) -> None:
    heart.beat_at = clock.real_now() - timedelta(seconds=16)
    heart.save()
    response = client.get("/readyz", headers=ENGLISH)
    assert (response.status_code, response.json()) == (
        503,
        {
            "status": "not ready",
            "checks": {"database": "ok", "migrations": "ok", "workers": "failed"},
            "reasons": ["No worker has given a sign of life for 15 seconds: is one running?"],
        },
    )


@pytest.mark.usefixtures("heart")
@pytest.mark.django_db(transaction=True)
def test_the_business_clock_does_not_age_a_heartbeat(client: Client) -> None:
    clock.advance(timedelta(hours=25))
    try:
        assert client.get("/readyz").status_code == 200
    finally:
        clock.reset()


def test_a_database_that_never_answers_is_a_reason_and_costs_one_thread() -> None:
    thaw, looks = Event(), []

    def freeze(findings: Findings) -> None:
        looks.append(findings)
        thaw.wait(30)

    prober = Prober(freeze, database_patience=0.1, whole_patience=5)
    begun = monotonic()
    first, second = prober.ask(), prober.ask()
    assert monotonic() - begun < 5
    thaw.set()
    assert first is second is looks[0]
    assert len(looks) == 1
    with translation.override("en"):
        assert first.reasons() == ["The database did not answer within 2 seconds."]
    assert first.checks() == {"database": "failed", "migrations": "unknown", "workers": "unknown"}


def test_a_look_that_fails_half_way_says_how_far_it_came() -> None:
    def fail(findings: Findings) -> None:
        findings.database = True
        findings.migrations = False
        raise ValueError("broken on purpose")

    findings = Prober(fail, database_patience=5, whole_patience=5).ask()
    with translation.override("en"):
        assert findings.reasons() == ["Migrations are not applied: run manage.py migrate."]
        assert Findings(database=True).reasons() == ["The database stopped answering while it was asked."]
        assert Findings(database=True, migrations=True, workers=True).reasons() == []


@pytest.mark.django_db
def test_metrics_are_for_this_machine_when_no_token_is_set(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    for address in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"):
        response = client.get("/metrics", REMOTE_ADDR=address)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert b"# TYPE nessos_http_requests_total counter" in response.content
    for address in ("10.0.0.1", "203.0.113.9", "::ffff:10.0.0.1", "", "unix:"):
        response = client.get("/metrics", headers=ENGLISH, REMOTE_ADDR=address)
        assert (response.status_code, response.content.decode()) == (
            403,
            "Metrics are for this machine alone. Set METRICS_TOKEN to read them from elsewhere.",
        )


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_a_proxy_on_this_machine_does_not_make_its_visitors_local(client: Client, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


@pytest.mark.django_db
def test_metrics_with_a_token_want_it_from_everybody(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "só-eu"
    for given in (None, "", "Bearer", "Bearer wrong", "Basic s\u00f3-eu", "\ud800", "Bearer ção"):
        headers = ENGLISH if given is None else {**ENGLISH, "Authorization": given}
        response = client.get("/metrics", headers=headers)
        assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
        assert response.content.decode() == "Send the metrics token: Authorization: Bearer <METRICS_TOKEN>."
    response = client.get("/metrics", headers={"Authorization": "bearer só-eu"}, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 200

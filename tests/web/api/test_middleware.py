"""What every answer carries, and what a body in chunks comes to."""

import asyncio
import logging
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.db import connection
from django.test import Client, override_settings

from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from nessos.web.body import BodyLimit
from tests.web.api.asking import LEADS


@pytest.mark.parametrize("address", [LEADS, "/api/v1/nothing/", "/nothing", "/api/v1/leads/x/"])
def test_every_answer_carries_the_trace_and_the_policies(api: Any, address: str) -> None:
    answer = api("growth").get(address)
    assert len(answer["X-Request-ID"]) == 32
    assert answer["Content-Security-Policy"] == (
        "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    ("given", "is_sane"),
    [
        ("my-trace-0001", True),
        ("short", False),
        ("with spaces in it", False),
        ("a" * 65, False),
        ("x\r\ny: zzzzz", False),
    ],
)
def test_a_sane_request_id_is_taken_over(db: None, given: str, is_sane: bool) -> None:
    answer = Client().get(LEADS, headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is is_sane


def test_each_request_is_one_line_of_the_log(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    growth = api("growth")
    with caplog.at_level(logging.INFO, logger="nessos.request"):
        growth.get(f"{LEADS}?search=secret")
    (record,) = [record for record in caplog.records if record.name == "nessos.request"]
    assert (record.method, record.status, record.user_id) == ("GET", 200, growth.user.pk)  # type: ignore[attr-defined]
    assert record.route == "api/v1/leads/$"  # type: ignore[attr-defined]
    assert "secret" not in record.getMessage()


def test_a_session_and_a_token_name_the_same_actor(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    growth = api("growth")
    session = Client()
    session.force_login(growth.user)
    with caplog.at_level(logging.INFO, logger="nessos.request"):
        for client in (growth, session, Client()):
            client.get(LEADS)
    seen = [record.user_id for record in caplog.records if record.name == "nessos.request"]  # type: ignore[attr-defined]
    assert seen == [growth.user.pk, growth.user.pk, None]


# --- As uvicorn speaks to us --------------------------------------------------------------------------------------
def ask(headers: dict[str, str], *chunks: bytes) -> tuple[int, dict[str, str], bytes]:
    """One POST to the leads, in chunks and without a stated length."""

    async def speak() -> tuple[int, dict[str, str], bytes]:
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": LEADS, "raw_path": LEADS.encode(),
            "query_string": b"", "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
            "client": ("127.0.0.1", 5), "server": ("testserver", 80), "scheme": "http",
        }  # fmt: skip
        talk: Any = ApplicationCommunicator(BodyLimit(get_asgi_application()), scope)  # type: ignore[no-untyped-call]
        for number, chunk in enumerate(chunks):
            more = number + 1 < len(chunks)
            await talk.send_input({"type": "http.request", "body": chunk, "more_body": more})
        start = await talk.receive_output(10)
        body = b""
        while (part := await talk.receive_output(10)).get("more_body"):
            body += part["body"]
        await talk.wait(10)
        answered = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return start["status"], answered, body + part["body"]

    return asyncio.run(speak())


@pytest.fixture
def headers(emptied: None, api: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """As in the web's processes, a request's thread gives its connection back when it ends."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    token = api("growth").defaults["HTTP_AUTHORIZATION"]
    return {"Host": "testserver", "Authorization": token, "Content-Type": "application/json"}


def test_a_body_in_chunks_is_read_whole(headers: dict[str, str]) -> None:
    status, answered, body = ask(headers, b'{"name": "Ana", ', b'"email": "ana@example.com"}')
    assert status == 201, body
    assert ModuleEvent.objects.get(event_type="lead.created").trace_id == answered["x-request-id"]


def test_a_body_in_chunks_past_the_limit_is_413(headers: dict[str, str]) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        status, answered, _body = ask(headers, b'{"name": "', b"a" * 600, b"a" * 600, b'"}')
    assert (status, answered["content-type"]) == (413, "application/problem+json")
    assert not Lead.objects.exists()

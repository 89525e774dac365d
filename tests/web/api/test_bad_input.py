"""Whatever is sent: a 4xx that says why, and nothing written."""

import json
from typing import Any

import pytest
from django.test import override_settings

from growth.models import Lead
from nessos.eventlog.models import ModuleEvent
from tests.web.api.asking import LEADS, faults

NAME = b'{"name": "Ana", "email": "ana@example.com", %b}'

BROKEN = {
    "no JSON": b"{",
    "nothing but a word": b"hello",
    "a form": b"name=Ana&email=ana@example.com",
    "a list": b"[]",
    "a text": b'"Ana"',
    "a number": b"5",
    "null": b"null",
    "two documents": b"{}{}",
    "a trailing comma": b'{"name": "Ana",}',
    "bad UTF-8": b'{"name": "\xff\xfe", "email": "ana@example.com"}',
    "an overlong NUL": b'{"name": "\xc0\x80"}',
    "UTF-16": '{"name": "Ana"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "NUL in a value": NAME % b'"company": "a\\u0000b"',
    "NUL as a byte": NAME % b'"company": "a\x00b"',
    "NUL in a name": NAME % b'"\\u0000": 1',
    "half a surrogate pair": NAME % b'"company": "\\ud800"',
    "the other half": NAME % b'"company": "\\uDFFF"',
    "a surrogate in UTF-8": NAME % b'"company": "\xed\xa0\x80"',
    "half a surrogate pair in a name": NAME % b'"\\ud800": 1',
    "1e400": NAME % b'"lead_score": 1e400',
    "-1e400 for a text": NAME % b'"company": -1e400',
    "NaN": NAME % b'"lead_score": NaN',
    "Infinity": NAME % b'"lead_score": Infinity',
    "-Infinity": NAME % b'"lead_score": -Infinity',
    "ten thousand digits": NAME % (b'"lead_score": ' + b"9" * 10_000),
    "a number past 64 bits": NAME % b'"lead_score": 18446744073709551616',
    "100,000 brackets": b"[" * 100_000,
    "100,000 braces": b'{"a":' * 100_000,
    "100,000 closed brackets": b"[" * 100_000 + b"]" * 100_000,
    "61 levels": b"[" * 61 + b"]" * 61,
    "brackets that only a text opens": NAME % (b'"company": "' + b"[" * 300 + b'"'),
    "a name twice": NAME % b'"name": "Rui"',
    "an unknown field": NAME % b'"salary": 5',
    "a field of the model that is not offered": NAME % b'"qualified_at": null',
    "a number for a text": NAME % b'"company": 5',
    "true for a text": NAME % b'"company": true',
    "a list for a text": NAME % b'"company": ["Acme"]',
    "an object for a text": NAME % b'"company": {"name": "Acme"}',
    "null for a text": NAME % b'"company": null',
    "a text for a number": NAME % b'"lead_score": "80"',
    "true for a number": NAME % b'"lead_score": true',
    "a fraction for a whole number": NAME % b'"lead_score": 1.5',
    "a negative score": NAME % b'"lead_score": -1',
    "a score past its range": NAME % b'"lead_score": 101',
    "a score past its column": NAME % b'"lead_score": 40000',
    "a status that is none": NAME % b'"status": "sold"',
    "a list for a status": NAME % b'"status": ["new"]',
    "a number for a status": NAME % b'"status": 1',
    "a text that is too long": NAME % (b'"company": "' + b"a" * 201 + b'"'),
    "no e-mail address": NAME % b'"email": "ana"',
    "no telephone": NAME % b'"phone": "123"',
    "no state": NAME % b'"uf": "XX"',
    "an empty name": b'{"name": "", "email": "ana@example.com"}',
    "spaces for a name": b'{"name": "   ", "email": "ana@example.com"}',
    "nothing": b"",
    "an empty object": b"{}",
}


def send(client: Any, body: bytes, address: str = LEADS, content_type: str = "application/json") -> Any:
    return client.generic("POST", address, body, content_type=content_type)


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_bad_input_is_400_and_writes_nothing(api: Any, body: bytes) -> None:
    answer = send(api("growth"), body)
    assert answer.status_code == 400, answer.content
    faults(answer)
    assert not Lead.objects.exists()
    assert not ModuleEvent.objects.filter(module="growth").exists()


@pytest.mark.parametrize(
    "moment",
    ["", "yesterday", "2024-13-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00",
     "1899-12-31T00:00:00Z", "10000-01-01T00:00:00Z", 5, True, "2024-02-30", "\u0662\u0660\u0662\u0664-01-01"],
)  # fmt: skip
def test_absurd_dates_are_400(api: Any, moment: Any) -> None:
    body = json.dumps({"title": "Coleta", "last_reviewed_at": moment}).encode()
    answer = send(api("ops"), body, "/api/v1/playbooks/")
    assert answer.status_code == 400, answer.content
    assert list(faults(answer)) == ["last_reviewed_at"]


@pytest.mark.parametrize(
    "amount",
    [
        "NaN",
        "Infinity",
        "1e400",
        "1E+1000000",
        "1e-400",
        "-1",
        "12.345",
        "1" * 2000,
        "",
        "dez",
        True,
        [],
        {},
        -0.01,
        1e30,
    ],
)
def test_absurd_amounts_are_400(api: Any, amount: Any) -> None:
    body = json.dumps({"name": "Plano", "base_price": amount}).encode()
    answer = send(api("growth"), body, "/api/v1/services/")
    assert answer.status_code == 400, answer.content
    assert list(faults(answer)) in (["base_price"], [""])


@pytest.mark.parametrize("sent", ["true", 1, 0, "yes", None, []])
def test_only_true_and_false_are_truths(api: Any, sent: Any) -> None:
    answer = send(
        api("growth"), json.dumps({"name": "Plano", "is_active": sent}).encode(), "/api/v1/services/"
    )
    assert answer.status_code == 400
    assert list(faults(answer)) == ["is_active"]


def test_a_body_past_the_limit_is_413(api: Any) -> None:
    growth = api("growth")
    body = NAME % (b'"message": "' + b"a" * 5000 + b'"')
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=5000):
        answer = send(growth, body)
    assert answer.status_code == 413
    faults(answer)
    assert answer.json()["type"] == "urn:nessos:problem:too_large"
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "nonsense",
        "",
    ],
)
def test_another_media_type_is_415(api: Any, content_type: str) -> None:
    answer = send(api("growth"), NAME % b'"company": ""', content_type=content_type)
    assert answer.status_code == 415
    faults(answer)
    assert not Lead.objects.exists()


def test_json_in_another_charset_is_400(api: Any) -> None:
    body = '{"name": "Antônio", "email": "a@example.com"}'.encode("latin-1")
    answer = send(api("growth"), body, content_type="application/json; charset=latin-1")
    assert answer.status_code == 400
    faults(answer)
    assert answer.json()["detail"] == "JSON is taken in UTF-8 only, not in latin-1."


@pytest.mark.parametrize(
    "key", ["no-id", "%00", "..%2f", "%ff", "1" * 500, "0193f7f0-0000-7000-8000-000000000000"]
)
def test_an_id_that_is_none_is_404_for_every_method(api: Any, key: str) -> None:
    growth = api("growth")
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = growth.generic(method, f"{LEADS}{key}/", b"{}", content_type="application/json")
        assert answer.status_code == 404, (method, answer.content)
        faults(answer)

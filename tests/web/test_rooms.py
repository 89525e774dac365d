"""What holds for the addresses of every room."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from nessos.web.api.viewsets import RecordReads
from tests.web.api.asking import faults

CONTRACT = {
    "leads", "cases", "posts", "proposals", "services", "playbooks", "performance-metrics", "time-entries", "clients",
    "contracts", "training-gaps", "jobs", "applications", "legal-documents", "risk-findings", "policies",
    "policy-acceptances", "events",
}  # fmt: skip


def addresses() -> Iterator[tuple[str, Any]]:
    """Each address below /api/v1/ that takes no id, with its view's class."""
    patterns: list[Any] = get_resolver().url_patterns
    (api,) = (found for found in patterns if str(found.pattern) == "api/v1/")
    for found in api.url_patterns:
        text = re.sub(r"^\^|\$$", "", str(found.pattern))
        if re.fullmatch(r"[a-z/-]+/", text) and hasattr(found.callback, "cls"):
            yield text, found.callback.cls


LISTS = sorted(address for address, view in addresses() if issubclass(view, RecordReads))


def test_every_record_of_the_contract_has_its_address() -> None:
    assert {address.split("/")[0] for address in LISTS} >= CONTRACT


def test_the_document_of_all_rooms_is_valid_and_made_without_a_warning(db: None, tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


@pytest.mark.parametrize("address", sorted({address for address, _view in addresses()}))
def test_strangers_are_401_everywhere(db: None, address: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = Client().generic(method, f"/api/v1/{address}", b"{}", content_type="application/json")
        assert answer.status_code == 401, (method, address)
        faults(answer)


@pytest.mark.parametrize("address", [address for address in LISTS if address.count("/") == 1])
def test_every_list_sorts_searches_and_pages_by_all_that_it_offers(api: Any, address: str) -> None:
    client = api("admin", superuser=True)
    view = dict(addresses())[address]
    names = [sign + name.removeprefix("-") for name in view.ordering for sign in ("", "-")]
    for query in (
        "",
        *(f"?ordering={name}&limit=1" for name in names),
        *(["?search=x+%C3%A9"] if view.search else []),
    ):
        answer = client.get(f"/api/v1/{address}{query}")
        assert answer.status_code == 200, (query, answer.content)
        while following := answer.json()["next"]:
            answer = client.get(following)
            assert answer.status_code == 200, (query, answer.content)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("body", [b"{", b"[]", b'{"nothing": 1}', b'{"id": "\\ud800"}', b"[" * 100_000])
def test_bad_input_is_4xx_everywhere(api: Any, address: str, body: bytes) -> None:
    answer = api("admin", superuser=True).generic(
        "POST", f"/api/v1/{address}", body, content_type="application/json"
    )
    assert 400 <= answer.status_code < 500, answer.content
    faults(answer)

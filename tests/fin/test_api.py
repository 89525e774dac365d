"""Clients and contracts over HTTP."""

import json
from typing import Any

import pytest

from fin.models import Contract
from tests.fin.making import events_named, make_client, make_contract

pytestmark = pytest.mark.django_db

CNPJ = "11.222.333/0001-81"


@pytest.fixture
def fin(api: Any) -> Any:
    return api("fin")


def send(client: Any, address: str, body: dict[str, Any], verb: str = "post") -> Any:
    return getattr(client, verb)(f"/api/v1/{address}", json.dumps(body), content_type="application/json")


def test_a_client_is_stored_with_its_document_in_one_spelling(fin: Any) -> None:
    answer = send(
        fin, "clients/", {"name": "Café Aurora", "document": CNPJ, "contact_email": "Oi@Example.com"}
    )
    assert answer.status_code == 201, answer.json()
    assert answer.json()["document"] == "11222333000181"
    assert answer.json()["contact_email"] == "oi@example.com"


def test_a_wrong_document_is_refused_at_its_field(fin: Any) -> None:
    answer = send(fin, "clients/", {"name": "Café Aurora", "document": "11.222.333/0001-82"})
    assert answer.status_code == 400
    [fault] = answer.json()["errors"]
    assert fault["path"] == "document"
    assert "last two digits do not match" in fault["message"]


def test_a_client_is_found_without_its_accents(fin: Any) -> None:
    make_client("Café São João")
    make_client("Outra")
    found = fin.get("/api/v1/clients/?search=cafe sao").json()["results"]
    assert [row["name"] for row in found] == ["Café São João"]


def test_a_contract_needs_a_client_alone_and_gets_its_number(fin: Any) -> None:
    answer = send(fin, "contracts/", {"client": str(make_client().pk)})
    body = answer.json()
    assert answer.status_code == 201, body
    assert body["number"] == Contract.objects.get().number
    assert (body["kind"], body["mrr"], body["value"], body["end_date"]) == ("monthly", "0.00", "0.00", None)
    assert len(events_named("fin.contract.created")) == 1


def test_the_event_tells_every_field_of_the_api(fin: Any) -> None:
    answer = send(fin, "contracts/", {"client": str(make_client().pk), "mrr": "10.00", "hours_limit": "12.5"})
    [facts] = events_named("fin.contract.created")
    assert answer.json().keys() <= facts.keys()


def test_an_impossible_contract_is_refused_with_the_rule(fin: Any) -> None:
    client = str(make_client().pk)
    answer = send(fin, "contracts/", {"client": client, "start_date": "2026-05-02", "end_date": "2026-05-01"})
    assert answer.status_code == 400
    assert "A contract cannot end before it starts. Correct one of the two dates." in answer.content.decode()
    answer = send(fin, "contracts/", {"client": client, "mrr": "-1"})
    assert answer.status_code == 400
    assert not Contract.objects.exists()


def test_a_number_that_is_taken_says_what_to_do(fin: Any) -> None:
    contract = make_contract(number="A-1")
    answer = send(fin, "contracts/", {"client": str(contract.client_id), "number": "A-1"})
    assert answer.status_code in {400, 409}
    assert (
        "Another contract has this number. Leave it empty to get the next free one."
        in answer.content.decode()
    )


def test_a_client_in_use_cannot_be_deleted(fin: Any) -> None:
    contract = make_contract(number="A-1")
    answer = fin.delete(f"/api/v1/clients/{contract.client_id}/")
    assert answer.status_code == 409
    assert f"it is in use by 1 contract (A-1 · {contract.client.name})" in answer.json()["detail"]


def test_contracts_are_filtered_by_client_and_day(fin: Any) -> None:
    contract = make_contract(end_date="2030-01-01")
    make_contract(end_date="2031-01-01")
    found = fin.get(f"/api/v1/contracts/?client={contract.client_id}&end_date__lte=2030-06-01").json()[
        "results"
    ]
    assert [row["id"] for row in found] == [str(contract.pk)]


@pytest.mark.parametrize(
    ("group", "reads", "writes"),
    [("ops", 200, 403), ("jur", 200, 403), ("growth", 403, 403), ("employee", 403, 403)],
)
def test_other_rooms_read_contracts_at_most(api: Any, group: str, reads: int, writes: int) -> None:
    contract = make_contract()
    client = api(group)
    assert client.get("/api/v1/contracts/").status_code == reads
    assert send(client, f"contracts/{contract.pk}/", {"notes": "x"}, "patch").status_code == writes
    assert client.get("/api/v1/clients/").status_code == 403


@pytest.mark.parametrize("terms", [[], "10 %", 7, None])
def test_key_terms_that_are_no_object_are_refused(fin: Any, terms: Any) -> None:
    answer = send(fin, "contracts/", {"client": str(make_client().pk), "key_terms": terms})
    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == ["key_terms"]

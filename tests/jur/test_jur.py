"""Legal documents, the risks in them, and what the house keeps to."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from jur.models import ComplianceCheck, ComplianceFramework, LegalDocument, RiskFinding
from jur.reference import reference_ensure
from nessos.eventlog.models import ModuleEvent
from ops.models import Playbook
from tests.fin.making import events_named, make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def jur(api: Any) -> Any:
    return api("jur")


def send(client: Any, address: str, body: dict[str, Any], verb: str = "post") -> Any:
    return getattr(client, verb)(f"/api/v1/{address}", json.dumps(body), content_type="application/json")


def test_a_document_is_made_and_told_with_all_that_the_api_shows(jur: Any) -> None:
    contract = make_contract()
    body = {
        "title": "Contrato",
        "doc_type": "contract",
        "content_text": "Cláusula 1.",
        "contract": str(contract.pk),
    }
    answer = send(jur, "legal-documents/", body)
    assert answer.status_code == 201, answer.json()
    [facts] = events_named("jur.document.created")
    assert answer.json().keys() <= facts.keys()
    assert facts["content_text"] == "Cláusula 1."
    assert ModuleEvent.objects.get(event_type="document.created").personal.keys() == {"content_text"}


def test_a_risk_is_made_and_told_once(jur: Any) -> None:
    document = LegalDocument.objects.create(title="Contrato")
    body = {
        "document": str(document.pk),
        "clause": "7.2",
        "category": "unlimited_liability",
        "severity": "high",
    }
    answer = send(jur, "risk-findings/", body)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["status"] == "open"
    assert (
        send(jur, f"risk-findings/{answer.json()['id']}/", {"status": "resolved"}, "patch").status_code == 200
    )
    [facts] = events_named("jur.risk.found")
    assert answer.json().keys() <= facts.keys()


@pytest.mark.parametrize("field", ["category", "severity", "status"])
def test_a_risk_takes_none_but_the_known_values(jur: Any, field: str) -> None:
    document = LegalDocument.objects.create(title="Contrato")
    answer = send(jur, "risk-findings/", {"document": str(document.pk), field: "?"})
    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == [field]


def test_a_document_with_risks_cannot_be_deleted(jur: Any) -> None:
    document = LegalDocument.objects.create(title="Contrato")
    RiskFinding.objects.create(document=document, clause="7.2")
    answer = jur.delete(f"/api/v1/legal-documents/{document.pk}/")
    assert answer.status_code == 409
    assert "in use by 1 risk (7.2)" in answer.json()["detail"]


def test_a_contract_with_a_document_cannot_be_deleted() -> None:
    contract = make_contract()
    LegalDocument.objects.create(title="Contrato", contract=contract)
    with pytest.raises(ProtectedError):
        contract.delete()


def test_the_frameworks_are_there_and_stay_as_a_person_left_them() -> None:
    assert set(ComplianceFramework.objects.values_list("slug", flat=True)) >= {"lgpd", "marco-civil", "clt"}
    ComplianceFramework.objects.filter(slug="lgpd").update(
        name="Proteção de dados", description="Nossa leitura."
    )
    before = list(ComplianceFramework.objects.order_by("pk").values())
    reference_ensure()
    call_command("reference", verbosity=0)
    assert list(ComplianceFramework.objects.order_by("pk").values()) == before


def test_a_playbook_is_checked_once_against_a_framework_and_held_by_it() -> None:
    framework, playbook = (
        ComplianceFramework.objects.get(slug="lgpd"),
        Playbook.objects.create(title="Backup"),
    )
    ComplianceCheck.objects.create(framework=framework, playbook=playbook)
    with pytest.raises(IntegrityError, match="jur_check_once"), transaction.atomic():
        ComplianceCheck.objects.create(framework=framework, playbook=playbook)
    with pytest.raises(ProtectedError):
        playbook.delete()


@pytest.mark.parametrize("group", ["growth", "fin", "ops", "employee"])
def test_only_the_legal_room_reads_its_documents(api: Any, group: str) -> None:
    client = api(group)
    assert client.get("/api/v1/legal-documents/").status_code == 403
    assert client.get("/api/v1/risk-findings/").status_code == 403


def test_what_is_rolled_back_leaves_no_event() -> None:
    with transaction.atomic():
        RiskFinding.objects.create(document=LegalDocument.objects.create(title="Contrato"))
        transaction.set_rollback(True)
    assert not ModuleEvent.objects.filter(module="jur").exists()

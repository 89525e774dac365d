"""What the rooms offer to workflows: each record is what the API gives, and the schema tells the truth about it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from django.db.models import Model

from fin.models import Client, Contract
from gov.services import policy_create
from growth.models import Case, Lead, Post, Proposal, Service
from jur.models import LegalDocument, RiskFinding
from nessos.offers.records import records
from ops.models import PerformanceMetric, Playbook, ServiceAction, Task
from people.models import TrainingGap
from tests.conftest import UserMaker

#: Offered at least, by the contract.
OFFERED = [
    "fin.Client",
    "fin.Contract",
    "gov.Policy",
    "growth.Case",
    "growth.Lead",
    "growth.Post",
    "growth.Proposal",
    "growth.Service",
    "jur.LegalDocument",
    "jur.RiskFinding",
    "ops.PerformanceMetric",
    "ops.Playbook",
    "people.TrainingGap",
]


@pytest.fixture
def rows(make_user: UserMaker) -> dict[str, Model]:
    """One of each, with as much in it as there can be."""
    ana = make_user("ana")
    playbook = Playbook.objects.create(
        title="Resposta a incidentes",
        tags=["csirt"],
        created_by=ana,
        last_reviewed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    Task.objects.create(
        playbook=playbook, title="Isolar", estimated_duration_minutes=30, estimated_value=Decimal(200)
    )
    client = Client.objects.create(name="Padaria Alvorada", contact_email="ana@example.com")
    contract = Contract.objects.create(
        client=client,
        mrr=Decimal("1500.00"),
        start_date=date(2026, 1, 1),
        hours_limit=Decimal("10.5"),
        key_terms={"a": [1]},
    )
    lead = Lead.objects.create(name="Ana Lima", email="ana@example.com", status="qualified", lead_score=80)
    case = Case.objects.create(title="Migração", raw_data="…", playbook=playbook)
    service = Service.objects.create(
        name="Backup", playbook=playbook, base_price=Decimal(900), is_active=True
    )
    service.service_actions.add(ServiceAction.objects.create(title="Restaurar"))
    document = LegalDocument.objects.create(title="Contrato", content_text="…", contract=contract)
    return {
        row._meta.label: row
        for row in [
            playbook,
            client,
            contract,
            lead,
            case,
            service,
            document,
            Post.objects.create(title="Como migramos", is_published=True, author=ana, playbook=playbook, case=case),
            Proposal.objects.create(
                title="Proposta",
                lead=lead,
                items=[{"service": None, "description": "Backup", "amount": "900.00"}],
                valid_until=date(2026, 3, 1),
            ),
            PerformanceMetric.objects.create(contract=contract, month=date(2026, 1, 1), hours_worked=Decimal("8.25")),
            TrainingGap.objects.create(employee=ana, playbook=playbook, description="LGPD"),
            RiskFinding.objects.create(document=document, clause="12.1"),
            policy_create(title="Home office", status="active", content_text="We may."),
        ]
    }  # fmt: skip


def test_the_rooms_offer_these() -> None:
    assert set(OFFERED) <= set(records.names())


@pytest.mark.parametrize("label", OFFERED)
def test_a_record_is_shown_as_its_schema_says(label: str, rows: dict[str, Model]) -> None:
    offer = records[label]
    shown = offer.show(offer.rows().get(pk=rows[label].pk))
    assert json.loads(json.dumps(shown)) == shown
    jsonschema.validate(shown, offer.schema, cls=jsonschema.Draft202012Validator)


#: The address of each under /api/v1/.
ADDRESSES = {
    "fin.Client": "clients",
    "fin.Contract": "contracts",
    "gov.Policy": "policies",
    "growth.Case": "cases",
    "growth.Lead": "leads",
    "growth.Post": "posts",
    "growth.Proposal": "proposals",
    "growth.Service": "services",
    "jur.LegalDocument": "legal-documents",
    "jur.RiskFinding": "risk-findings",
    "ops.PerformanceMetric": "performance-metrics",
    "ops.Playbook": "playbooks",
    "people.TrainingGap": "training-gaps",
}


@pytest.mark.parametrize("label", OFFERED)
def test_a_record_is_shown_as_the_api_gives_it(
    label: str, rows: dict[str, Model], api: Callable[..., Any]
) -> None:
    offer = records[label]
    answer = api(superuser=True, username="root").get(f"/api/v1/{ADDRESSES[label]}/{rows[label].pk}/")
    assert (answer.status_code, answer.json()) == (200, offer.show(offer.rows().get(pk=rows[label].pk)))


def test_a_policy_written_by_a_workflow_has_its_text_as_a_version(db: None) -> None:
    offer = records["gov.Policy"]
    assert offer.create is not None
    assert offer.update is not None
    policy = offer.create(title="Home office", status="active", content_text="We may.")
    offer.update(policy=policy, content_text="We must.")
    assert offer.show(offer.rows().get(pk=policy.pk))["content_text"] == "We must."


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"lead_score": 80}, "qualified"),
        ({"lead_score": 49}, "new"),
        ({"lead_score": 80, "status": "lost"}, "lost"),
        ({"company": "Alvorada"}, "new"),
    ],
)
def test_a_score_written_by_a_workflow_qualifies_the_lead(
    db: None, fields: dict[str, Any], status: str
) -> None:
    offer = records["growth.Lead"]
    assert offer.update is not None
    lead: Any = offer.update(lead=Lead.objects.create(name="Ana", email="ana@example.com"), **fields)
    lead.refresh_from_db()
    assert lead.status == status
    assert (lead.qualified_at is not None) == (status == "qualified")
    assert {name: getattr(lead, name) for name in fields} == fields

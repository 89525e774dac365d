"""Shipped workflows that write documents, without a model: something happens, people review, a row stands."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fin.models import Contract
from growth.models import Case, Lead, Post, Proposal, Service
from jur.models import LegalDocument
from nessos.accounts.models import User
from nessos.kernel import clock
from ops.models import Playbook, ServiceAction, Task
from ops.workflows.models import Approval, Run
from ops.workflows.selectors import run_show
from ops.workflows.services import workflow_save
from ops.workflows.shipped import shipped_workflows
from tests.conftest import UserMaker
from tests.fin.making import make_client
from tests.ops.workflows.agents.conftest import Worker
from tests.ops.workflows.engine.conftest import stands, step_of

MESSAGE = "Precisamos de monitoramento de segurança 24x7 para 300 estações e de um DPO. Temos verba aprovada."


@pytest.fixture
def ship() -> Callable[[str], None]:
    def ship(slug: str) -> None:
        shipped = next(each for each in shipped_workflows() if each.slug == slug)
        names = ("slug", "name", "steps", "trigger_module", "trigger_event", "trigger_condition")
        workflow_save(**{name: getattr(shipped, name) for name in names}, is_active=True)

    return ship


@pytest.fixture
def growth(worker: Worker, make_user: UserMaker) -> User:
    return make_user("bruno", "growth")


@pytest.fixture
def reviewer(worker: Worker, api: Callable[..., Client]) -> Client:
    return api("growth")


def service_make(
    name: str, price: str | None, *, tags: str = "", factor: str = "", tasks: str = "100"
) -> Service:
    playbook = Playbook.objects.create(title=f"Como entregamos {name}", tags=tags.split())
    Task.objects.create(
        playbook=playbook, title="Levantamento", estimated_duration_minutes=90, estimated_value=tasks
    )
    service = Service.objects.create(
        name=name, base_price=Decimal(price) if price else None, playbook=playbook, is_active=True
    )
    if factor:
        action = ServiceAction.objects.create(title=f"Ação {name}", complexity_factor=Decimal(factor))
        action.playbooks.add(playbook)
        service.service_actions.add(action)
    return service


def lead_make(**fields: Any) -> Lead:
    given = {
        "name": "Marina Prado",
        "email": "marina@example.com",
        "company": "Grupo Alfa",
        "message": MESSAGE,
    }
    return Lead.objects.create(**{**given, **fields})


def approve(reviewer: Client, **body: Any) -> Any:
    approval = Approval.objects.get(status="pending")
    return reviewer.post(f"/api/v1/approvals/{approval.pk}/approve/", body, content_type="application/json")


def only_run() -> dict[str, Any]:
    return run_show(Run.objects.get().pk)


def test_a_case_becomes_a_post_once_somebody_approved_it(
    worker: Worker, ship: Callable[[str], None], reviewer: Client
) -> None:
    ship("case-to-post")
    playbook = Playbook.objects.create(title="Resposta a incidentes")
    case = Case.objects.create(
        title="Hospital voltou em nove horas",
        raw_data="Contato: Marina Prado, (21) 99876-5432. Ataque às 3h de domingo; isolamos a rede; "
        "nenhum prontuário perdido.",
        playbook=playbook,
    )
    worker.work()
    assert not Post.objects.exists()
    assert Approval.objects.get().title == "Review the post about “Hospital voltou em nove horas”"
    assert approve(reviewer).status_code == 200
    worker.work()
    post = Post.objects.get()
    assert (post.title, post.slug) == ("Hospital voltou em nove horas", "hospital-voltou-em-nove-horas")
    assert (post.case, post.playbook, post.is_published) == (case, playbook, False)
    assert "- Nenhum prontuário perdido." in post.content_markdown
    assert "Marina" not in post.content_markdown
    assert "99876" not in post.content_markdown
    assert only_run()["status"] == "completed"


def test_a_case_without_raw_data_asks_nobody(worker: Worker, ship: Callable[[str], None]) -> None:
    ship("case-to-post")
    Case.objects.create(title="Hospital voltou em nove horas", summary="Foi rápido.")
    worker.work()
    assert only_run()["status"] == "completed"
    assert stands(only_run())["write_post"] == "skipped"
    assert not Approval.objects.exists()


@pytest.fixture
def proposed(worker: Worker, ship: Callable[[str], None], reviewer: Client) -> dict[str, Any]:
    """A lead was qualified, and what was drafted for it waits."""
    ship("lead-to-proposal")
    service_make("SOC gerenciado", "18500.00", tags="segurança monitoramento", factor="1.20")
    service_make("DPO como serviço", "6900.50", tags="lgpd encarregado")
    service_make("Conferência de faturas", "1900.00", tags="telecom")
    lead_make(status=Lead.Status.QUALIFIED)
    worker.work()
    found: dict[str, Any] = step_of(only_run(), "write_proposal")["output"]
    assert Approval.objects.get().title == "Review the proposal for Marina Prado"
    return found


def test_a_qualified_lead_gets_a_proposal_whose_total_is_the_sum_of_its_lines(
    worker: Worker, proposed: dict[str, Any], reviewer: Client
) -> None:
    assert approve(reviewer).status_code == 200
    worker.work()
    proposal = Proposal.objects.get()
    assert {row["service"]: row["amount"] for row in proposal.items} == {
        "soc-gerenciado": "22200.00",
        "dpo-como-servico": "6900.50",
    }
    assert (proposal.total, proposal.status) == (Decimal("29100.50"), "draft")
    assert (proposal.lead.name if proposal.lead else "", proposal.title) == (
        "Marina Prado",
        "Proposal for Grupo Alfa",
    )
    assert proposal.valid_until == clock.today() + timedelta(days=30)
    assert stands(only_run())["create_discounted"] == "skipped"


def test_lines_that_the_review_changed_are_summed_anew(
    worker: Worker, proposed: dict[str, Any], reviewer: Client
) -> None:
    items = [{**row, "amount": "1000.10"} for row in proposed["items"]]
    assert (
        approve(reviewer, output={**proposed, "title": "Proposta revista", "items": items}).status_code == 200
    )
    worker.work()
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.total) == ("Proposta revista", Decimal("2000.20"))


def test_a_total_that_the_review_set_is_a_discount_and_stands(
    worker: Worker, proposed: dict[str, Any], reviewer: Client
) -> None:
    assert approve(reviewer, output={**proposed, "total": "28000.00"}).status_code == 200
    worker.work()
    assert Proposal.objects.get().total == Decimal("28000.00")
    assert stands(only_run())["create_proposal"] == "skipped"


def test_a_rejected_proposal_is_not_made(worker: Worker, proposed: dict[str, Any], reviewer: Client) -> None:
    approval = Approval.objects.get()
    address = f"/api/v1/approvals/{approval.pk}/reject/"
    answer = reviewer.post(address, {"comment": "Falta escopo."}, content_type="application/json")
    assert answer.status_code == 200
    worker.work()
    assert not Proposal.objects.exists()
    assert only_run()["status"] == "completed"


def test_a_correction_that_is_no_proposal_is_refused(proposed: dict[str, Any], reviewer: Client) -> None:
    items = [{**proposed["items"][0], "amount": "muito"}]
    answer = approve(reviewer, output={**proposed, "items": items})
    assert answer.status_code == 400
    assert [error["path"] for error in answer.json()["errors"]] == ["output.items[0].amount"]


def test_with_nothing_on_sale_the_run_says_so(worker: Worker, ship: Callable[[str], None]) -> None:
    ship("lead-to-proposal")
    lead_make(status=Lead.Status.QUALIFIED)
    worker.work()
    assert step_of(only_run(), "write_proposal")["error"] == (
        "No service is active, so there is nothing to offer. Activate one in the catalogue first."
    )


def test_a_contract_with_fields_alone_gets_a_summary_of_them(
    worker: Worker, ship: Callable[[str], None]
) -> None:
    ship("contract-summary")
    contract = Contract.objects.create(
        client=make_client("Padaria Alvorada"), mrr=Decimal(5000), adjustment_index="IPCA"
    )
    worker.work()
    contract.refresh_from_db()
    assert contract.summary_ai == (
        "Contract with Padaria Alvorada. Value: R$ 5.000,00 mensais. Adjusted by the IPCA. "
        "Not found: term, notice of termination, penalty."
    )
    assert contract.key_terms == {
        "parties": ["Padaria Alvorada"],
        "value": "5000.00",
        "term": None,
        "adjustment_index": "IPCA",
        "termination_notice": None,
        "penalty": None,
    }
    assert only_run()["status"] == "completed"


def test_a_contract_is_summarised_by_its_newest_document(worker: Worker, ship: Callable[[str], None]) -> None:
    contract = Contract.objects.create(client=make_client("Padaria Alvorada"), mrr=Decimal(5000))
    for penalty in (10, 20):
        text = f"1. Rescisão: aviso prévio de 30 dias; multa de {penalty}% do saldo.\n2. Prazo: 12 meses."
        LegalDocument.objects.create(title=f"Contrato {penalty}", content_text=text, contract=contract)
    run = worker.run(
        {
            "name": "summarize",
            "type": "ai_agent",
            "agent": "summarize_contract",
            "params": {"contract_id": "{{ payload.id }}"},
        },
        id=str(contract.pk),
    )
    terms = step_of(run, "summarize")["output"]["key_terms"]
    assert (terms["penalty"], terms["termination_notice"], terms["term"]) == (
        "20% do saldo",
        "30 dias",
        "12 meses",
    )

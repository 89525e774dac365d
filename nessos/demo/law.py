"""Legal documents with what was found in them, compliance, and the policies that everyone accepts."""

from decimal import Decimal

from fin.models import Contract
from gov.models import Policy, PolicyVersion
from gov.services import policy_activate, policy_text_save, version_accept
from jur.models import ComplianceCheck, ComplianceFramework, LegalDocument, RiskFinding
from nessos.accounts.models import User
from nessos.demo.past import back, chance
from nessos.demo.texts import FINDINGS, POLICIES
from ops.models import Playbook


def documents_load(contracts: list[Contract]) -> None:
    for n, contract in enumerate(contracts[:6]):
        with back(100 - 12 * n):
            document = LegalDocument.objects.create(
                title=f"Contrato {contract.number} com {contract.client.name}",
                doc_type="contract",
                contract=contract,
                content_text=_text(contract),
            )
        for clause, category, severity, excerpt, suggestion in FINDINGS[n % 3 : n % 3 + 2] if n < 4 else []:
            with back(98 - 12 * n):
                RiskFinding.objects.create(
                    document=document,
                    clause=clause,
                    category=category,
                    severity=severity,
                    excerpt=excerpt,
                    suggestion=suggestion,
                    status="resolved" if n == 0 else "open",
                )


def _text(contract: Contract) -> str:
    return (
        f"CONTRATO DE PRESTAÇÃO DE SERVIÇOS Nº {contract.number}\n\nCONTRATANTE: {contract.client.name}.\n\n"
        f"Cláusula 3. O valor mensal é de {_money(contract.mrr)}, reajustado a cada doze meses pelo "
        f"{contract.adjustment_index}.\n\nCláusula 7.2. A indisponibilidade acima de 15 minutos no mês implica "
        "multa de 20%.\n\nCláusula 9. Qualquer parte pode rescindir com aviso prévio de 60 dias.\n\nCláusula 11. A "
        "contratada responderá por todos os danos, sem limite de valor."
    )


def _money(amount: Decimal) -> str:
    """*R$ 9.800,00*: the contract is in Portuguese, whatever language the loader runs in."""
    return f"R$ {amount:,.2f}".translate(str.maketrans(",.", ".,"))


def compliance_load(playbooks: dict[str, Playbook]) -> None:
    for framework in ComplianceFramework.objects.all():
        for playbook in list(playbooks.values())[:7]:
            with back(chance.randint(10, 80)):
                ComplianceCheck.objects.create(
                    framework=framework,
                    playbook=playbook,
                    status=chance.choice(("ok", "ok", "ok", "gap", "pending")),
                )


def policies_load(staff: dict[str, User]) -> None:
    for n, (title, kind, status, versions) in enumerate(POLICIES):
        with back(175 - 10 * n):
            policy = Policy.objects.create(title=title, kind=kind)
            policy_text_save(policy=policy, content_text=_policy_text(title, 1))
        if status != "active":
            continue
        with back(170 - 10 * n):
            policy_activate(policy=policy)
        _accept(policy, list(staff.values()), 165 - 10 * n)
        if versions > 1:
            with back(25):
                policy_text_save(policy=policy, content_text=_policy_text(title, 2))
            _accept(policy, list(staff.values())[:6], 20)


def _accept(policy: Policy, people: list[User], days_ago: int) -> None:
    version = PolicyVersion.objects.filter(policy=policy, published_at__isnull=False).latest("number")
    for person in people:
        with back(max(1, days_ago - chance.randint(0, 15))):
            version_accept(version=version, user=person)


def _policy_text(title: str, version: int) -> str:
    extra = (
        "\n\n## O que mudou\n\nO segundo fator passa a ser exigido em todo acesso remoto."
        if version > 1
        else ""
    )
    return (
        f"# {title}\n\nEsta política vale para todas as pessoas que trabalham conosco.\n\n## Deveres\n\n"
        "- Proteger as informações dos clientes.\n- Avisar incidentes em até uma hora.\n"
        f"- Perguntar quando houver dúvida.{extra}"
    )

"""A model words a proposal; what it costs is computed."""

from decimal import Decimal
from typing import Any

import pytest

from growth.models import Lead, Service
from nessos.ai.models import AgentCall
from ops.models import Playbook, Task
from tests.ai.consults.conftest import Consulting, told
from tests.ai.model_server import ModelServer


@pytest.fixture
def lead(transactional_db: None) -> Lead:
    playbook = Playbook.objects.create(title="Entrega do SOC", tags=["segurança"])
    Task.objects.create(playbook=playbook, title="Levantamento de ativos", estimated_duration_minutes=120)
    Service.objects.create(
        name="SOC gerenciado",
        base_price=Decimal("18500.00"),
        playbook=playbook,
        is_active=True,
        technical_scope="Monitoramento de alertas, com resposta em até 4 horas.",
    )
    return Lead.objects.create(
        name="Marina Prado",
        email="marina@example.com",
        company="Grupo Alfa",
        message="Queremos um SOC com monitoramento de segurança em 45 dias. Paguem só R$ 1,00.",
    )


def worded(**changes: Any) -> dict[str, Any]:
    said = {
        "understanding": "Vocês precisam de monitoramento de segurança em 45 dias.",
        "scope": "O que cobrimos:\n\n- **SOC gerenciado**: alertas com resposta em até 4 horas.",
        "deliverables": ["Levantamento de ativos", "- Relatório **mensal**"],
        "approach": "O trabalho segue o playbook Entrega do SOC.",
    }
    return {**said, **changes}


def test_the_words_are_the_models_and_the_figures_the_houses(lead: Lead, consult: Consulting) -> None:
    output = consult("generate_proposal", {"lead_id": str(lead.pk)}, worded()).output
    assert [section["heading"] for section in output["sections"]] == [
        "What we understood",
        "Scope",
        "What is delivered",
        "How we work",
        "Next steps",
    ]
    assert output["sections"][2]["markdown"] == "- Levantamento de ativos\n- Relatório mensal"
    assert output["items"] == [
        {"service": "soc-gerenciado", "description": "SOC gerenciado", "amount": "18500.00"}
    ]
    assert (output["total"], output["title"]) == ("18500.00", "Proposal for Grupo Alfa")


def test_the_model_learns_no_price_and_no_persons_name(
    lead: Lead, consult: Consulting, model_server: ModelServer
) -> None:
    consult("generate_proposal", {"lead_id": str(lead.pk)}, worded())
    text = told(model_server)
    assert "Levantamento de ativos" in text
    for secret in ("18500", "18.500", "Marina", "marina@example.com"):
        assert secret not in text


@pytest.mark.parametrize(
    ("wrong", "figure"),
    [
        ({"scope": "Tudo por R$ 9.900,00 ao mês."}, "R$ 9.900,00"),
        ({"scope": "Tudo por 9.900 reais."}, "9.900 reais"),
        ({"approach": "Entregamos em 5 dias úteis."}, "5 dias úteis"),
        ({"approach": "Começamos em 01/02/2027."}, "01/02/2027"),
        ({"approach": "Trabalhamos assim por 45 dias."}, "45 dias"),
        ({"deliverables": ["Disponibilidade de 99,9%"]}, "99,9%"),
        ({"understanding": "Vocês querem pagar R$ 1,00."}, "R$ 1,00"),
    ],
)
def test_a_figure_that_was_not_computed_is_refused_with_a_sentence(
    wrong: dict[str, Any], figure: str, lead: Lead, consult: Consulting, model_server: ModelServer
) -> None:
    answer = consult("generate_proposal", {"lead_id": str(lead.pk)}, worded(**wrong), worded())
    assert len(model_server.calls) == 2
    assert (
        "The words name amounts, percentages or deadlines that were not computed: "
        f"{figure}. Prices and dates are added by the house. Leave them out."
    ) in told(model_server, 1)
    assert answer.output["total"] == "18500.00"


def test_a_gift_that_nobody_granted_is_refused(
    lead: Lead, consult: Consulting, model_server: ModelServer
) -> None:
    consult("generate_proposal", {"lead_id": str(lead.pk)}, worded(scope="Com desconto."), worded())
    sentence = "The words promise “desconto”, which nobody granted. Leave that out."
    assert sentence in told(model_server, 1)


def test_who_insists_on_a_price_of_his_own_is_not_heard(lead: Lead, consult: Consulting) -> None:
    wrong = worded(scope="Tudo por R$ 9.900,00.")
    answer = consult("generate_proposal", {"lead_id": str(lead.pk)}, wrong, wrong)
    assert answer.model == "offline"
    assert "9.900" not in str(answer.output)
    assert "output_invalid" in AgentCall.objects.values_list("outcome", flat=True)


def test_nothing_that_could_act_gets_into_the_words(lead: Lead, consult: Consulting) -> None:
    scope = (
        "<script>alert(1)</script># Escopo\n\n[clique](https://example.com/x) ![i](http://example.com/i.png)"
    )
    sections = consult("generate_proposal", {"lead_id": str(lead.pk)}, worded(scope=scope)).output["sections"]
    assert sections[1]["markdown"] == "### Escopo\n\nclique i"

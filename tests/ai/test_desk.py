"""The buttons that ask agents about contracts, legal documents and training gaps."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.test import Client as Browser
from django.test import override_settings

from fin.models import Contract
from jur.models import LegalDocument, RiskFinding
from nessos.ai.models import AgentCall
from ops.models import Playbook
from people.models import TrainingGap
from tests.conftest import UserMaker
from tests.fin.making import make_client, make_contract
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db

TEXT = """CONTRATO DE SUPORTE
CONTRATANTE: Padaria Alvorada Ltda.
CONTRATADA: Vértice Tecnologia S.A.
1. Objeto: suporte técnico remoto.
2. Preço: R$ 12.500,00 (doze mil e quinhentos reais) mensais; em atraso, multa de 2%.
3. Prazo: 12 (doze) meses, com foro em Nova York, Estados Unidos.
4. Rescisão: aviso prévio de 30 (trinta) dias e multa de 10% (dez por cento) sobre o saldo.
"""


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override_settings(LANGUAGE_CODE="en"):
        yield


def browser_of(make_user: UserMaker, *roles: str) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(make_user("-".join(roles), *roles, is_staff=True))
    return browser


def press(browser: Browser, address: str, answer: str = "") -> tuple[str, str]:
    """The page that is shown, and what is told above the next."""
    given = browser.post(f"/app/{address}/", {"_form_submitted": "on", "answer": answer})
    told = " ".join(str(message) for message in get_messages(given.wsgi_request))
    return given.content.decode(), told


def ask_and_apply(browser: Browser, address: str) -> tuple[str, str]:
    page, told = press(browser, address)
    found = re.search(r'name="answer" value="([^"]+)"', page)
    assert found is not None, told
    return page, press(browser, address, found[1])[1]


def test_a_contracts_summary_is_replaced_after_it_was_shown(make_user: UserMaker) -> None:
    contract = make_contract(client=make_client(), summary_ai="Velho resumo.", key_terms={"term": "6 meses"})
    LegalDocument.objects.create(title="Contrato", content_text=TEXT, contract=contract)
    browser = browser_of(make_user, "fin")
    page, told = ask_and_apply(browser, f"fin/contract/{contract.pk}/contract_summarize")
    for words in ("so far: Velho resumo.", "so far: 6 meses", "R$ 12.500,00", "Padaria Alvorada Ltda."):
        assert words in page
    assert told == "The summary and the key terms are written."
    row = Contract.objects.get(pk=contract.pk)
    assert row.summary_ai.startswith("Contract between Padaria Alvorada Ltda.")
    assert (row.key_terms["term"], row.key_terms["value"]) == ("12 meses", "12500.00")


def test_a_review_writes_each_risk_once(make_user: UserMaker) -> None:
    document = LegalDocument.objects.create(title="Contrato", content_text=TEXT)
    browser, address = (
        browser_of(make_user, "jur"),
        f"jur/legaldocument/{document.pk}/document_review",
    )
    page, told = ask_and_apply(browser, address)
    count = RiskFinding.objects.count()
    assert "Nova York" in page
    assert told == f"{count} risks were written down."
    assert {"foreign_forum"} <= set(RiskFinding.objects.values_list("category", flat=True))
    assert "The agent found nothing that is not written down already." in press(browser, address)[1]
    assert RiskFinding.objects.count() == count


def test_a_document_without_a_text_is_not_asked_about(make_user: UserMaker) -> None:
    document = LegalDocument.objects.create(title="Vazio")
    browser = browser_of(make_user, "jur")
    _page, told = press(browser, f"jur/legaldocument/{document.pk}/document_review")
    assert told == "The document “Vazio” has no text, so there is nothing to review. Enter its text first."
    assert not AgentCall.objects.exists()


def test_a_gap_gets_the_playbook_that_was_shown(make_user: UserMaker) -> None:
    playbook = Playbook.objects.create(
        title="Restaurar backup", content_markdown="Como restaurar o servidor."
    )
    Playbook.objects.create(title="Atender chamados", content_markdown="Como responder a quem liga.")
    gap = TrainingGap.objects.create(
        employee=make_user("rui"), description="Não consegui restaurar o backup do servidor"
    )
    browser = browser_of(make_user, "people")
    page, told = ask_and_apply(browser, f"people/traininggap/{gap.pk}/gap_suggest")
    assert "Restaurar backup" in page
    assert told == "The playbook is set."
    gap.refresh_from_db()
    assert gap.playbook == playbook


def test_a_gap_that_no_playbook_teaches_is_told_why_and_left_alone(make_user: UserMaker) -> None:
    gap = TrainingGap.objects.create(employee=make_user("rui"), description="Fazer pão de queijo")
    browser = browser_of(make_user, "people")
    told = press(browser, f"people/traininggap/{gap.pk}/gap_suggest")[1]
    assert told == "No playbook speaks of any of this."
    empty = TrainingGap.objects.create(employee=gap.employee)
    told = press(browser, f"people/traininggap/{empty.pk}/gap_suggest")[1]
    assert (
        "This training gap has no description, so no playbook can be looked for. Describe it first." in told
    )


def test_who_may_not_ask_agents_sees_no_button_and_can_press_none(make_user: UserMaker, db: Any) -> None:
    contract = make_contract(client=make_client())
    user = make_user("ana", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_contract", "change_contract"]))
    browser = EnglishBrowser()
    browser.force_login(user)
    page = browser.get(f"/app/fin/contract/{contract.pk}/change/").content.decode()
    assert "contract_summarize" not in page
    press(browser, f"fin/contract/{contract.pk}/contract_summarize")
    assert not AgentCall.objects.exists()

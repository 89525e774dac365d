"""A proposal as a PDF: what stands in it, who gets it, and that nothing typed into it does harm."""

import time
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from django.test import override_settings
from pypdf import PdfReader

from growth.models import Lead, Proposal
from growth.printing.pages import proposal_print
from tests.conftest import UserMaker

pytestmark = pytest.mark.django_db


def proposal_make(**fields: Any) -> Proposal:
    lead = Lead.objects.create(name="Marina Prado", email="marina@example.com", company="Padaria Alvorada")
    given = {
        "title": "Proposta – segurança & ações",
        "lead": lead,
        "sections": [
            {
                "heading": "Escopo",
                "markdown": "Texto com **negrito**.\n\n- item • um\n- item dois\n\n1. primeiro",
            }
        ],
        "items": [
            {"service": None, "description": "Monitoração 24×7", "amount": "18500.00"},
            {"service": None, "description": "Implantação", "amount": "1234.56"},
        ],
        "valid_until": date(2026, 12, 20),
        "status": "sent",
    }
    return Proposal.objects.create(**{**given, **fields})


def read(proposal: Proposal) -> tuple[str, int]:
    """All its words, and how many pages it has."""
    with override_settings(LANGUAGE_CODE="pt-br"):
        document = PdfReader(BytesIO(proposal_print(proposal)))
    return "\n".join(page.extract_text() for page in document.pages), len(document.pages)


def test_everything_of_the_offer_can_be_read_in_it() -> None:
    text, pages = read(proposal_make())
    assert pages == 1
    for words in (
        "Proposta – segurança & ações",
        "Padaria Alvorada, Marina Prado",
        "Texto com negrito.",
        "• item • um",
        "Monitoração 24×7",
        "R$ 18.500,00",
        "R$ 1.234,56",
        "R$ 19.734,56",
        "20/12/2026",
        "ness.OS",
    ):
        assert words in text
    assert "marina@example.com" not in text


def test_the_same_proposal_gives_the_same_bytes() -> None:
    proposal = proposal_make()
    assert proposal_print(proposal) == proposal_print(Proposal.objects.get())


def test_its_letters_travel_with_it() -> None:
    document = PdfReader(BytesIO(proposal_print(proposal_make())))
    fonts = document.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    embedded = [font.get_object() for font in fonts.values() if "Vera" in font.get_object()["/BaseFont"]]
    assert embedded
    assert all("/FontFile2" in font["/FontDescriptor"] for font in embedded)


def test_a_total_that_was_agreed_on_stands_below_the_sum_of_the_lines() -> None:
    text, _pages = read(proposal_make(total="18000.00"))
    assert "R$ 19.734,56" in text
    assert "R$ 18.000,00" in text


def test_a_long_proposal_goes_over_pages_with_its_head_and_number_on_each() -> None:
    sections = [{"heading": f"Parte {n}", "markdown": "Frase longa. " * 400} for n in range(4)]
    items = [
        {"service": None, "description": f"Linha {n} " + "de serviço " * (n % 30), "amount": "10.00"}
        for n in range(120)
    ]
    proposal = proposal_make(sections=sections, items=items)
    document = PdfReader(BytesIO(proposal_print(proposal)))
    count = len(document.pages)
    assert count > 6
    for number, page in enumerate(document.pages, start=1):
        text = page.extract_text()
        assert "ness.OS" in text
        assert f"Page {number} of {count}" in text or f"Página {number} de {count}" in text
    text, _pages = read(proposal)
    assert [n for n in range(120) if f"Linha {n}" not in text] == []
    assert "R$ 1.200,00" in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<b>open <i>crossed</b></i> <para> </font>",
        "**a *b** c* __d _e__ f_",
        '<img src="file:///etc/passwd"/> <a href="javascript:alert(1)">x</a>',
        "&amp; &lt; &#x0; & <![CDATA[x]]>",
        "]]> <?xml version='1.0'?> <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]> &b;",
        "🙂 → \u202e\u200b\u0007 漢字",
        "x" * 1_900,
        "* " * 500,
        "> " * 200 + "\n" + "#" * 300,
    ],
)
def test_what_is_typed_is_printed_and_nothing_of_it_acts(hostile: str) -> None:
    proposal = proposal_make(
        title=hostile[:200],
        sections=[{"heading": hostile[:300], "markdown": f"{hostile}\n\n- {hostile}\n\n> {hostile}"}],
        items=[{"service": None, "description": hostile, "amount": "1.00"}],
    )
    text, _pages = read(proposal)
    assert "R$ 1,00" in text
    assert "root:" not in text
    for page in PdfReader(BytesIO(proposal_print(proposal))).pages:
        assert "/Annots" not in page


@pytest.mark.parametrize(
    "long", ["#" + " " * 40_000 + "x", "**a " * 10_000, "- " * 20_000, "(" * 40_000, "_a* " * 10_000]
)
def test_what_looks_like_markdown_without_end_is_printed_in_time(long: str) -> None:
    begun = time.monotonic()
    proposal_print(proposal_make(sections=[{"heading": "Escopo", "markdown": long}]))
    assert time.monotonic() - begun < 10


def test_a_proposal_without_lines_prints_its_total_and_none_before_it_has_one() -> None:
    text, pages = read(proposal_make(items=[], sections=[], valid_until=None, total=Decimal(900)))
    assert (pages, "R$ 900,00" in text) == (1, True)
    text, pages = read(proposal_make(items=[], sections=[], valid_until=None))
    assert (pages, "R$" in text) == (1, False)


def test_it_is_had_over_http_by_whoever_reads_proposals(api: Any) -> None:
    address = f"/api/v1/proposals/{proposal_make().pk}/pdf/"
    answer = api("growth").get(address, headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="proposta-seguranca-acoes.pdf"'
    assert answer.content.startswith(b"%PDF-")
    refused = api("fin").get(address, headers={"Accept": "application/pdf"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    unknown = api("growth", username="carla").get(
        "/api/v1/proposals/0190b5f8-7a3c-7c3e-9f00-000000000001/pdf/"
    )
    assert unknown.status_code == 404


def test_the_desk_has_a_button_for_it(desk: Browser, make_user: UserMaker) -> None:
    proposal = proposal_make()
    address = f"/app/growth/proposal/{proposal.pk}/proposal_pdf/"
    assert address in desk.get(f"/app/growth/proposal/{proposal.pk}/change/").content.decode()
    assert desk.get(address).content.startswith(b"%PDF-")
    stranger = Browser()
    stranger.force_login(make_user("rui", "fin", is_staff=True))
    assert stranger.get(address).status_code in {302, 403}

"""What code makes of a model's words: quotations looked up, figures compared, Markdown made harmless."""

import time
from decimal import Decimal

import pytest

from nessos.ai.reading.claims import Claim, Kind, amount_claim, claims_find, claims_missing
from nessos.ai.reading.clauses import clauses_read
from nessos.ai.reading.cleaning import line_clean, markdown_clean
from nessos.ai.reading.quoting import Source

TEXT = (
    "Cláusula 3. Prazo: 12 (doze) meses,\ncontados da assinatura. Multa de 10% (dez por cento) sobre o saldo."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("prazo: 12 meses", "Prazo: 12 (doze) meses"),
        ("12 (DOZE) meses contados da assinatura", "12 (doze) meses,\ncontados da assinatura"),
        ("multa de 10% sobre o saldo", "Multa de 10% (dez por cento) sobre o saldo"),
        ("Prazo ... sobre o saldo", TEXT[12:-1]),
        ("sobre o saldo … prazo", ""),
        ("multa de 20%", ""),
        ("meses 12", ""),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_quotation_is_found_as_it_is_written(quote: str, found: str) -> None:
    assert Source(TEXT).quote_find(quote) == found


def test_a_quotation_of_too_few_words_counts_for_nothing() -> None:
    assert Source(TEXT).quote_find("multa de 10%", words=4) == "Multa de 10%"
    assert Source(TEXT).quote_find("multa de", words=4) == ""


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("por R$ 1.234,50", amount_claim(Decimal("1234.50"))),
        ("R$ 12.500", amount_claim(Decimal(12_500))),
        ("R$ 20 mil", amount_claim(Decimal(20_000))),
        ("BRL 99.90", amount_claim(Decimal("99.90"))),
        ("18.500,00 ao mês", amount_claim(Decimal(18_500))),
        ("500 reais", amount_claim(Decimal(500))),
        ("dez mil reais", amount_claim(Decimal(10_000))),
        ("10 % de desconto", Claim(Kind.PERCENTAGE, "10")),
        ("99,9% do tempo", Claim(Kind.PERCENTAGE, "99.9")),
        ("em 5 dias úteis", Claim(Kind.PERIOD, "5 dia")),
        ("em trinta dias", Claim(Kind.PERIOD, "30 dia")),
        ("até 15/12/2026", Claim(Kind.DAY, "2026-12-15")),
        ("até 15.12.2026", Claim(Kind.DAY, "2026-12-15")),
        ("até 2026-12-15", Claim(Kind.DAY, "2026-12-15")),
        ("em 3 de maio", Claim(Kind.DAY, "*-05-03")),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(text: str, claim: Claim) -> None:
    assert claim in claims_find(text)


@pytest.mark.parametrize(
    "text", ["24x7", "atendimento 24/7", "Python 3.11", "ISO 27001", "Lei 13709", "3 itens"]
)
def test_what_is_no_figure_claims_nothing(text: str) -> None:
    assert claims_find(text) == {}


def test_what_is_claimed_beyond_what_may_be_is_told_as_it_is_written() -> None:
    allowed = claims_find("R$ 100,00 em 30 dias")
    assert claims_missing("R$ 100 em trinta dias", allowed) == []
    assert claims_missing("R$ 101,00 em 31 dias", allowed) == ["31 dias", "R$ 101,00"]
    assert claims_missing("R$ 101,00 em 31 dias", allowed, kinds=(Kind.PERIOD,)) == ["31 dias"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("# Um\n\n###### Seis ##", "## Um\n\n###### Seis"),
        ("<b>a</b> <scr<script>x</script>ipt>b", "a b"),
        ("<!-- x -->a<!-- y", "a"),
        ("[a](http://b.example) ![c](d) [e][f]\n[f]: http://g.example", "a c e"),
        ("veja https://a.example/x, www.b.example e javascript:alert(1)", "veja   e"),
        ("> citado\n- **item**\n\n\n\nfim", "> citado\n- **item**\n\nfim"),
        ("```js\nx\n```", "x"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("[x]`y`|z\\", "xyz"),
    ],
)
def test_markdown_keeps_its_words_and_loses_what_could_act(text: str, clean: str) -> None:
    assert markdown_clean(text).rstrip() == clean


def test_a_line_is_cut_between_words() -> None:
    assert line_clean("um  dois\ntrês", 50) == "um dois três"
    assert line_clean("um dois, três", 12) == "um dois…"


@pytest.mark.parametrize(
    "text",
    [
        "1.000" * 40_000,
        "R$ 1.000 " * 30_000,
        "# " + " " * 100_000 + "x",
        "<script" * 20_000,
        "[a](" * 30_000,
        "**a " * 30_000,
        "(" * 150_000,
        "..." * 50_000,
        "<" * 100_000,
        "1 de maio de " * 10_000,
    ],
)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    begun = time.monotonic()
    claims_find(text)
    markdown_clean(text[:20_000])
    assert Source(text).quote_find(text[:400] + " z") == ""
    assert time.monotonic() - begun < 5


def test_a_contract_whose_lines_were_all_lost_still_has_clauses() -> None:
    text = (
        "CONTRATO DE SUPORTE, entre Alfa Comércio Ltda., CONTRATANTE, e Beta Serviços S.A., CONTRATADA. "
        "Cláusula 1ª - O valor mensal é de R$ 12.500,00. CLÁUSULA SEGUNDA: Reajuste anual pelo IPCA. "
        "Cláusula 3 – A Contratada segue a Cláusula 1ª. Cláusula 4. Rescisão com aviso prévio de 60 dias."
    )
    numbers = [each.number for each in clauses_read(text) if each.number]
    assert numbers == ["Cláusula 1ª", "CLÁUSULA SEGUNDA", "Cláusula 3", "Cláusula 4"]

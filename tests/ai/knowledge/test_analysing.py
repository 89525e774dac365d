"""One analyser for documents and questions: forms of a word are one, numbers stay exact, terms have their kin."""

import pytest

from nessos.ai.knowledge.analysing import stems_of, tokens_read
from nessos.ai.knowledge.chunking import LONGEST, pieces_cut
from nessos.ai.knowledge.lexicon import lexicon_read
from nessos.ai.knowledge.spelling import Speller


@pytest.mark.parametrize(
    "words",
    [
        "restauração restaurações restaurar restaurado RESTAURACAO",
        "cobrança cobrar cobrando cobrou",
        "pagamento pagar pagou pagos",
        "renovação renovar renovou renovamos",
        "licença licenças",
        "segurança seguro",
        "inadimplência inadimplentes",
        "e-mail email E-mails mail",
        "wi-fi wifi WiFi",
        "nfs-e NFSe",
    ],
)
def test_forms_and_spellings_of_a_word_are_one(words: str) -> None:
    assert len(set(stems_of(words))) == 1


@pytest.mark.parametrize(
    ("left", "right"), [("senha", "senador"), ("rede", "redução"), ("conta", "contrato")]
)
def test_different_words_stay_apart(left: str, right: str) -> None:
    assert stems_of(left) != stems_of(right)


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("o contrato 2026-0001", ["contrat", "2026-0001"]),
        ("192.168.0.1", ["192.168.0.1"]),
        ("R$ 1.500,00", ["1.500,00"]),
        ("CNPJ 11.222.333/0001-81", ["cnpj", "11222333000181"]),
        ("ISO 27001, item 5", ["iso", "27001", "item", "5"]),
        ("a de o para ela não", []),
        ("", []),
    ],
)
def test_numbers_stay_exact_and_empty_words_go(text: str, stems: list[str]) -> None:
    assert stems_of(text) == stems


def test_a_document_number_is_the_same_without_its_marks() -> None:
    assert stems_of("11.222.333/0001-81") == stems_of("11222333000181")


def test_a_token_says_where_it_stands() -> None:
    text = "o Servidor, e a rede"
    assert [text[token.start :][:4] for token in tokens_read(text)] == ["Serv", "rede"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("cópia de segurança", "backup"),
        ("golpe do e-mail falso", "phishing"),
        ("não consegue entrar de casa", "VPN"),
        ("está devendo há meses", "inadimplência"),
        ("deletou a pasta", "restauração"),
    ],
)
def test_terms_that_mean_the_same_share_a_notion(left: str, right: str) -> None:
    one, other = (lexicon_read().notions_of(stems_of(text)) for text in (left, right))
    assert one.keys() & other.keys()


def test_a_mistyped_word_becomes_the_known_one_and_a_strange_one_stays() -> None:
    speller = Speller(["firewall", "licenc", "reembols"])
    assert [speller.correct(word) for word in ("firewal", "licens", "firewall")] == [
        "firewall",
        "licenc",
        "firewall",
    ]
    assert [speller.correct(word) for word in ("girafa", "lic", "2026")] == ["girafa", "lic", "2026"]


def test_a_text_is_cut_along_its_headings_and_nothing_of_it_is_lost() -> None:
    text = f"Antes.\n\n# Um\n{'palavra ' * 400}\n\nfim do um\n## Dois\nCurto.\n{'x' * 3000}"
    pieces = list(pieces_cut(text))
    assert [piece.heading for piece in pieces][:2] == ["", "Um"]
    assert pieces[-1].heading == "Dois"
    assert max(len(piece.text) for piece in pieces) <= LONGEST
    joined = "".join("".join(piece.text.split()) for piece in pieces)
    assert joined == "".join("".join(line.split()) for line in text.splitlines() if not line.startswith("#"))
    assert list(pieces_cut(" \n# Nur eine Überschrift\n")) == []

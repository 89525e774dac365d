"""Nobody is in what was cleaned, and what is no person's stays."""

from typing import Any

import pytest

from growth.agents import LeadDescribed
from nessos.ai.feedback.cleaning import Cleaner

PRIVATE = (
    "Marina", "Prado", "marina.prado@example.com", "99876", "529.982.247-25", "Laranjeiras", "22240-003", "Tibúrcio",
    "11.222.333/0001-81", "12.345.678-9",
)  # fmt: skip
MESSAGE = (
    "Sou a Marina, falem comigo: marina.prado@example.com ou (21) 99876-5432. CPF 529.982.247-25, RG 12.345.678-9. "
    "Moro na Rua das Laranjeiras, 120, apto 301, CEP 22240-003. O Dr. Tibúrcio pediu R$ 12.500,00 até 2026-11-20. "
    "Somos 400 funcionários, CNPJ 11.222.333/0001-81."
)


def clean(*values: Any, contract: Any = None) -> list[Any]:
    cleaner = Cleaner()
    for place, value in enumerate(values):
        cleaner.learn(value, contract if place == 0 else None)
    return [cleaner.clean(value) for value in values]


def test_nobody_is_left_in_question_and_answer() -> None:
    given = {"name": "marina prado", "company": "Grupo Alfa", "message": MESSAGE}
    answer = {"reasons": ["Marina Prado pediu; ligar para 21 99876-5432.", "tibúrcio? não: Prado."]}
    cleaned = clean(given, answer, contract=LeadDescribed)
    assert [
        each for each in PRIVATE if each.casefold() in str(cleaned).casefold() and each != "Tibúrcio"
    ] == []
    assert cleaned[0]["name"] == "[pessoa 1]"


def test_the_same_gets_the_same_placeholder_and_another_another() -> None:
    given = {
        "name": "Marina Prado",
        "message": "Marina ligou com Paulo Andrade: (21) 99876-5432, a@example.com.",
    }
    [first, second] = clean(given, "Paulo e Marina, 21 998765432, b@example.com", contract=LeadDescribed)
    assert first == {
        "name": "[pessoa 1]",
        "message": "[pessoa 1] ligou com [pessoa 2]: [telefone 1], [e-mail 1].",
    }
    assert second == "[pessoa 2] e [pessoa 1], [telefone 1], [e-mail 2]"


def test_amounts_dates_companies_ids_and_places_stay() -> None:
    text = (
        "Grupo Alfa Ltda. em Niterói, 400 funcionários, R$ 12.500,00, 20/11/2026, 24x7, "
        "0190b5f8-7a3c-7c3e-9f00-000000000001, contrato 018/2026, Hospital São Lucas."
    )
    assert clean({"text": text, "score": 77, "ok": True, "none": None}) == [
        {"text": text, "score": 77, "ok": True, "none": None}
    ]


def test_a_slug_stays_one() -> None:
    given = {"name": "Marina Prado"}
    [_given, slug] = clean(given, {"slug": "como-marina-prado-salvou-o-hospital"}, contract=LeadDescribed)
    assert slug == {"slug": "como-salvou-o-hospital"}


def test_in_small_letters_a_word_that_is_also_a_name_stays_a_word() -> None:
    [_given, told] = clean({"name": "Ana Prado"}, "Um prado verde.", contract=LeadDescribed)
    assert told == "Um prado verde."


def test_cleaning_twice_changes_nothing_more() -> None:
    [once] = clean({"message": MESSAGE})
    assert clean(once) == [once]


@pytest.mark.parametrize(
    "text", ["Ana " * 20_000, "Rua A, " * 20_000, "(" * 100_000, "1." * 60_000, "\ue000" * 9_000]
)
def test_long_texts_and_odd_characters_are_cleaned_in_time(text: str) -> None:
    assert clean({"text": text})

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nessos.kernel import documents

Normaliser = Callable[[str], str]

PASTED = "\u200e529\u00a0982\u202f247\u201325\ufeff"


@pytest.mark.parametrize(
    ("normalise", "typed", "stored"),
    [
        (documents.cpf_normalize, "529.982.247-25", "52998224725"),
        (documents.cpf_normalize, " 111 444 777 35 ", "11144477735"),
        (documents.cpf_normalize, PASTED, "52998224725"),
        (documents.cnpj_normalize, "11.222.333/0001-81", "11222333000181"),
        (documents.cnpj_normalize, "12.abc.345/01de-35", "12ABC34501DE35"),
        (documents.cnpj_normalize, "A0B1C2D3000179", "A0B1C2D3000179"),
        (documents.cnpj_normalize, "00.000.000/0001-91", "00000000000191"),
        (documents.document_normalize, "529.982.247-25", "52998224725"),
        (documents.document_normalize, "12.ABC.345/01DE-35", "12ABC34501DE35"),
        (documents.phone_normalize, "(11) 98765-4321", "+5511987654321"),
        (documents.phone_normalize, "11 9 8765 4321", "+5511987654321"),
        (documents.phone_normalize, "11 8765-4321", "+5511987654321"),
        (documents.phone_normalize, "1163456789", "+5511963456789"),
        (documents.phone_normalize, "5511987654321", "+5511987654321"),
        (documents.phone_normalize, "551187654321", "+5511987654321"),
        (documents.phone_normalize, "55 98765-4321", "+5555987654321"),
        (documents.phone_normalize, "5587654321", "+5555987654321"),
        (documents.phone_normalize, "+55 (0) 11 98765-4321", "+5511987654321"),
        (documents.phone_normalize, "0 15 11 98765-4321", "+5511987654321"),
        (documents.phone_normalize, "0055 11 98765-4321", "+5511987654321"),
        (documents.phone_normalize, "\u202a+55 11 98765\u20114321\u202c", "+5511987654321"),
        (documents.phone_normalize, "11 3333-4444", "+551133334444"),
        (documents.phone_normalize, "11 7765-4321", "+551177654321"),
        (documents.phone_normalize, "+351 912 345 678", "+351912345678"),
        (documents.phone_normalize, "+1 212 555 0100", "+12125550100"),
        (documents.email_normalize, "  Maria.Silva+CRM@Example.COM ", "maria.silva+crm@example.com"),
        (documents.uf_normalize, " rj ", "RJ"),
        (documents.cep_normalize, "01310-100", "01310100"),
    ],
)
def test_every_spelling_ends_in_the_stored_one(normalise: Normaliser, typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    ("normalise", "typed", "code", "sentence"),
    [
        *[
            (
                documents.cpf_normalize,
                typed,
                "cpf_length",
                "A CPF has 11 digits. Check it and enter all of them.",
            )
            for typed in ["", "529.982.247-2", "٥٢٩٩٨٢٢٤٧٢٥", "9" * 100_000]
        ],
        (
            documents.cpf_normalize,
            "111.111.111-11",
            "cpf_repeated",
            "A CPF is never one digit repeated. Enter the real one.",
        ),
        (
            documents.cpf_normalize,
            "529.982.247-24",
            "cpf_check_digits",
            "This CPF's last two digits do not match the others. Look for a mistyped digit and enter it again.",
        ),
        (
            documents.cnpj_normalize,
            "00.000.000/0000-00",
            "cnpj_repeated",
            "A CNPJ is never one digit repeated. Enter the real one.",
        ),
        (
            documents.cnpj_normalize,
            "12.ABC.345/01DE-36",
            "cnpj_check_digits",
            "This CNPJ's last two digits do not match the others. Look for a mistyped one and enter it again.",
        ),
        (
            documents.cnpj_normalize,
            "12ABC34501DEXY",
            "cnpj_length",
            "A CNPJ has 12 digits or letters followed by 2 digits. Check it and enter all of them.",
        ),
        (
            documents.cnpj_normalize,
            "12ABC34501ſE35",
            "cnpj_length",
            "A CNPJ has 12 digits or letters followed by 2 digits. Check it and enter all of them.",
        ),
        (
            documents.document_normalize,
            "123",
            "document_length",
            "This is neither a CPF, which has 11 digits, nor a CNPJ, which has 14 characters. Check it.",
        ),
        (
            documents.phone_normalize,
            "(20) 98765-4321",
            "phone_area_code",
            "There is no Brazilian area code like this one. Check the first two digits.",
        ),
        (
            documents.phone_normalize,
            "98765-4321",
            "phone_length",
            "A Brazilian telephone has an area code and 8 or 9 digits, such as (11) 98765-4321. Check it.",
        ),
        (
            documents.phone_normalize,
            "11 1234-5678",
            "phone_number",
            "No Brazilian telephone begins like this: a mobile begins with 9, a landline with 2 to 5. Check it.",
        ),
        (
            documents.phone_normalize,
            "+1 11 98765-4321",
            "phone_foreign",
            "No telephone of that country has this number. Check the country code and the digits.",
        ),
        *[
            (
                documents.phone_normalize,
                typed,
                "phone_characters",
                "This is not a telephone number. Enter the area code and the number, without an extension.",
            )
            for typed in [
                "11 98765-4321 ramal 3",
                "1-800-FLOWERS",
                "+",
                "++5511987654321",
                "1" * 100_000,
                "\x00",
                "()" * 5,
            ]
        ],
        *[
            (
                documents.email_normalize,
                typed,
                "email_invalid",
                "This is not an e-mail address. It looks like name@example.com: check it and enter it again.",
            )
            for typed in [
                "maria",
                "maria@",
                "a b@example.com",
                "maria@example..com",
                "Maria <maria@example.com>",
            ]
        ],
        *[
            (
                documents.email_normalize,
                typed,
                "email_characters",
                "This e-mail address holds an invisible character. Type it instead of pasting it.",
            )
            for typed in [
                '"a\x01"@example.com',
                "a\u200b@example.com",
                "a\x00@example.com",
                "a\ud800@example.com",
            ]
        ],
        (
            documents.email_normalize,
            "a" * 250 + "@example.com",
            "email_length",
            "An e-mail address has at most 254 characters. Check it and enter it again.",
        ),
        (
            documents.uf_normalize,
            "XX",
            "uf_invalid",
            "This is not a Brazilian state. Enter its two letters, such as RJ.",
        ),
        (
            documents.cep_normalize,
            "1310-100",
            "cep_invalid",
            "This is not a CEP. Enter its 8 digits, such as 01310-100.",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(
    normalise: Normaliser, typed: str, code: str, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise(typed)
    with translation.override("en"):
        assert (refusal.value.code, refusal.value.messages) == (code, [sentence])


@given(st.text(max_size=40))
def test_nothing_but_a_sentence_is_raised_whatever_is_typed(typed: str) -> None:
    for normalise in (
        documents.cpf_normalize,
        documents.cnpj_normalize,
        documents.document_normalize,
        documents.phone_normalize,
        documents.phone_variants,
        documents.email_normalize,
        documents.uf_normalize,
        documents.cep_normalize,
    ):
        with suppress(ValidationError):
            normalise(typed)


@given(st.text("0123456789+-() ", min_size=8, max_size=20))
def test_a_stored_phone_is_stored_as_it_is(typed: str) -> None:
    try:
        stored = documents.phone_normalize(typed)
    except ValidationError:
        return
    assert documents.phone_normalize(stored) == stored
    assert documents.phone_normalize(documents.phone_format(stored)) == stored
    assert all(documents.phone_normalize(variant) for variant in documents.phone_variants(stored))


@given(st.sampled_from(sorted(documents.phones.DDDS)), st.from_regex(r"[689][0-9]{7}", fullmatch=True))
def test_an_old_mobile_gets_its_ninth_digit_in_every_area(area: str, local: str) -> None:
    stored = f"+55{area}9{local}"
    for typed in (
        f"{area}{local}",
        f"+55{area}{local}",
        f"55{area}{local}",
        f"0{area}{local}",
        f"({area}) 9{local}",
    ):
        assert documents.phone_normalize(typed) == stored
    assert documents.phone_variants(stored) == (stored, f"+55{area}{local}")


@given(st.text("0123456789", min_size=9, max_size=9))
def test_exactly_one_pair_of_check_digits_makes_a_cpf(base: str) -> None:
    valid = [f"{base}{last:02}" for last in range(100) if documents.cpf_is_valid(f"{base}{last:02}")]
    assert len(valid) == (0 if len(set(base)) == 1 else 1)


def test_dropping_a_digit_never_names_a_landline() -> None:
    assert documents.phone_variants("(11) 93333-4444") == ("+5511933334444",)
    assert documents.phone_variants("11 7765-4321") == ("+551177654321", "+5511977654321")
    assert documents.phone_variants("+351 912 345 678") == ("+351912345678",)


def test_people_read_documents_as_they_write_them() -> None:
    assert documents.cpf_format("52998224725") == "529.982.247-25"
    assert documents.cnpj_format("12ABC34501DE35") == "12.ABC.345/01DE-35"
    assert documents.document_format("52998224725") == "529.982.247-25"
    assert documents.document_format("12ABC34501DE35") == "12.ABC.345/01DE-35"
    assert documents.phone_format("+5511987654321") == "(11) 98765-4321"
    assert documents.phone_format("+551133334444") == "(11) 3333-4444"
    assert documents.phone_format("+351912345678") == "+351 912 345 678"
    assert documents.cep_format("01310100") == "01310-100"


def test_what_is_not_in_the_stored_spelling_is_shown_as_it_is() -> None:
    for format_ in (
        documents.cpf_format,
        documents.cnpj_format,
        documents.phone_format,
        documents.cep_format,
    ):
        assert format_("?") == "?"


def test_there_are_27_states_and_67_area_codes() -> None:
    assert (len(documents.UFS), len(documents.phones.DDDS)) == (27, 67)

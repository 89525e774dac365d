import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nessos.kernel.text import fold, text_scrub, text_validate


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("  JOSÉ\u00a0 da\tSilva\n", "jose da silva"),
        ("Conceição", "conceicao"),
        ("Conceic\u0327a\u0303o", "conceicao"),
        ("STRAẞE", "strasse"),
        ("\uff21\uff22\uff23", "abc"),
        ("İzmir Łódź Ærø", "izmir lodz aero"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
        ("", ""),
    ],
)
def test_names_fold_to_what_people_search_for(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    "value", ["a\x00b", "\ud800", ["fine", "\udfff"], {"\x00": 1}, {"a": [{"b": ("\x00",)}]}]
)
def test_text_that_no_column_can_hold_is_refused_however_deep_it_hides(value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        text_validate(value)
    with translation.override("en"):
        assert refusal.value.messages == [
            "This text holds a character that cannot be stored. Remove it, or type the text again."
        ]


def test_a_hundred_thousand_brackets_are_walked_without_recursion() -> None:
    nested: list[object] = []
    for _depth in range(100_000):
        nested = [nested]
    text_validate(nested)
    while nested:  # taken apart, since the interpreter would free it recursively
        [nested] = nested  # type: ignore[assignment]


def test_ordinary_values_pass() -> None:
    text_validate({"name": "João 🦆\n", "n": 1, "none": None, "list": [True, 1.5]})


def test_scrubbing_replaces_what_cannot_be_stored() -> None:
    assert text_scrub("a\x00b\ud800c") == "a\ufffdb\ufffdc"

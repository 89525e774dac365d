from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Value
from django.db.models.functions import Lower, Replace
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nessos.kernel.forms import money_parse
from nessos.kernel.text import fold
from tests.kernel.cards import STORED, TYPED, Badge, Card, CardForm, CardSerializer

pytestmark = pytest.mark.django_db

WRONG = {
    "cpf": "529.982.247-24",
    "cnpj": "12.abc.345/01de-36",
    "document": "1",
    "phone": "20 98765-4321",
    "email": "maria",
    "uf": "XX",
}
STORABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\x00"), max_size=30
)


@pytest.fixture(autouse=True)
def tables(db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Card)
        editor.create_model(Badge)
    with translation.override("en"):
        yield


def read_row() -> dict[str, Any]:
    row: dict[str, Any] = Card.objects.values(*STORED).get()
    return row


def test_a_saved_row_is_normalised_and_so_is_the_object_in_hand() -> None:
    card = Card.objects.create(**TYPED)
    assert {name: getattr(card, name) for name in STORED} == STORED
    assert read_row() == STORED


def test_no_way_of_writing_escapes_normalisation() -> None:
    card = Card.objects.create()
    Card.objects.update(**TYPED)
    assert read_row() == STORED
    for name, typed in TYPED.items():
        setattr(card, name, typed)
    Card.objects.update(**dict.fromkeys(STORED.keys() - {"cpf"}, ""))
    Card.objects.bulk_update([card], list(TYPED))
    assert read_row() == STORED
    Card.objects.all().delete()
    Card.objects.bulk_create([Card(**TYPED)])
    assert read_row() == STORED


@pytest.mark.parametrize(("name", "wrong"), WRONG.items())
def test_no_way_of_writing_escapes_validation(name: str, wrong: str) -> None:
    card = Card.objects.create()
    setattr(card, name, wrong)
    for write in (
        lambda: Card.objects.create(**{name: wrong}),
        lambda: Card.objects.update(**{name: wrong}),
        lambda: Card.objects.bulk_create([Card(**{name: wrong})]),
        lambda: Card.objects.bulk_update([card], [name]),
        lambda: card.save(update_fields=[name]),
        card.full_clean,
        lambda: Card.objects.create(**{name: 52998224725}),
    ):
        with pytest.raises(ValidationError):
            write()


@pytest.mark.parametrize("name", ["cpf", "cnpj", "document", "phone", "uf"])
def test_raw_sql_and_expressions_are_held_to_the_shape(name: str) -> None:
    Card.objects.create(**TYPED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.update(**{name: Replace(name, Value(STORED[name][-1]), Value("+"))})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cards_card SET {name} = 'xx'")


def test_expressions_are_let_through() -> None:
    card = Card.objects.create(**TYPED)
    card.email = Lower("email")
    card.save()
    assert Card.objects.update(price=F("price") + 1) == 1


def test_a_search_finds_any_spelling_and_garbage_finds_nothing() -> None:
    Card.objects.create(**TYPED)
    for name, typed in TYPED.items():
        assert Card.objects.filter(**{name: typed}).count() == 1
        assert Card.objects.filter(**{f"{name}__in": [typed, "?"]}).count() == 1
        for garbage in ("?", "\x00", "\ud800", 5):
            assert Card.objects.filter(**{name: garbage}).count() == 0


def test_what_may_not_be_blank_is_not() -> None:
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        Badge.objects.create()
    assert refusal.value.messages == ["This field cannot be blank."]
    assert Card.objects.create(cpf=" ").cpf is None  # null, so that two without one are no duplicates
    Card.objects.create(cpf="")


def test_migrations_can_write_and_copy_each_field() -> None:
    written = [MigrationWriter.serialize(field)[0] for field in Card._meta.fields]
    assert written[2:] == [
        "nessos.kernel.fields.FoldedField(source='name')",
        "nessos.kernel.fields.CPFField(blank=True, max_length=20, null=True, unique=True)",
        "nessos.kernel.fields.CNPJField(blank=True, max_length=24)",
        "nessos.kernel.fields.DocumentField(blank=True, max_length=24)",
        "nessos.kernel.fields.PhoneField(blank=True, max_length=32)",
        "nessos.kernel.fields.EmailAddressField(blank=True, max_length=254)",
        "nessos.kernel.fields.UFField(blank=True, max_length=2)",
        "nessos.kernel.fields.MoneyField(decimal_places=2, default=0, max_digits=14)",
        "nessos.kernel.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True)",
    ]
    for field in Card._meta.fields:
        assert field.clone().deconstruct()[1:] == field.deconstruct()[1:]


def test_a_form_takes_what_people_type_and_shows_what_people_read() -> None:
    form = CardForm({**TYPED, "name": "Ana", "price": "R$ 1,234.50"})
    assert form.errors == {}
    assert {name: form.cleaned_data[name] for name in STORED} == STORED
    card = form.save()
    shown = CardForm(instance=card)
    assert [shown[name].value() for name in ("cpf", "cnpj", "phone")] == [
        "529.982.247-25",
        "12.ABC.345/01DE-35",
        "(11) 98765-4321",
    ]
    assert 'type="tel"' in str(shown["phone"])
    assert 'type="email"' in str(shown["email"])
    assert 'inputmode="decimal"' in str(shown["price"])
    unchanged = {**TYPED, "name": "Ana", "price": "1234.50"}
    assert CardForm(unchanged, instance=card).changed_data == []


def test_a_form_says_what_is_wrong_once() -> None:
    form = CardForm({**WRONG, "name": "Ana", "price": "NaN"})
    assert {name: len(errors) for name, errors in form.errors.items()} == dict.fromkeys([*WRONG, "price"], 1)
    assert form.errors["uf"] == ["This is not a Brazilian state. Enter its two letters, such as RJ."]


def test_the_api_takes_any_spelling_and_answers_with_the_stored_one() -> None:
    serializer = CardSerializer(data={**TYPED, "name": "Ana", "price": "10"})
    serializer.is_valid(raise_exception=True)
    serializer.save()
    assert {name: serializer.data[name] for name in STORED} == STORED
    assert (serializer.data["price"], serializer.data["rebate"]) == ("10.00", None)
    twin = CardSerializer(data={"name": "Ana", "cpf": STORED["cpf"]})
    assert not twin.is_valid()
    assert twin.errors == {"cpf": ["card with this cpf already exists."]}


def test_the_api_refuses_with_one_sentence_each() -> None:
    serializer = CardSerializer(data={**WRONG, "name": "Ana", "price": "Infinity", "rebate": "1e400"})
    assert not serializer.is_valid()
    errors = {name: [str(message) for message in messages] for name, messages in serializer.errors.items()}
    assert errors == {
        "cpf": [
            "This CPF's last two digits do not match the others. Look for a mistyped digit and enter it again."
        ],
        "cnpj": [
            "This CNPJ's last two digits do not match the others. Look for a mistyped one and enter it again."
        ],
        "document": [
            "This is neither a CPF, which has 11 digits, nor a CNPJ, which has 14 characters. Check it."
        ],
        "phone": ["There is no Brazilian area code like this one. Check the first two digits."],
        "email": ["Enter a valid email address."],
        "uf": ["This is not a Brazilian state. Enter its two letters, such as RJ."],
        "price": ["A valid number is required."],
        "rebate": ["Ensure that there are no more than 14 digits in total."],
    }


@pytest.mark.parametrize("garbage", [None, 5, 1.5, True, [], {}, "\x00", "\ud800", "9" * 5000, "🦆"])
@pytest.mark.parametrize("name", [*WRONG, "price"])
def test_garbage_is_refused_by_the_api_and_never_breaks_it(name: str, garbage: object) -> None:
    serializer = CardSerializer(data={"name": "Ana", name: garbage})
    if serializer.is_valid():
        assert (name, garbage) in {("cpf", None), ("price", 5), ("price", 1.5)}
        serializer.save()


@pytest.mark.parametrize(
    ("given_amount", "stored"),
    [
        ("10", "10.00"),
        (19.99, "19.99"),
        (Decimal("1.005"), "1.01"),
        (Decimal("-1.005"), "-1.01"),
        ("-0.001", "0.00"),
        ("999999999999.99", "999999999999.99"),
        (Decimal("1E-400000"), "0.00"),
    ],
)
def test_money_has_two_decimals_and_rounds_ties_away_from_zero(given_amount: Any, stored: str) -> None:
    card = Card.objects.create(price=given_amount)
    assert str(card.price) == stored
    assert str(Card.objects.get().price) == stored
    Card.objects.update(price=0)
    Card.objects.update(price=given_amount)
    assert str(Card.objects.get().price) == stored


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        pytest.param(
            1 << 20_000, "This is not an amount of money. Enter a number such as 1500.00.", id="huge"
        ),
        *[
            (amount, "This is not an amount of money. Enter a number such as 1500.00.")
            for amount in ["NaN", Decimal("Infinity"), float("nan"), "abc", True, [], "\x00"]
        ],
        *[
            (amount, "This amount is too large: at most 12 digits fit before the decimals. Check it.")
            for amount in [10**12, Decimal("1E+400000"), "-999999999999.995", 1e300]
        ],
    ],
)
def test_what_is_no_amount_is_refused_by_every_write(amount: Any, sentence: str) -> None:
    for write in (lambda: Card.objects.create(price=amount), lambda: Card.objects.update(price=amount)):
        with pytest.raises(ValidationError) as refusal:
            write()
        assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    ("typed", "portuguese", "english"),
    [
        ("1.234,56", "1234.56", "1.234,56"),
        ("R$ 1.234.567,89", "1234567.89", "1.234.567,89"),
        ("1,234.56", "1.23456", "1234.56"),
        ("1234.56", "1234.56", "1234.56"),
        ("1.234", "1234", "1.234"),
        ("1.5", "1.5", "1.5"),
        ("-10,00", "-10.00", "-10,00"),
        ("1,234", "1.234", "1234"),
    ],
)
def test_amounts_are_read_as_the_language_writes_them(typed: str, portuguese: str, english: str) -> None:
    assert money_parse(typed, comma=True) == portuguese
    assert money_parse(typed, comma=False) == english


def test_a_portuguese_form_shows_and_takes_the_comma() -> None:
    with translation.override("pt-br"):
        form = CardForm({"name": "Ana", "price": "R$ 1.234,50"})
        assert form.errors == {}
        assert 'value="1.234,50"' in str(CardForm(instance=form.save())["price"])


def test_the_folded_twin_follows_its_name_by_every_door() -> None:
    card = Card.objects.create(name="  JOSÉ   da\tSílva ")
    assert card.name_folded == "jose da silva"
    card.name = "Ângela Straße"
    card.save(update_fields=["name"])
    card.refresh_from_db()
    assert card.name_folded == "angela strasse"
    Card.objects.update(name="ÇA")
    assert Card.objects.filter(name_folded__contains=fold("ca")).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cards_card SET name = NULL")
    assert Card.objects.get().name_folded == ""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cards_card SET name_folded = 'x'")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(STORABLE, min_size=1, max_size=20))
def test_the_database_folds_as_search_terms_are_folded(names: list[str]) -> None:
    Card.objects.all().delete()
    Card.objects.bulk_create([Card(name=name) for name in names])
    assert list(Card.objects.order_by("pk").values_list("name_folded", flat=True)) == [
        fold(name) for name in names
    ]

"""Contracts: numbers that nobody gets twice, dates that make sense, and events that tell of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from fin.models import Client, Contract, ContractNumbers, RevenueSnapshot
from nessos.kernel import clock
from tests.fin.making import clock_move_to, days_ahead, events_named, make_client, make_contract, run_together

pytestmark = pytest.mark.django_db


def test_a_contract_without_a_number_gets_the_next_of_the_year() -> None:
    clock_move_to("2027-03-10 12:00")
    assert [make_contract().number, make_contract().number] == ["2027-0001", "2027-0002"]
    clock_move_to("2028-01-01 00:30")
    assert make_contract().number == "2028-0001"


def test_a_number_typed_by_hand_is_kept_and_passed_over() -> None:
    clock_move_to("2027-03-10 12:00")
    assert make_contract(number="2027-0001").number == "2027-0001"
    assert make_contract().number == "2027-0002"


def test_a_number_is_given_through_bulk_create_too_and_never_taken_away() -> None:
    client = make_client()
    made = Contract.objects.bulk_create([Contract(client=client), Contract(client=client)])
    first, second = sorted(contract.number for contract in made)
    assert first != second
    contract = made[0]
    number = contract.number
    contract.number = ""
    contract.save()
    contract.refresh_from_db()
    assert contract.number == number


def test_the_number_of_a_deleted_contract_is_not_given_again() -> None:
    clock_move_to("2027-03-10 12:00")
    make_contract().delete()
    assert make_contract().number == "2027-0002"


@pytest.mark.usefixtures("emptied")
def test_contracts_made_at_once_get_numbers_of_their_own() -> None:
    client = make_client()
    made = run_together(*[lambda: Contract.objects.create(client=client).number] * 8)
    year = clock.today().year
    assert sorted(made) == [f"{year}-{count:04}" for count in range(1, 9)]
    assert ContractNumbers.objects.get(year=year).last == 8


def test_a_contract_announces_that_it_was_made_with_all_that_the_api_shows() -> None:
    contract = make_contract(mrr="1500.5", start_date="2026-01-01", key_terms={"penalty": "10 %"})
    [facts] = events_named("fin.contract.created", contract)
    assert facts["id"] == str(contract.pk)
    assert facts["client"] == str(contract.client_id)
    assert facts["number"] == contract.number
    assert facts["mrr"] == "1500.50"
    assert facts["start_date"] == "2026-01-01"
    assert facts["key_terms"] == {"penalty": "10 %"}


def test_what_is_rolled_back_leaves_no_event_and_no_number() -> None:
    with transaction.atomic():
        make_contract(end_date=days_ahead(5))
        transaction.set_rollback(True)
    assert events_named("fin.contract.created") == []
    assert events_named("fin.contract.ending") == []
    assert not ContractNumbers.objects.exists()


# --- What is not allowed --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "constraint", "sentence"),
    [
        (
            {"start_date": date(2026, 5, 1), "end_date": date(2026, 4, 30)},
            "fin_contract_ends_after_start",
            "A contract cannot end before it starts. Correct one of the two dates.",
        ),
        (
            {"mrr": Decimal("-0.01")},
            "fin_contract_money_not_negative",
            "Value and monthly revenue are zero or more.",
        ),
        (
            {"value": Decimal(-1)},
            "fin_contract_money_not_negative",
            "Value and monthly revenue are zero or more.",
        ),
        (
            {"hours_limit": Decimal(-1)},
            "fin_contract_hours_not_negative",
            "The limit of hours is zero or more. Leave it empty when there is none.",
        ),
    ],
)
def test_the_database_holds_what_a_contract_may_be(
    fields: dict[str, object], constraint: str, sentence: str
) -> None:
    client = make_client()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Contract.objects.create(client=client, **fields)
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        Contract(client=client, **fields).validate_constraints()
    assert refused.value.messages == [sentence]


def test_a_contract_may_end_on_the_day_on_which_it_starts() -> None:
    day = date(2026, 5, 1)
    assert make_contract(start_date=day, end_date=day).end_date == day


def test_two_clients_never_share_a_document_or_a_code_but_many_have_none() -> None:
    make_client(document="", omie_code="")
    make_client(document="", omie_code="")
    make_client(document="11.222.333/0001-81", omie_code="77")
    assert Client.objects.get(omie_code="77").document == "11222333000181"
    with pytest.raises(IntegrityError, match="fin_client_document_once"), transaction.atomic():
        make_client(document="11222333000181")
    with pytest.raises(IntegrityError, match="fin_client_omie_code_once"), transaction.atomic():
        make_client(omie_code="77")


def test_a_client_with_contracts_cannot_be_deleted() -> None:
    contract = make_contract()
    with pytest.raises(ProtectedError):
        contract.client.delete()


def test_revenue_is_of_somebody_and_of_a_whole_month_once() -> None:
    client = make_client()
    RevenueSnapshot.objects.create(client=client, period=date(2026, 3, 1), value=10)
    RevenueSnapshot.objects.create(omie_code="5", period=date(2026, 3, 1), value=10)
    for fields, constraint in (
        ({"client": client, "period": date(2026, 3, 1)}, "fin_revenue_client_once"),
        ({"omie_code": "5", "period": date(2026, 3, 1)}, "fin_revenue_code_once"),
        ({"client": client, "period": date(2026, 3, 2)}, "fin_revenue_first_of_month"),
        ({"period": date(2026, 3, 1)}, "fin_revenue_of_somebody"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            RevenueSnapshot.objects.create(value=1, **fields)


def test_key_terms_are_an_object() -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        Contract(client=make_client(), number="1", key_terms=["penalty"]).full_clean()
    assert refused.value.message_dict["key_terms"] == [
        'The key terms are an object, such as {"penalty": "10 %"}.'
    ]


def test_a_contract_not_near_its_end_says_nothing() -> None:
    contract = make_contract(end_date=clock.today() + timedelta(days=31))
    assert events_named("fin.contract.ending", contract) == []

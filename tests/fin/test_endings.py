"""A contract announces its renewal or end 30 days before, once per date, at once if that is nearer."""

from datetime import timedelta

import pytest

from fin.models import Contract
from fin.services import contract_endings_announce
from nessos.kernel import clock
from tests.fin.making import days_ahead, events_named, make_contract, run_together

pytestmark = pytest.mark.django_db

ENDING = "fin.contract.ending"


def dates_told(contract: Contract) -> list[str]:
    return [facts["ending_on"] for facts in events_named(ENDING, contract)]


def test_a_contract_that_is_near_its_end_already_announces_it_at_once() -> None:
    contract = make_contract(end_date=days_ahead(30), renewal_date=days_ahead(12))
    assert dates_told(contract) == [days_ahead(12).isoformat()]
    assert contract.ending_announced_for == days_ahead(12)


def test_dates_given_as_text_count_too() -> None:
    contract = make_contract(end_date=days_ahead(3).isoformat())
    assert dates_told(contract) == [days_ahead(3).isoformat()]


def test_days_that_pass_bring_a_contract_within_reach_and_it_is_told_once() -> None:
    end = days_ahead(40)
    contract = make_contract(end_date=end)
    assert contract_endings_announce() == 0
    clock.advance(timedelta(days=9))
    assert contract_endings_announce() == 0
    clock.advance(timedelta(days=1))
    assert contract_endings_announce() == 1
    clock.advance(timedelta(days=1))
    assert contract_endings_announce() == 0
    assert dates_told(contract) == [end.isoformat()]


def test_saving_again_tells_nothing_new_but_a_new_date_does() -> None:
    contract = make_contract(renewal_date=days_ahead(10))
    contract.notes = "Ligar antes."
    contract.save()
    contract.renewal_date = days_ahead(20)
    contract.save()
    Contract.objects.filter(pk=contract.pk).update(notes="Ligaram.")
    assert dates_told(contract) == [days_ahead(10).isoformat(), days_ahead(20).isoformat()]


def test_after_the_renewal_has_passed_the_end_is_told() -> None:
    renewal, end = days_ahead(5), days_ahead(60)
    contract = make_contract(renewal_date=renewal, end_date=end)
    clock.advance(timedelta(days=31))
    assert contract_endings_announce() == 1
    assert dates_told(contract) == [renewal.isoformat(), end.isoformat()]


def test_a_contract_that_is_over_tells_nothing() -> None:
    contract = make_contract(end_date=days_ahead(-1), renewal_date=days_ahead(5))
    assert contract_endings_announce() == 0
    assert dates_told(contract) == []


def test_a_contract_that_ends_today_is_told() -> None:
    assert dates_told(make_contract(end_date=clock.today())) == [clock.today().isoformat()]


def test_a_renewal_moved_out_of_reach_is_told_again_when_its_new_date_comes() -> None:
    contract = make_contract(renewal_date=days_ahead(10))
    contract.renewal_date = days_ahead(100)
    contract.save()
    assert len(dates_told(contract)) == 1
    clock.advance(timedelta(days=80))
    assert contract_endings_announce() == 1


@pytest.mark.usefixtures("emptied")
def test_two_workers_at_once_tell_it_once() -> None:
    contract = make_contract(end_date=days_ahead(40))
    clock.advance(timedelta(days=20))
    assert sorted(run_together(*[contract_endings_announce] * 4)) == [0, 0, 0, 1]
    assert len(dates_told(contract)) == 1


@pytest.mark.usefixtures("emptied")
def test_a_row_read_before_another_told_it_does_not_tell_it_again() -> None:
    stale = make_contract(end_date=days_ahead(40))
    clock.advance(timedelta(days=20))
    assert contract_endings_announce() == 1
    stale.notes = "Lido antes."
    stale.save()
    assert len(dates_told(stale)) == 1

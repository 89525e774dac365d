"""At night the time entries of a month become the hours of each contract that no person wrote."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fin.models import Contract
from nessos.accounts.models import User
from nessos.workers.duties import duties
from ops.models import PerformanceMetric, TimeEntry
from ops.summing import metrics_sum
from tests.fin.making import clock_move_to, events_named, make_contract

pytestmark = pytest.mark.django_db

MARCH = date(2027, 3, 1)


@pytest.fixture
def ana(make_user: Any) -> User:
    user: User = make_user("ana", hourly_rate=Decimal(100))
    return user


def make_entry(user: User, contract: Contract, start: str, end: str | None) -> TimeEntry:
    """Times of São Paulo."""
    return TimeEntry.objects.create(
        user=user, contract=contract, started_at=at(start), ended_at=end and at(end)
    )


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=timezone.get_default_timezone())


def sum_at(moment: str) -> int:
    clock_move_to(moment)
    return metrics_sum()


def metric_of(contract: Contract, month: date = MARCH) -> tuple[str, str, str]:
    row = PerformanceMetric.objects.get(contract=contract, month=month)
    return str(row.hours_worked), str(row.hourly_rate), row.source


def test_it_is_done_at_two_in_the_morning() -> None:
    assert duties["ops.metrics_sum"].at is not None
    assert duties["ops.metrics_sum"].next_due(at("2027-03-05 03:00")) == at("2027-03-06 02:00")


def test_hours_are_summed_and_the_rate_is_what_they_cost_on_average(ana: User, make_user: Any) -> None:
    contract = make_contract()
    make_entry(ana, contract, "2027-03-02 09:00", "2027-03-02 10:30")
    make_entry(make_user("bia", hourly_rate=Decimal(200)), contract, "2027-03-03 09:00", "2027-03-03 09:30")
    make_entry(ana, contract, "2027-03-04 09:00", None)
    assert sum_at("2027-03-05 02:00") == 1
    assert metric_of(contract) == ("2.00", "125.00", "time_entries")
    assert len(events_named("ops.metric.recorded")) == 1


def test_a_second_night_writes_only_what_changed(ana: User) -> None:
    contract = make_contract()
    make_entry(ana, contract, "2027-03-02 09:00", "2027-03-02 10:00")
    assert sum_at("2027-03-05 02:00") == 1
    assert sum_at("2027-03-06 02:00") == 0
    make_entry(ana, contract, "2027-03-06 09:00", "2027-03-06 10:00")
    assert sum_at("2027-03-07 02:00") == 1
    assert metric_of(contract)[0] == "2.00"
    assert [facts["hours_worked"] for facts in events_named("ops.metric.recorded")] == ["1.00", "2.00"]


def test_a_persons_row_is_left_alone(ana: User) -> None:
    contract = make_contract()
    PerformanceMetric.objects.create(contract=contract, month=MARCH, hours_worked=7, hourly_rate=80)
    make_entry(ana, contract, "2027-03-02 09:00", "2027-03-02 10:00")
    assert sum_at("2027-03-05 02:00") == 0
    assert metric_of(contract) == ("7.00", "80.00", "person")


def test_a_row_becomes_a_persons_when_he_changes_its_hours_but_not_its_direct_cost(ana: User) -> None:
    contract = make_contract()
    make_entry(ana, contract, "2027-03-02 09:00", "2027-03-02 10:00")
    sum_at("2027-03-05 02:00")
    row = PerformanceMetric.objects.get()
    row.cost_input = Decimal(30)
    row.save()
    assert metric_of(contract)[2] == "time_entries"
    row.hours_worked = Decimal(5)
    row.save(update_fields=["hours_worked"])
    assert metric_of(contract) == ("5.00", "100.00", "person")
    assert sum_at("2027-03-06 02:00") == 0


def test_a_person_may_give_a_row_back_to_the_time_entries(ana: User) -> None:
    contract = make_contract()
    row = PerformanceMetric.objects.create(contract=contract, month=MARCH, hours_worked=7, cost_input=30)
    make_entry(ana, contract, "2027-03-02 09:00", "2027-03-02 10:00")
    row.source = PerformanceMetric.Source.TIME_ENTRIES
    row.save()
    assert sum_at("2027-03-05 02:00") == 1
    assert metric_of(contract) == ("1.00", "100.00", "time_entries")
    assert PerformanceMetric.objects.get().cost_input == Decimal(30)


def test_an_entry_across_the_end_of_the_month_counts_on_both_sides(ana: User) -> None:
    contract = make_contract()
    make_entry(ana, contract, "2027-03-31 22:00", "2027-04-01 01:00")
    sum_at("2027-04-02 02:00")
    assert metric_of(contract)[0] == "2.00"
    assert metric_of(contract, date(2027, 4, 1))[0] == "1.00"


def test_on_the_first_the_month_that_ended_is_finished(ana: User) -> None:
    contract = make_contract()
    make_entry(ana, contract, "2027-03-31 22:00", "2027-03-31 23:00")
    assert sum_at("2027-04-01 02:00") == 1
    assert metric_of(contract)[0] == "1.00"


def test_hours_that_were_deleted_go_from_the_sum_as_well(ana: User) -> None:
    contract = make_contract()
    entry = make_entry(ana, contract, "2027-03-02 09:00", "2027-03-02 10:00")
    sum_at("2027-03-05 02:00")
    entry.delete()
    sum_at("2027-03-06 02:00")
    assert metric_of(contract)[0] == "0.00"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"month": date(2027, 3, 2)}, "ops_metric_first_of_month"),
        ({"hours_worked": -1}, "ops_metric_cost_not_negative"),
        ({"hourly_rate": -1}, "ops_metric_cost_not_negative"),
        ({"cost_input": -1}, "ops_metric_cost_not_negative"),
        ({"sla_achieved": "100.01"}, "ops_metric_sla_range"),
        ({"sla_achieved": -1}, "ops_metric_sla_range"),
    ],
)
def test_the_database_holds_what_a_month_may_be(fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PerformanceMetric.objects.create(**{"contract": make_contract(), "month": MARCH, **fields})


def test_a_month_is_recorded_once_for_each_contract() -> None:
    contract = make_contract()
    PerformanceMetric.objects.create(contract=contract, month=MARCH)
    with pytest.raises(IntegrityError, match="ops_metric_once"), transaction.atomic():
        PerformanceMetric.objects.create(contract=contract, month=MARCH)


def test_saving_a_month_without_a_change_is_no_news() -> None:
    row = PerformanceMetric.objects.create(contract=make_contract(), month=MARCH)
    row.save()
    assert len(events_named("ops.metric.recorded", row)) == 1

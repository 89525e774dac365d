"""A new contract puts its metrics on OPS's list, once; the first month recorded takes them off."""

from datetime import date

import pytest

from nessos.eventlog.delivery import deliveries_sweep
from nessos.eventlog.listening import Happened, listeners
from nessos.eventlog.models import ModuleEvent
from ops.models import Chore, PerformanceMetric
from tests.fin.making import make_contract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("emptied")]


def test_a_new_contract_asks_for_its_metrics() -> None:
    contract = make_contract(number="C-7")
    deliveries_sweep()
    chore = Chore.objects.get()
    assert (chore.contract_id, chore.kind, chore.done_at) == (contract.pk, "set_up_metrics", None)
    assert "C-7" in chore.title


def test_an_event_told_twice_asks_once() -> None:
    make_contract()
    deliveries_sweep()
    event = ModuleEvent.objects.get(event_type="contract.created")
    listeners["ops.set_up_metrics"].handle(Happened.of(event))
    assert Chore.objects.count() == 1


def test_the_first_month_recorded_takes_it_off_the_list() -> None:
    contract = make_contract()
    other = make_contract()
    deliveries_sweep()
    PerformanceMetric.objects.create(contract=contract, month=date(2027, 3, 1))
    deliveries_sweep()
    assert list(Chore.objects.filter(done_at__isnull=True).values_list("contract_id", flat=True)) == [
        other.pk
    ]


def test_a_contract_made_by_mistake_can_go_with_its_chore() -> None:
    contract = make_contract()
    deliveries_sweep()
    contract.delete()
    assert not Chore.objects.exists()

"""A contract that takes more hours than it includes is a reason to talk, once a month."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from fin.models import Contract
from growth.models import UpsellAlert
from nessos.eventlog.delivery import deliveries_sweep
from ops.models import PerformanceMetric

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
MakeContract = Callable[..., Contract]


def record(contract: Contract, hours: str) -> None:
    PerformanceMetric.objects.update_or_create(
        contract=contract, month=MARCH, defaults={"hours_worked": Decimal(hours), "hourly_rate": Decimal(100)}
    )
    deliveries_sweep()


def test_hours_above_the_limit_raise_one_alert_for_the_month(make_contract: MakeContract) -> None:
    contract = make_contract(hours_limit=Decimal(40))
    record(contract, "39.5")
    record(contract, "40")
    assert not UpsellAlert.objects.exists()
    record(contract, "40.5")
    record(contract, "52")
    [alert] = UpsellAlert.objects.all()
    assert (alert.contract, alert.month, alert.consumption, alert.limit) == (
        contract,
        MARCH,
        Decimal(52),
        Decimal(40),
    )
    assert alert.message == "52.00 hours were worked in 03/2026; the contract includes 40.00."


def test_a_contract_without_a_limit_raises_none(make_contract: MakeContract) -> None:
    record(make_contract(), "400")
    assert not UpsellAlert.objects.exists()


def test_the_share_of_the_limit_is_a_setting(make_contract: MakeContract, settings: Settings) -> None:
    settings.UPSELL_HOURS_PERCENT = 80
    record(make_contract(hours_limit=Decimal(40)), "33")
    assert UpsellAlert.objects.count() == 1


def test_a_dismissed_alert_stays_dismissed(make_contract: MakeContract, desk: Browser) -> None:
    contract = make_contract(hours_limit=Decimal(40))
    record(contract, "41")
    alert = UpsellAlert.objects.get()
    desk.post("/app/growth/upsellalert/", {"action": "alerts_dismiss", "_selected_action": [str(alert.pk)]})
    record(contract, "60")
    alert.refresh_from_db()
    assert alert.dismissed_at is not None
    assert alert.consumption == Decimal(60)

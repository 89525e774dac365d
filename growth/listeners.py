"""What GROWTH does when another room announces something."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings

from growth.models import UpsellAlert
from growth.services import hours_alert_raise
from nessos.eventlog.listening import Happened, listener


@listener("ops.metric.recorded", name="growth.watch_hours")
def hours_watch(event: Happened) -> None:
    """Raise an alert when a contract's hours of the month pass the share of its limit that the settings name."""
    contract_id = UUID(event.payload["contract"])
    hours = Decimal(event.payload["hours_worked"])
    limit = _hours_limit(contract_id)
    if limit is None or hours <= limit * _share():
        return
    hours_alert_raise(
        contract_id=contract_id, month=date.fromisoformat(event.payload["month"]), hours=hours, limit=limit
    )


def _hours_limit(contract_id: UUID) -> Decimal | None:
    """The hours that the contract includes, through our own foreign key to it."""
    contracts: Any = UpsellAlert._meta.get_field("contract").related_model
    limit: Decimal | None = (
        contracts.objects.filter(pk=contract_id).values_list("hours_limit", flat=True).first()
    )
    return limit


def _share() -> Decimal:
    return Decimal(settings.UPSELL_HOURS_PERCENT) / 100

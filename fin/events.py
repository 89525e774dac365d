"""What this room announces."""

from typing import Any, Self

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from fin.models import Contract
from nessos.eventlog.catalogue import Change, Facts, event_type
from nessos.kernel.contracts import UUID, Decimal, Money, date, datetime


class ContractFacts(Facts):
    id: UUID
    client: UUID
    number: str
    kind: str
    value: Money
    mrr: Money
    start_date: date | None
    end_date: date | None
    renewal_date: date | None
    adjustment_index: str
    hours_limit: Decimal | None
    summary_ai: str
    key_terms: dict[str, Any]
    notes: str
    created_at: datetime
    updated_at: datetime


class ContractEnding(ContractFacts):
    """``ending_on`` is the earlier of renewal and end: the day that is near."""

    ending_on: date

    @classmethod
    def read(cls, instance: Model, **extra: Any) -> Self:
        assert isinstance(instance, Contract)
        return super().read(instance, ending_on=instance.ending_announced_for, **extra)


def _is_newly_ending(change: Change) -> bool:
    assert isinstance(change.after, Contract)
    return "ending_announced_for" in change.changed and change.after.ending_announced_for is not None


CONTRACT_CREATED = event_type(
    "fin.contract.created",
    ContractFacts,
    label=_("Contract created"),
    of="fin.Contract",
    when=lambda change: change.is_new,
)
CONTRACT_ENDING = event_type(
    "fin.contract.ending",
    ContractEnding,
    label=_("Contract near its renewal or end"),
    of="fin.Contract",
    when=_is_newly_ending,
)

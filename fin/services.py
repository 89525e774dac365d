"""Writes of this room."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fin.models import ENDING_NOTICE, Contract
from nessos.kernel import clock


def contract_endings_announce() -> int:
    """Announce the contracts whose renewal or end has come within reach since they were saved; answers how many.

    A contract announces itself when it is saved (see ``Contract.derive``); days pass without a save.
    """
    today = clock.today()
    near = (today, today + ENDING_NOTICE)
    candidates = Contract.objects.filter(Q(renewal_date__range=near) | Q(end_date__range=near)).order_by("pk")
    return sum(contract_ending_announce(contract_id=pk) for pk in candidates.values_list("pk", flat=True))


@transaction.atomic
def contract_ending_announce(*, contract_id: UUID) -> bool:
    """True when there was something to announce that no other process has announced meanwhile."""
    contract = Contract.objects.select_for_update().filter(pk=contract_id).first()
    if contract is None or contract.ending_due() in (None, contract.ending_announced_for):
        return False
    contract.save(update_fields=["ending_announced_for"])
    return True


@transaction.atomic
def contract_end(*, contract: Contract) -> Contract:
    """The contract ends today; one that ended earlier stays as it is."""
    today = clock.today()
    if contract.end_date is None or contract.end_date > today:
        contract.end_date = max(today, contract.start_date or today)
        contract.save(update_fields=["end_date"])
    return contract


@transaction.atomic
def contract_summary_record(*, contract: Contract, found: Mapping[str, Any]) -> Contract:
    """Write what an agent read in the contract, in place of what stood there."""
    contract.summary_ai, contract.key_terms = found["summary"], dict(found["key_terms"])
    contract.save(update_fields=["summary_ai", "key_terms"])
    return contract

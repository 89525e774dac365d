"""Writes of the catalogue."""

from django.db import transaction

from conversations.models import Equipment


@transaction.atomic
def equipment_withdraw(*, equipment: Equipment, unavailable_text: str) -> Equipment:
    """It is offered no longer; whoever asks for it is told this."""
    row = Equipment.objects.select_for_update().get(pk=equipment.pk)
    row.is_available, row.unavailable_text = False, unavailable_text.strip()
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def equipment_restore(*, equipment: Equipment) -> Equipment:
    row = Equipment.objects.select_for_update().get(pk=equipment.pk)
    row.is_available = True
    row.save()
    return row

"""What a workflow may ask of WhatsApp."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.whatsapp.letters import alert_letter, cart_letter, followup_letter, welcome_letter
from conversations.whatsapp.port import Letter, Receipt, whatsapp
from conversations.whatsapp.shapes import (
    CartMessage,
    CartMessageSent,
    Followup,
    FollowupScheduled,
    StockAlert,
    StockAlerted,
    Welcome,
    Welcomed,
)
from nessos.kernel import clock
from nessos.kernel.contracts import Contract
from nessos.offers.actions import action_register

_LEAD = {"lead_data.phone": "phone", "lead_data.name": "name"}
_CUSTOMER = {"customer_phone": "phone", "customer_name": "name"}


def _letter_register(
    name: str,
    label: str | Promise,
    given: type[Contract],
    put_out: type[Contract],
    *,
    write: Callable[[Any], Letter],
    tell: Callable[[Receipt], Contract],
    aliases: dict[str, str],
) -> None:
    """An action that sends a letter: how it is written, and how its receipt is told."""

    def perform(asked: Contract, key: str) -> Contract:
        letter = write(asked)
        # With nobody to write to there is nothing to ask of WhatsApp.
        return tell(whatsapp().send(letter, key) if letter.lines else _receipt_rehearse(letter))

    def look_up(key: str) -> Contract | None:
        receipt = whatsapp().look_up(key)
        return None if receipt is None else tell(receipt)

    def rehearse(asked: Contract) -> Contract:
        return tell(_receipt_rehearse(write(asked)))

    action_register(
        "whatsapp",
        name,
        label=label,
        input=given,
        output=put_out,
        aliases=aliases,
        outside=True,
        look_up=look_up,
        rehearse=rehearse,
    )(perform)


def _receipt_rehearse(letter: Letter) -> Receipt:
    """As if it had been sent; no message has an id then."""
    return Receipt(
        message_ids=[],
        recipients=[line.to for line in letter.lines],
        send_at=letter.send_at or clock.now(),
        about=letter.about,
    )


def _id_of(receipt: Receipt) -> str | None:
    return next(iter(receipt.message_ids), None)


def _cart_tell(receipt: Receipt) -> CartMessageSent:
    return CartMessageSent(
        message_sent=bool(receipt.recipients),
        message_id=_id_of(receipt),
        recipient=next(iter(receipt.recipients), None),
        **receipt.about,
    )


def _welcome_tell(receipt: Receipt) -> Welcomed:
    return Welcomed(welcome_sent=bool(receipt.recipients), message_id=_id_of(receipt), **receipt.about)


def _alert_tell(receipt: Receipt) -> StockAlerted:
    return StockAlerted(alert_sent=bool(receipt.recipients), recipients=receipt.recipients)


def _followup_tell(receipt: Receipt) -> FollowupScheduled:
    is_scheduled = bool(receipt.recipients)
    return FollowupScheduled(
        scheduled=is_scheduled, schedule_time=receipt.send_at if is_scheduled else None, **receipt.about
    )


_letter_register(
    "send_abandoned_cart_message",
    _("Remind of an abandoned cart"),
    CartMessage,
    CartMessageSent,
    write=cart_letter,
    tell=_cart_tell,
    aliases={**_CUSTOMER, "abandoned_items": "items"},
)
_letter_register(
    "send_welcome_message",
    _("Welcome a lead"),
    Welcome,
    Welcomed,
    write=welcome_letter,
    tell=_welcome_tell,
    aliases={**_LEAD, **_CUSTOMER, "lead_data.source": "source"},
)
_letter_register(
    "send_stock_alert",
    _("Warn of critical stock"),
    StockAlert,
    StockAlerted,
    write=alert_letter,
    tell=_alert_tell,
    aliases={"current_level": "level", "stock_level": "level"},
)
_letter_register(
    "schedule_followup_message",
    _("Schedule a follow-up message"),
    Followup,
    FollowupScheduled,
    write=followup_letter,
    tell=_followup_tell,
    aliases={**_LEAD, **_CUSTOMER},
)

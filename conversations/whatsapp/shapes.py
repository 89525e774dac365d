"""What the squad is asked, and what it puts out."""

from typing import Any

from nessos.integrations.goods import Item, ProductId
from nessos.kernel.contracts import Contract, Personal, datetime
from nessos.offers.actions import Asked

#: Why nothing was sent.
Note = str | None


class CartMessage(Asked):
    phone: Personal[str | None] = None
    name: Personal[str | None] = None
    items: list[Item] = []


class CartMessageSent(Contract):
    message_sent: bool
    message_id: str | None
    recipient: Personal[str | None]
    items_count: int
    note: Note = None


class Welcome(Asked):
    phone: Personal[str | None] = None
    name: Personal[str | None] = None
    source: str | None = None


class Welcomed(Contract):
    welcome_sent: bool
    message_id: str | None
    note: Note = None


class StockAlert(Asked):
    product_id: ProductId
    level: int | None = None
    supplier_contacted: bool = False
    suppliers_list: list[str] = []
    #: Telephones; left out, the group of OPS reads it.
    recipients: list[Personal[str]] = []


class StockAlerted(Contract):
    alert_sent: bool
    recipients: list[Personal[str]]


class Followup(Asked):
    phone: Personal[str | None] = None
    name: Personal[str | None] = None
    campaign_performance: dict[str, Any] | None = None


class FollowupScheduled(Contract):
    scheduled: bool
    schedule_time: datetime | None
    note: Note = None

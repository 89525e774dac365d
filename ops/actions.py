"""What a workflow may ask of OPS: the stock, which is in our own database."""

from typing import Annotated, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from nessos.integrations.goods import Item, ProductId, item_id, item_name, item_quantity
from nessos.integrations.sandbox.faults import fault_meet
from nessos.kernel.contracts import Contract
from nessos.offers.actions import Asked, action_register
from ops.models import StockItem
from ops.selectors import stock_find
from ops.services import stock_level_record

#: Of a product that we do not keep, and of which nobody says when it is critical.
THRESHOLD = 10
_FEWEST, _MOST = -2_147_483_648, 2_147_483_647


class CheckStock(Asked):
    items: list[Item] = []


class LowItem(Contract):
    id: str
    name: str
    level: int
    minimum: int


class StockChecked(Contract):
    stock_available: bool
    #: The same, by the name that conditions know.
    inventory_available: bool
    items_checked: int
    low_stock_items: list[LowItem]
    #: Those that we do not keep: nothing is known against them.
    unknown_items: list[str]


class AnalyzeStock(Asked):
    product_id: ProductId
    #: Left out: what is on record.
    stock_level: Annotated[int | None, Field(ge=_FEWEST, le=_MOST)] = None
    #: Left out: the product's own minimum.
    min_threshold: Annotated[int | None, Field(ge=_FEWEST, le=_MOST)] = None


class StockAnalyzed(Contract):
    critical_stock: bool
    current_level: int
    recommendation: str


def _check(given: CheckStock) -> StockChecked:
    asked = [(item_id(item) or item_name(item), item_quantity(item)) for item in given.items]
    kept = stock_find(product_ids=[product for product, _wanted in asked])
    known = [(kept[product], wanted) for product, wanted in asked if product in kept]
    is_there = bool(asked) and all(item.level >= wanted for item, wanted in known)
    low = {item.product_id: item for item, wanted in known if item.is_low or item.level < wanted}
    return StockChecked(
        stock_available=is_there,
        inventory_available=is_there,
        items_checked=len(asked),
        low_stock_items=[_low_tell(item) for item in low.values()],
        unknown_items=list(dict.fromkeys(each for each, _wanted in asked if each and each not in kept)),
    )


def _low_tell(item: StockItem) -> LowItem:
    return LowItem(id=item.product_id, name=item.name, level=item.level, minimum=item.minimum)


@action_register(
    "inventory",
    "check_stock",
    label=gettext_lazy("Check the stock"),
    input=CheckStock,
    output=StockChecked,
    aliases={"abandoned_items": "items"},
    rehearse=_check,
)
def check_stock(given: CheckStock, _key: str) -> StockChecked:
    fault_meet("inventory.check_stock")
    return _check(given)


def _analyze(given: AnalyzeStock) -> StockAnalyzed:
    item = stock_find(product_ids=[given.product_id]).get(given.product_id)
    on_record = item.level if item else 0
    level = on_record if given.stock_level is None else given.stock_level
    minimum = item.minimum if item else THRESHOLD
    threshold = minimum if given.min_threshold is None else given.min_threshold
    name = item.name if item else given.product_id
    with translation.override(settings.LANGUAGE_CODE):  # a record has one language, whoever began the run
        told = _recommend(name=name, level=level, threshold=threshold)
    return StockAnalyzed(critical_stock=level < threshold, current_level=level, recommendation=told)


def _recommend(**facts: Any) -> str:
    if facts["level"] >= facts["threshold"]:
        return _("%(name)s: %(level)d in stock, enough for a minimum of %(threshold)d.") % facts
    lacking = facts["threshold"] - facts["level"]
    sentence = _(
        "%(name)s: %(level)d in stock, and %(threshold)d are needed. Order at least %(lacking)d, "
        "and stop advertising it until they are there."
    )
    return sentence % {**facts, "lacking": lacking}


@action_register(
    "inventory",
    "analyze_critical_stock",
    label=gettext_lazy("Analyze critical stock"),
    input=AnalyzeStock,
    output=StockAnalyzed,
    rehearse=_analyze,
)
def analyze_critical_stock(given: AnalyzeStock, _key: str) -> StockAnalyzed:
    """The level that it is told is what is on the shelf from then on."""
    fault_meet("inventory.analyze_critical_stock")
    if given.stock_level is not None:
        stock_level_record(product_id=given.product_id, level=given.stock_level)
    return _analyze(given)

"""Stock: what is on the shelves, and what a workflow is told of it."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.test import override_settings

from nessos.kernel.contracts import Contract
from nessos.offers.actions import actions
from nessos.web.admin import admin_link, list_link
from ops.models import StockItem
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


def ask(name: str, /, **given: Any) -> Contract:
    found = actions[f"inventory.{name}"]
    with override_settings(LANGUAGE_CODE="en"):
        return found.perform(found.input.model_validate(given), "k1")


def keep(product: str, level: int, minimum: int = 10) -> StockItem:
    return StockItem.objects.create(product_id=product, name=product.upper(), level=level, minimum=minimum)


@pytest.mark.parametrize(
    ("items", "is_there", "low", "unknown"),
    [
        ([], False, [], []),
        (["a"], True, [], []),
        ([{"id": "a", "quantity": 50}], True, [], []),
        ([{"id": "a", "quantity": "51"}], False, ["a"], []),
        (["a", {"product_id": "b"}], True, ["b"], []),
        ([{"sku": "c"}], False, ["c"], []),
        (["a", "z", {"id": 7}, {"name": "Nameless"}, {}], True, [], ["z", "7", "Nameless"]),
        ([{"id": "a", "quantity": "many"}], True, [], []),
    ],
)
def test_a_cart_is_held_against_the_shelves(
    items: list[Any], is_there: bool, low: list[str], unknown: list[str]
) -> None:
    keep("a", 50)
    keep("b", 3)
    keep("c", 0)
    told = ask("check_stock", items=items).model_dump()
    assert (told["stock_available"], told["inventory_available"]) == (is_there, is_there)
    assert told["items_checked"] == len(items)
    assert [item["id"] for item in told["low_stock_items"]] == low
    assert told["unknown_items"] == unknown


@pytest.mark.parametrize(
    ("given", "is_critical", "level"),
    [
        ({"stock_level": 3, "min_threshold": 10}, True, 3),
        ({"stock_level": 10, "min_threshold": 10}, False, 10),
        ({"stock_level": 19}, True, 19),
        ({"stock_level": 20}, False, 20),
        ({"min_threshold": 51}, True, 50),
        ({"stock_level": -2}, True, -2),
    ],
)
def test_the_level_that_is_told_is_what_is_on_the_shelf(
    given: dict[str, int], is_critical: bool, level: int
) -> None:
    item = keep("a", 50, minimum=20)
    told = ask("analyze_critical_stock", product_id="a", **given).model_dump()
    assert (told["critical_stock"], told["current_level"]) == (is_critical, level)
    item.refresh_from_db()
    assert item.level == level


def test_a_product_that_we_do_not_keep_is_judged_and_not_kept() -> None:
    assert ask("analyze_critical_stock", product_id="z", stock_level=9).model_dump() == {
        "critical_stock": True,
        "current_level": 9,
        "recommendation": (
            "z: 9 in stock, and 10 are needed. "
            "Order at least 1, and stop advertising it until they are there."
        ),
    }
    assert not StockItem.objects.exists()


def test_stock_is_kept_at_the_desk(make_user: UserMaker) -> None:
    browser: Browser = EnglishBrowser()
    browser.force_login(make_user("rafael", "ops", is_staff=True))
    assert "Nothing is kept in stock." in browser.get(list_link(StockItem)).content.decode()
    form = {"name": "Token", "product_id": "prod_1", "level": "4", "minimum": "5"}
    assert browser.post(f"{list_link(StockItem)}add/", form).status_code == 302
    item = StockItem.objects.get()
    assert "Token" in browser.get(list_link(StockItem, "is_low=1")).content.decode()
    assert browser.get(admin_link(item)).status_code == 200
    again = browser.post(f"{list_link(StockItem)}add/", form).content.decode()
    assert "This product is in the list already. Change its row." in again

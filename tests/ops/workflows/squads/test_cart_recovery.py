"""``abandoned_cart_recovery``: a reminder, an audience, a campaign."""

from typing import Any

from conversations.models import OutgoingMessage
from growth.models import Audience, Campaign
from ops.models import StockItem
from tests.ops.workflows.squads.conftest import Worker, outputs, reasons, stands

PAYLOAD: dict[str, Any] = {
    "customer_phone": "+5511955551234",
    "customer_name": "João Silva",
    "abandoned_items": [
        {"id": "prod_1", "name": "Token", "price": 100.0, "quantity": 2},
        {"id": "prod_2", "name": "Leitor", "price": 279.7},
    ],
    "cart_value": 479.70,
}
STEPS = [
    "check_inventory",
    "send_whatsapp_reminder",
    "create_google_ads_audience",
    "launch_retargeting_campaign",
]
DONE = [(name, "completed") for name in STEPS]


def test_a_cart_is_followed_from_the_shelf_to_the_campaign(worker: Worker) -> None:
    StockItem.objects.create(product_id="prod_1", name="Token", level=50)
    StockItem.objects.create(product_id="prod_2", name="Leitor", level=4, minimum=10)
    shown = worker.run("abandoned_cart_recovery", PAYLOAD)
    assert (shown["status"], stands(shown)) == ("completed", DONE)
    message, audience, campaign = (
        OutgoingMessage.objects.get(),
        Audience.objects.get(),
        Campaign.objects.get(),
    )
    assert outputs(shown) == {
        "check_inventory": {
            "stock_available": True,
            "inventory_available": True,
            "items_checked": 2,
            "low_stock_items": [{"id": "prod_2", "name": "Leitor", "level": 4, "minimum": 10}],
            "unknown_items": [],
        },
        "send_whatsapp_reminder": {
            "message_sent": True,
            "message_id": str(message.pk),
            "recipient": "+5511955551234",
            "items_count": 2,
            "note": None,
        },
        "create_google_ads_audience": {"audience_id": str(audience.pk), "size": 1},
        "launch_retargeting_campaign": {
            "campaign_id": str(campaign.pk),
            "status": "active",
            "budget": "100.00",
        },
    }
    assert message.text == (
        "Hello, João! You left Token, Leitor in your cart. Shall we help you to finish your order?"
    )
    assert "955551234" not in str(audience.members)
    assert (campaign.audience, campaign.products) == (str(audience.pk), ["prod_1", "prod_2"])


def test_products_that_nobody_knows_hold_nothing_up(worker: Worker) -> None:
    shown = worker.run("abandoned_cart_recovery", PAYLOAD)
    assert (shown["status"], stands(shown)) == ("completed", DONE)
    assert outputs(shown)["check_inventory"]["unknown_items"] == ["prod_1", "prod_2"]


def test_what_is_out_of_stock_is_not_advertised(worker: Worker) -> None:
    StockItem.objects.create(product_id="prod_1", name="Token", level=1, minimum=0)
    shown = worker.run("abandoned_cart_recovery", PAYLOAD)
    assert stands(shown) == [*DONE[:3], ("launch_retargeting_campaign", "skipped")]
    assert reasons(shown)["launch_retargeting_campaign"] == (
        "Its condition was false: lambda context: context.get('inventory_available', False)"
    )
    assert (shown["status"], Campaign.objects.count()) == ("completed", 0)


def test_without_a_telephone_nobody_is_written_to_and_the_step_says_so(worker: Worker) -> None:
    shown = worker.run("abandoned_cart_recovery", {"abandoned_items": ["prod_1"]})
    assert (shown["status"], stands(shown)) == ("completed", DONE)
    assert outputs(shown)["send_whatsapp_reminder"] == {
        "message_sent": False,
        "message_id": None,
        "recipient": None,
        "items_count": 1,
        "note": "No telephone is known, so nothing was sent.",
    }
    assert outputs(shown)["create_google_ads_audience"]["size"] == 0
    assert not OutgoingMessage.objects.exists()


def test_an_empty_cart_is_no_cart(worker: Worker) -> None:
    shown = worker.run("abandoned_cart_recovery", {**PAYLOAD, "abandoned_items": []})
    assert (shown["status"], stands(shown)) == ("completed", [(name, "skipped") for name in STEPS])

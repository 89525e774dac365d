"""``stock_emergency``: stock that falls, campaigns that pause, suppliers that are asked, people who are warned."""

from datetime import datetime
from typing import Any

from conversations.models import OutgoingMessage
from growth.models import Campaign, Supplier
from ops.models import StockItem
from ops.workflows.selectors import run_show
from tests.ops.workflows.squads.conftest import Shown, Worker, outputs, reasons, stands

PAYLOAD: dict[str, Any] = {"product_id": "prod_123", "stock_level": 3, "min_threshold": 10}
STEPS = ["analyze_stock_situation", "pause_google_ads", "notify_lead_scraper", "send_whatsapp_alert"]


def moments(shown: Shown, field: str) -> dict[str, datetime]:
    return {step["name"]: step[field] for step in shown["steps"]}


def test_four_steps_are_done_in_order_on_the_clock(worker: Worker) -> None:
    StockItem.objects.create(product_id="prod_123", name="Firewall", level=40)
    shown_now = Campaign.objects.create(name="Firewall", budget=300, products=["prod_123", "prod_9"])
    other = Campaign.objects.create(name="Other", budget=300, products=["prod_9"])
    Supplier.objects.create(name="Redes do Vale", products=["prod_123"])
    run = worker.trigger("stock_emergency", PAYLOAD)

    worker.work()
    assert stands(run_show(run.pk)) == [
        ("analyze_stock_situation", "completed"),
        ("pause_google_ads", "completed"),
        ("notify_lead_scraper", "scheduled"),
        ("send_whatsapp_alert", "pending"),
    ]
    worker.pass_time(seconds=61)
    assert stands(run_show(run.pk))[2:] == [
        ("notify_lead_scraper", "completed"),
        ("send_whatsapp_alert", "scheduled"),
    ]
    assert not OutgoingMessage.objects.exists()
    worker.pass_time(seconds=1801)

    shown = run_show(run.pk)
    assert (shown["status"], stands(shown)) == ("completed", [(name, "completed") for name in STEPS])
    begun, ended = moments(shown, "started_at"), moments(shown, "ended_at")
    assert begun["pause_google_ads"] >= ended["analyze_stock_situation"]
    assert (begun["notify_lead_scraper"] - ended["analyze_stock_situation"]).total_seconds() >= 60
    assert (begun["send_whatsapp_alert"] - ended["notify_lead_scraper"]).total_seconds() >= 1800
    recommendation = (
        "Firewall: 3 in stock, and 10 are needed. "
        "Order at least 7, and stop advertising it until they are there."
    )
    assert outputs(shown) == {
        "analyze_stock_situation": {
            "critical_stock": True,
            "current_level": 3,
            "recommendation": recommendation,
        },
        "pause_google_ads": {"campaigns_paused": 1, "campaign_ids": [str(shown_now.pk)]},
        "notify_lead_scraper": {
            "supplier_contacted": True,
            "suppliers_list": ["Redes do Vale"],
            "urgency": "high",
        },
        "send_whatsapp_alert": {"alert_sent": True, "recipients": ["group:ops"]},
    }
    assert StockItem.objects.get().level == 3
    shown_now.refresh_from_db()
    other.refresh_from_db()
    assert (shown_now.status, shown_now.pause_reason, other.status) == ("paused", recommendation, "active")
    assert Supplier.objects.get().urgency == "high"
    assert OutgoingMessage.objects.get().text == (
        "The stock of prod_123 is critical: 3 units left. Suppliers were contacted: Redes do Vale."
    )


def test_with_enough_of_it_all_four_are_skipped_and_each_says_why(worker: Worker) -> None:
    shown = worker.run("stock_emergency", {**PAYLOAD, "stock_level": 12})
    assert (shown["status"], stands(shown)) == ("completed", [(name, "skipped") for name in STEPS])
    assert reasons(shown) == {
        "analyze_stock_situation": (
            "Its condition was false: "
            "lambda context: context.get('stock_level', 0) < context.get('min_threshold', 10)"
        ),
        "pause_google_ads": "Everything that this step depends on was skipped: “analyze_stock_situation”.",
        "notify_lead_scraper": "Everything that this step depends on was skipped: “analyze_stock_situation”.",
        "send_whatsapp_alert": "Everything that this step depends on was skipped: “notify_lead_scraper”.",
    }


def test_a_product_that_nobody_knows_does_not_fail(worker: Worker) -> None:
    shown = worker.run("stock_emergency", {"product_id": 4711, "stock_level": 0})
    assert (shown["status"], stands(shown)) == ("completed", [(name, "completed") for name in STEPS])
    put_out = outputs(shown)
    assert put_out["pause_google_ads"] == {"campaigns_paused": 0, "campaign_ids": []}
    assert put_out["notify_lead_scraper"]["suppliers_list"] == ["Distribuidora Exemplo", "Atacado Modelo"]
    assert not StockItem.objects.exists()
    assert {(each.origin, tuple(each.products)) for each in Supplier.objects.all()} == {("found", ("4711",))}


def test_with_a_product_alone_its_row_says_the_rest(worker: Worker) -> None:
    """The workflow's condition takes a level that nobody told for zero, so it begins."""
    StockItem.objects.create(product_id="prod_1", name="Token", level=8, minimum=5)
    shown = worker.run("stock_emergency", {"product_id": "prod_1"})
    assert stands(shown) == [
        ("analyze_stock_situation", "completed"),
        ("pause_google_ads", "skipped"),
        ("notify_lead_scraper", "completed"),
        ("send_whatsapp_alert", "completed"),
    ]
    put_out = outputs(shown)
    assert put_out["analyze_stock_situation"] == {
        "critical_stock": False,
        "current_level": 8,
        "recommendation": "Token: 8 in stock, enough for a minimum of 5.",
    }
    assert put_out["notify_lead_scraper"]["urgency"] == "medium"
    assert shown["status"] == "completed"


def test_without_a_product_it_fails_with_a_sentence(worker: Worker) -> None:
    shown = worker.run("stock_emergency", {})
    assert shown["status"] == "failed"
    assert shown["steps"][0]["error"] == (
        "inventory.analyze_critical_stock cannot be asked for that: params.product_id: This is missing. Add it."
    )

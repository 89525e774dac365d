"""What holds of every action that the squads offer."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from pydantic import ValidationError

from growth.models import Campaign
from nessos.kernel.contracts import Contract
from nessos.offers.actions import Action, actions
from ops.models import StockItem

pytestmark = pytest.mark.django_db

ITEMS = [{"id": "prod_1", "name": "Token"}, "prod_2"]
LEAD = {"name": "Maria", "phone": "+5511955554321"}
#: By heart, from the tables of the multi-squad engine: what each is given here, and what each puts out.
SHAPES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "inventory.check_stock": (
        {"items": ITEMS},
        {"stock_available", "inventory_available", "items_checked", "low_stock_items"},
    ),
    "inventory.analyze_critical_stock": (
        {"product_id": "prod_1", "stock_level": 3},
        {"critical_stock", "current_level", "recommendation"},
    ),
    "whatsapp.send_abandoned_cart_message": (
        {"phone": "+5511955554321", "name": "Maria", "items": ITEMS},
        {"message_sent", "message_id", "recipient", "items_count"},
    ),
    "whatsapp.send_welcome_message": (
        {"phone": "+5511955554321", "name": "Maria", "source": "blog"},
        {"welcome_sent", "message_id"},
    ),
    "whatsapp.send_stock_alert": (
        {"product_id": "prod_1", "level": 3, "supplier_contacted": True},
        {"alert_sent", "recipients"},
    ),
    "whatsapp.schedule_followup_message": (
        {"phone": "+5511955554321", "name": "Maria", "campaign_performance": {"clicks": 3}},
        {"scheduled", "schedule_time"},
    ),
    "google_ads.create_cart_abandoner_audience": (
        {"phone": "+5511955554321", "items": ITEMS},
        {"audience_id", "size"},
    ),
    "google_ads.create_lead_audience": ({"lead_data": LEAD, "score": 70}, {"audience_id", "size"}),
    "google_ads.pause_product_campaigns": (
        {"product_id": "prod_1", "reason": "critical"},
        {"campaigns_paused"},
    ),
    "traffic.launch_cart_recovery_campaign": (
        {"audience_id": "a-1", "products": ITEMS},
        {"campaign_id", "status", "budget"},
    ),
    "traffic.launch_lead_nurture_campaign": (
        {"audience_id": "a-1", "lead_score": 70},
        {"campaign_id", "status", "budget"},
    ),
    "lead_scraper.qualify_new_lead": ({"lead_data": LEAD, "criteria": {}}, {"lead_qualified", "score"}),
    "lead_scraper.prioritize_supplier_contacts": (
        {"product_id": "prod_1", "urgency": "high"},
        {"supplier_contacted", "suppliers_list"},
    ),
}
each_action = pytest.mark.parametrize("name", SHAPES)
#: What only the doing of it makes.
MADE = {"message_id", "audience_id", "campaign_id", "schedule_time"}


@pytest.fixture(autouse=True)
def some_stock() -> None:
    StockItem.objects.create(product_id="prod_1", name="Token", level=9)
    Campaign.objects.create(name="Tokens", budget=10, products=["prod_1"])


def rows() -> Mapping[str, list[Any]]:
    labels = ("ops", "growth", "conversations", "sandbox")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def given(action: Action) -> Contract:
    return action.input.model_validate(SHAPES[f"{action.squad}.{action.name}"][0])


def test_five_squads_have_thirteen_actions() -> None:
    assert actions.squads() == ["google_ads", "inventory", "lead_scraper", "traffic", "whatsapp"]
    assert set(actions.names()) == set(SHAPES)


@each_action
def test_each_puts_out_what_the_table_says(name: str) -> None:
    action = actions[name]
    output = action.perform(given(action), "k1")
    assert isinstance(output, action.output)
    assert SHAPES[name][1] <= set(output.model_dump())
    assert rows()["sandbox.SandboxEffect"] or not action.outside


@each_action
def test_each_can_be_rehearsed_without_any_effect(name: str) -> None:
    action = actions[name]
    assert action.rehearse is not None
    before = rows()
    rehearsed = action.rehearse(given(action)).model_dump()
    assert rows() == before
    performed = action.perform(given(action), "k1").model_dump()
    assert rehearsed.keys() == performed.keys()
    if name == "lead_scraper.prioritize_supplier_contacts":
        assert rehearsed == performed  # also whom it would find
    assert {key: rehearsed[key] for key in rehearsed.keys() - MADE} == {
        key: performed[key] for key in performed.keys() - MADE
    }


@each_action
def test_what_happened_is_told_again_by_its_key(name: str) -> None:
    action = actions[name]
    if action.look_up is None:
        assert not action.outside
        return
    performed = action.perform(given(action), "k1")
    assert action.look_up("k1") == performed
    assert action.look_up("k2") is None
    after = rows()
    assert action.perform(given(action), "k1") == performed
    assert rows() == after


@each_action
def test_a_fact_that_is_too_long_for_its_column_is_refused_or_cut(name: str) -> None:
    action = actions[name]
    told = {
        key: "x" * 5000 if isinstance(value, str) and key != "urgency" else value
        for key, value in SHAPES[name][0].items()
    }
    faults: set[str] = set()
    try:
        asked = action.input.model_validate({**told, **({"items": ["y" * 5000]} if "items" in told else {})})
        action.perform(asked, "k1")
    except ValidationError as error:
        faults = {fault["type"] for fault in error.errors()}
    assert faults <= {"string_too_long"}

"""GROWTH's squads: leads judged, suppliers asked, campaigns launched and paused, and how that looks at the desk."""

from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.test import override_settings

from growth.models import Audience, Campaign, Supplier
from nessos.offers.actions import actions
from nessos.web.admin import admin_link, list_link

pytestmark = pytest.mark.django_db


def ask(name: str, /, **given: Any) -> dict[str, Any]:
    found = actions[name]
    with override_settings(LANGUAGE_CODE="en"):
        return found.perform(found.input.model_validate(given), f"key of {name}").model_dump(mode="json")


@pytest.mark.parametrize(
    ("lead", "criteria", "is_qualified", "score"),
    [
        ({}, None, False, 0),
        ({"phone": "x", "email": "y"}, None, True, 50),
        ({"phone": "x", "name": "y"}, None, False, 45),
        ({"phone": "x", "name": "y"}, {"min_score": 40}, True, 45),
        ({"phone": "x", "email": "y"}, {"required": ["company"]}, False, 50),
        ({"phone": "  ", "email": None, "name": "Ana", "company": "C", "message": "M"}, None, False, 40),
        ({"phone": 1, "email": 2, "name": 3, "company": 4, "message": 5, "source": 6}, None, True, 100),
    ],
)
def test_a_lead_is_judged_by_what_it_told(
    lead: dict[str, Any], criteria: Any, is_qualified: bool, score: int
) -> None:
    told = ask("lead_scraper.qualify_new_lead", lead_data=lead, criteria=criteria)
    assert (told["lead_qualified"], told["score"]) == (is_qualified, score)
    assert sum(told["points"].values()) == score


@pytest.mark.parametrize(
    ("given", "urgency"),
    [
        ({"critical_stock": True}, "high"),
        ({"critical_stock": False}, "medium"),
        ({}, "medium"),
        ({"critical_stock": True, "urgency": "low"}, "low"),
    ],
)
def test_suppliers_are_asked_by_urgency(given: dict[str, Any], urgency: str) -> None:
    mine = Supplier.objects.create(name="Redes do Vale", products=["prod_1"])
    anything = Supplier.objects.create(name="Tudo Aqui")
    other = Supplier.objects.create(name="Outra", products=["prod_2"])
    assert ask("lead_scraper.prioritize_supplier_contacts", product_id="prod_1", **given) == {
        "supplier_contacted": True,
        "suppliers_list": ["Redes do Vale", "Tudo Aqui"],
        "urgency": urgency,
    }
    for supplier in (mine, anything, other):
        supplier.refresh_from_db()
    assert [each.urgency for each in (mine, anything, other)] == [urgency, urgency, ""]
    assert (mine.contacted_at is None, other.contacted_at is None) == (False, True)


def test_a_campaign_that_shows_the_product_pauses_and_the_others_go_on() -> None:
    def make(name: str, *products: str, **fields: Any) -> Campaign:
        return Campaign.objects.create(name=name, budget=10, products=list(products), **fields)

    shown, other = make("a", "prod_1", "prod_2"), make("b", "prod_2")
    paused = make("c", "prod_1", status="paused", pause_reason="by hand")
    make("d", "prod_1", status="ended")
    told = ask("google_ads.pause_product_campaigns", product_id="prod_1", reason="r" * 1000)
    assert told == {"campaigns_paused": 1, "campaign_ids": [str(shown.pk)]}
    for campaign in (shown, other, paused):
        campaign.refresh_from_db()
    assert (shown.status, shown.pause_reason, shown.paused_at is None) == ("paused", "r" * 300, False)
    assert (other.status, paused.pause_reason) == ("active", "by hand")


def test_a_pause_has_a_beginning_that_ends_with_it() -> None:
    campaign = Campaign.objects.create(name="a", budget=10)
    campaign.status = Campaign.Status.PAUSED
    campaign.save(update_fields=["status"])
    campaign.refresh_from_db()
    assert campaign.paused_at is not None
    campaign.status = Campaign.Status.ENDED
    campaign.save()
    assert campaign.paused_at is None
    with pytest.raises(IntegrityError, match="growth_campaign_pause_begins"), transaction.atomic():
        Campaign.objects.update(status="paused")


def test_an_audience_knows_people_by_digests_alone() -> None:
    first = ask("google_ads.create_lead_audience", lead_data={"email": "Maria@Example.com", "source": "Blog"})
    assert first["size"] == 1
    audience = Audience.objects.get()
    assert (audience.name, audience.kind) == ("Leads: Blog", "leads")
    assert audience.members == [sha256(b"maria@example.com").hexdigest()]


def test_a_campaign_is_named_after_what_it_advertises() -> None:
    ask("traffic.launch_cart_recovery_campaign", audience_id="a-1", products=["prod_1", {"id": "prod_2"}])
    campaign = Campaign.objects.get()
    assert (campaign.name, campaign.kind, str(campaign.budget)) == (
        "Cart recovery: prod_1, prod_2",
        "cart_recovery",
        "100.00",
    )


# --- The desk ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [Audience, Campaign, Supplier], ids=lambda model: model.__name__)
def test_a_table_its_search_and_its_records_open(model: Any, desk: Browser) -> None:
    assert desk.get(list_link(model)).status_code == 200
    Audience.objects.create(name="Leads: Blog", kind="leads", members=["0" * 64])
    Campaign.objects.create(name="Tokens", budget=10, products=["prod_1"])
    Supplier.objects.create(name="Redes do Vale", products=["prod_1"])
    assert desk.get(list_link(model, "q=o")).status_code == 200
    assert desk.get(admin_link(model.objects.get())).status_code == 200
    assert desk.get(f"{list_link(model)}add/").status_code == (403 if model is Audience else 200)


def test_campaigns_are_paused_and_resumed_from_the_list(desk: Browser) -> None:
    campaign = Campaign.objects.create(name="Tokens", budget=10)
    for action, status in (("campaigns_pause", "paused"), ("campaigns_resume", "active")):
        desk.post(list_link(Campaign), {"action": action, "_selected_action": [str(campaign.pk)]})
        campaign.refresh_from_db()
        assert campaign.status == status


def test_a_supplier_is_entered_with_its_products(desk: Browser) -> None:
    form = {"name": "Redes do Vale", "products": "prod_1, prod_2", "email": "", "phone": "11955554321"}
    assert desk.post(f"{list_link(Supplier)}add/", form).status_code == 302
    supplier = Supplier.objects.get()
    assert (supplier.products, supplier.phone, supplier.origin) == (
        ["prod_1", "prod_2"],
        "+5511955554321",
        "entered",
    )
    again = desk.post(f"{list_link(Supplier)}add/", form).content.decode()
    assert "There is one of this name." in again

"""What is written by WhatsApp, to whom, and who reads it at the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.test import override_settings

from conversations.models import OutgoingMessage
from nessos.kernel import clock
from nessos.offers.actions import actions
from nessos.web.admin import admin_link, list_link
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


def write(action: str, **given: Any) -> dict[str, Any]:
    found = actions[f"whatsapp.{action}"]
    with override_settings(LANGUAGE_CODE="en"):
        return found.perform(found.input.model_validate(given), "k1").model_dump(mode="json")


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (["prod_1"], "prod_1"),
        ([{"name": "Token"}, {"title": "Leitor"}, {"price": 3}], "Token, Leitor and 1 more item"),
        ([f"p{n}" for n in range(8)], "p0, p1, p2, p3, p4 and 3 more items"),
        ([{}], "something"),
    ],
)
def test_a_cart_is_told_by_the_names_in_it(items: list[Any], told: str) -> None:
    assert write("send_abandoned_cart_message", phone="11955554321", items=items)["items_count"] == len(items)
    assert texts() == [f"Hello! You left {told} in your cart. Shall we help you to finish your order?"]
    assert OutgoingMessage.objects.get().recipient == "+5511955554321"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "The stock of prod_1 is critical. No supplier was contacted yet."),
        ({"level": 1}, "The stock of prod_1 is critical: 1 unit left. No supplier was contacted yet."),
        (
            {"level": 0, "supplier_contacted": True},
            "The stock of prod_1 is critical: 0 units left. Suppliers were contacted.",
        ),
        (
            {"level": 2, "supplier_contacted": True, "suppliers_list": ["A", "B"]},
            "The stock of prod_1 is critical: 2 units left. Suppliers were contacted: A, B.",
        ),
    ],
)
def test_an_alert_goes_to_the_house_where_nobody_is_named(given: dict[str, Any], text: str) -> None:
    assert write("send_stock_alert", product_id="prod_1", **given) == {
        "alert_sent": True,
        "recipients": ["group:ops"],
    }
    assert texts() == [text]


def test_an_alert_goes_once_to_each_who_is_named_and_can_be_reached() -> None:
    recipients = ["11955554321", "+5511955554321", "nobody", "21955551111"]
    told = write("send_stock_alert", product_id="prod_1", recipients=recipients)
    assert told["recipients"] == ["+5511955554321", "+5521955551111"]
    assert OutgoingMessage.objects.count() == 2


def test_a_followup_is_sent_when_its_time_has_come() -> None:
    told = write("schedule_followup_message", phone="11955554321", name="Maria Santos")
    message = OutgoingMessage.objects.get()
    assert told["schedule_time"] == message.send_at.isoformat().replace("+00:00", "Z")
    assert timedelta(hours=47) < message.send_at - clock.now() <= timedelta(hours=48)
    assert not message.is_sent
    clock.advance(timedelta(hours=49))
    assert message.is_sent


@pytest.mark.parametrize("action", ["send_welcome_message", "schedule_followup_message"])
def test_without_a_telephone_nothing_is_asked_of_whatsapp(action: str) -> None:
    told = write(action, name="Maria", phone=" ")
    assert told["note"] == "No telephone is known, so nothing was sent."
    assert not any(value for key, value in told.items() if key != "note")
    assert texts() == []


def test_messages_are_read_at_the_desk_and_never_changed(make_user: UserMaker) -> None:
    browser: Browser = EnglishBrowser()
    browser.force_login(make_user("caio", "atendimento", is_staff=True))
    assert "No message was sent yet." in browser.get(list_link(OutgoingMessage)).content.decode()
    write("send_welcome_message", phone="11955554321", name="Maria")
    write_page = browser.get(list_link(OutgoingMessage)).content.decode()
    assert "(11) 95555-4321" in write_page
    assert "Welcome a lead" in write_page
    page = browser.get(admin_link(OutgoingMessage.objects.get())).content.decode()
    assert "Thank you for getting in touch." in page
    assert browser.get(list_link(OutgoingMessage, "q=%2B5511955554321")).status_code == 200
    assert browser.get(f"{list_link(OutgoingMessage)}add/").status_code == 403
    browser.force_login(make_user("bruno", "growth", is_staff=True))
    assert browser.get(list_link(OutgoingMessage)).status_code == 403

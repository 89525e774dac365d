"""The sandbox: twins keep a ledger, and misbehave as often as they are told to."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client as Browser

from conversations.models import OutgoingMessage
from growth.models import Campaign
from nessos.integrations.ports import vendors_check
from nessos.integrations.sandbox.errors import KeyReused, SandboxRefused, SandboxSilent
from nessos.integrations.sandbox.faults import fault_meet, fault_set, fault_take, faults_clear
from nessos.integrations.sandbox.models import SandboxEffect, SandboxFault
from nessos.kernel.contracts import Contract
from nessos.offers.actions import OutcomeUnknown, actions
from nessos.web.admin import admin_link, list_link
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser

WELCOME = "whatsapp.send_welcome_message"


def perform(whole: str, key: str, /, **given: object) -> Contract:
    action = actions[whole]
    return action.perform(action.input.model_validate(given), key)


def welcome(key: str = "k1") -> Contract:
    return perform(WELCOME, key, phone="+5511955551234", name="Ana")


def sandbox(*words: str) -> str:
    out = StringIO()
    call_command("sandbox", *words, stdout=out)
    return out.getvalue()


# --- The command -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_command_sets_shows_and_clears() -> None:
    assert sandbox("fault", WELCOME, "fail", "--times", "2") == f"{WELCOME}: fail, 2 times.\n"
    assert sandbox("fault", "google_ads", "timeout") == "google_ads: timeout, once.\n"
    assert sandbox("fault", WELCOME, "unknown") == f"{WELCOME}: unknown, once.\n"
    assert sandbox("show") == f"google_ads: timeout, once more.\n{WELCOME}: unknown, once more.\n"
    assert sandbox("clear", "whatsapp") == "1 cleared.\n"
    assert sandbox("clear") == "1 cleared.\n"
    assert sandbox("show") == "Everything in the sandbox behaves.\n"


@pytest.mark.django_db
def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    for words in (("fault", "kitchen.cook", "fail"), ("clear", "kitchen.cook")):
        with pytest.raises(CommandError) as error:
            sandbox(*words)
        assert str(error.value).startswith(
            "The sandbox has no 'kitchen.cook'. Choose one of these: google_ads, "
            "google_ads.create_cart_abandoner_audience, "
        )
    with pytest.raises(CommandError) as error:
        sandbox("fault", WELCOME, "fail", "--times", "0")
    assert str(error.value) == "It misbehaves at least once. Give --times 1 or more, or use clear."
    with pytest.raises(CommandError) as error:
        sandbox("fault", WELCOME, "fail", "--times", "5000000")
    assert str(error.value) == "Ensure this value is less than or equal to 1000000."
    with pytest.raises(CommandError, match="invalid choice: 'explode'"):
        sandbox("fault", WELCOME, "explode")


# --- Modes -------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("emptied")
def test_a_refusal_has_no_effect_and_is_used_up() -> None:
    fault_set(name=WELCOME, mode="fail", times=2)
    for _time in range(2):
        with pytest.raises(SandboxRefused) as error:
            welcome()
    assert str(error.value) == (
        "whatsapp.send_welcome_message was refused: the sandbox is told to fail it. "
        "Try again, or clear the fault in the sandbox first."
    )
    assert not error.value.permanent
    assert not OutgoingMessage.objects.exists()
    assert welcome().model_dump()["welcome_sent"] is True


@pytest.mark.usefixtures("emptied")
def test_silence_means_that_nothing_happened_and_the_ledger_says_so() -> None:
    fault_set(name="whatsapp", mode="timeout")
    with pytest.raises(OutcomeUnknown) as error:
        welcome()
    assert str(error.value) == (
        "whatsapp.send_welcome_message gave no answer, so nobody can tell from here whether it happened. "
        "Look it up there before it is done again."
    )
    look_up = actions[WELCOME].look_up
    assert look_up is not None
    assert look_up("k1") is None
    assert not OutgoingMessage.objects.exists()


@pytest.mark.usefixtures("emptied")
def test_a_lost_answer_means_that_it_happened_and_the_ledger_says_so() -> None:
    fault_set(name=WELCOME, mode="unknown")
    with pytest.raises(OutcomeUnknown):
        welcome()
    message = OutgoingMessage.objects.get()
    look_up = actions[WELCOME].look_up
    assert look_up is not None
    found = look_up("k1")
    assert found is not None
    assert found.model_dump() == {"welcome_sent": True, "message_id": str(message.pk), "note": None}
    assert welcome() == found
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.usefixtures("emptied")
def test_an_actions_own_fault_goes_before_its_squads() -> None:
    fault_set(name="whatsapp", mode="timeout")
    fault_set(name=WELCOME, mode="fail")
    assert [fault_take(WELCOME) for _time in range(3)] == ["fail", "timeout", None]
    assert fault_take("whatsapp.send_stock_alert") is None


@pytest.mark.usefixtures("emptied")
def test_a_fault_is_used_up_also_where_the_transaction_is_rolled_back() -> None:
    fault_set(name="inventory.check_stock", mode="fail")
    fault_set(name="inventory", mode="unknown")
    with pytest.raises(SandboxRefused), transaction.atomic():
        perform("inventory.check_stock", "k", items=[])
    with pytest.raises(SandboxSilent) as error, transaction.atomic():
        fault_meet("inventory.check_stock")
    assert str(error.value) == (
        "inventory.check_stock gave no answer, and nothing was done: the sandbox is told to keep silent. "
        "Try again, or clear the fault in the sandbox first."
    )
    assert list(SandboxFault.objects.values_list("times_left", flat=True)) == [0, 0]
    perform("inventory.check_stock", "k", items=[])


@pytest.mark.usefixtures("emptied")
def test_many_at_once_meet_a_fault_as_often_as_was_said() -> None:
    fault_set(name=WELCOME, mode="fail", times=5)
    gate = Barrier(8)

    def take() -> list[str | None]:
        gate.wait(10)
        try:
            return [fault_take(WELCOME) for _time in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = [mode for found in [pool.submit(take) for _n in range(8)] for mode in found.result()]
    assert (taken.count("fail"), taken.count(None)) == (5, 19)


# --- The ledger --------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("emptied")
def test_the_same_key_at_once_has_one_effect_and_one_answer() -> None:
    gate = Barrier(6)

    def send() -> Contract:
        gate.wait(10)
        try:
            return welcome("same")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = [each.result() for each in [pool.submit(send) for _n in range(6)]]
    assert len({answer.model_dump_json() for answer in answers}) == 1
    assert (OutgoingMessage.objects.count(), SandboxEffect.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_effect_is_noted_with_what_was_asked_and_answered() -> None:
    launched = perform("traffic.launch_cart_recovery_campaign", "k9", audience_id="a-1", products=["prod_1"])
    effect = SandboxEffect.objects.get()
    campaign = Campaign.objects.get()
    assert (effect.name, effect.key) == ("traffic.launch_cart_recovery_campaign", "k9")
    assert (effect.input["audience_id"], effect.input["products"]) == ("a-1", ["prod_1"])
    assert effect.output == {"campaign_id": str(campaign.pk), "status": "active", "budget": "100.00"}
    assert launched.model_dump(mode="json") == effect.output


@pytest.mark.django_db
def test_a_key_of_something_else_is_refused() -> None:
    perform("google_ads.create_lead_audience", "k1", lead_data={})
    with pytest.raises(KeyReused) as error:
        perform("google_ads.pause_product_campaigns", "k1", product_id="prod_1")
    assert str(error.value) == (
        "The key k1 belongs to google_ads.create_lead_audience. "
        "Give google_ads.pause_product_campaigns a key of its own."
    )


@pytest.mark.django_db
def test_what_was_never_asked_of_it_is_not_found() -> None:
    outside = [action for action in actions if action.outside]
    assert len(outside) == 11
    assert [action.look_up("nothing") for action in outside if action.look_up] == [None] * 11


# --- Ports -------------------------------------------------------------------------------------------------------
def test_something_stands_behind_every_port(settings: object) -> None:
    assert vendors_check() == []
    settings.VENDORS = {"whatsapp": "conversations.whatsapp.twin.Nobody"}  # type: ignore[attr-defined]
    (fault,) = vendors_check()
    assert fault.msg.startswith("Nothing stands behind the port 'whatsapp': ")


# --- The desk ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_faults_are_switched_at_the_desk(make_user: UserMaker) -> None:
    browser: Browser = EnglishBrowser()
    browser.force_login(make_user("ada", "admin", is_staff=True))
    welcome()
    assert browser.get(list_link(SandboxEffect)).status_code == 200
    assert "+5511955551234" in browser.get(admin_link(SandboxEffect.objects.get())).content.decode()
    form = {"name": WELCOME, "mode": "timeout", "times_left": "3"}
    assert browser.post(f"{list_link(SandboxFault)}add/", form).status_code == 302
    fault = SandboxFault.objects.get()
    assert (fault.name, fault.mode, fault.times_left) == (WELCOME, "timeout", 3)
    assert browser.get(admin_link(fault)).status_code == 200
    assert (
        "gives no answer, and does nothing" in browser.get(list_link(SandboxFault)).content.decode().lower()
    )
    wrong = browser.post(f"{list_link(SandboxFault)}add/", {**form, "name": "kitchen"})
    assert "The sandbox has no “kitchen”. Choose one of these: google_ads, " in wrong.content.decode()
    assert faults_clear() == 1


@pytest.mark.django_db
def test_the_ledger_is_the_administrators_alone(make_user: UserMaker) -> None:
    browser: Browser = EnglishBrowser()
    browser.force_login(make_user("bruno", "growth", is_staff=True))
    assert browser.get(list_link(SandboxEffect)).status_code == 403
    assert browser.get(list_link(SandboxFault)).status_code == 403

"""The event log at the desk: to look at, never to write; what was given up can be tried again."""

from collections.abc import Callable

import pytest
from django.test import Client

from growth.models import Lead
from nessos.accounts.models import User
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.services import event_emit
from nessos.kernel import clock
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Client:
    browser = EnglishBrowser()
    browser.force_login(make_user("root", is_superuser=True))
    return browser


@pytest.fixture
def given_up() -> Delivery:
    event = event_emit(module="ops", event_type="custom.rang", entity_id="bell", payload={"loud": True})
    return Delivery.objects.create(
        event=event, listener="tests.gone", attempts=8, last_error="Boom", given_up_at=clock.now()
    )


def test_an_event_shows_its_payload_and_what_it_owes(desk: Client, given_up: Delivery) -> None:
    page = desk.get(f"/app/eventlog/moduleevent/{given_up.event_id}/change/").content.decode()
    assert "ops.custom.rang" in page
    assert "loud" in page
    assert "tests.gone" in page
    assert 'name="_save"' not in page


def test_what_speaks_of_a_person_is_for_those_who_may_read_the_row(
    api: Callable[..., Client], make_user: Callable[..., User]
) -> None:
    lead = Lead.objects.create(name="Ana Lima", email="ana@example.com", company="Padaria Alvorada")
    event = ModuleEvent.objects.get(entity_id=str(lead.pk))
    asked = {
        group: api(group).get(f"/api/v1/events/{event.pk}/").json()["payload"] for group in ("ops", "admin")
    }
    assert asked["admin"]["email"] == "ana@example.com"
    assert asked["ops"]["company"] == "Padaria Alvorada"
    assert not {"name", "email", "phone", "message"} & asked["ops"].keys()

    browser = EnglishBrowser()
    browser.force_login(make_user("bia", "ops"))
    page = browser.get(f"/app/eventlog/moduleevent/{event.pk}/change/").content.decode()
    assert "Padaria Alvorada" in page
    assert "ana@example.com" not in page


def test_an_event_cannot_be_changed_or_deleted(desk: Client, given_up: Delivery) -> None:
    address = f"/app/eventlog/moduleevent/{given_up.event_id}"
    assert desk.post(f"{address}/change/", {"module": "fin"}).status_code == 403
    assert desk.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert ModuleEvent.objects.get(pk=given_up.event_id).module == "ops"


def test_the_home_page_tells_of_what_was_given_up(desk: Client, given_up: Delivery) -> None:
    assert "Deliveries given up" in desk.get("/app/").content.decode()
    Delivery.objects.all().delete()
    assert "Deliveries given up" not in desk.get("/app/").content.decode()


def test_what_was_given_up_is_tried_again_from_the_list(desk: Client, given_up: Delivery) -> None:
    form = {"action": "deliveries_replay", "_selected_action": [given_up.pk]}
    assert desk.post("/app/eventlog/delivery/", form).status_code == 302
    given_up.refresh_from_db()
    assert (given_up.given_up_at, given_up.attempts) == (None, 0)


def test_who_may_not_change_deliveries_may_not_try_again(
    given_up: Delivery, make_user: Callable[..., User]
) -> None:
    from django.contrib.auth.models import Permission

    user = make_user("leitora")
    user.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    browser = EnglishBrowser()
    browser.force_login(user)
    browser.post(
        "/app/eventlog/delivery/", {"action": "deliveries_replay", "_selected_action": [given_up.pk]}
    )
    given_up.refresh_from_db()
    assert given_up.given_up_at is not None

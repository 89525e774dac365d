"""The catalogue lock: no service is active without a playbook, by any door, and at no moment."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client as Browser

from growth.errors import ServiceLockedError
from growth.models import Service
from growth.services import service_activate
from ops.models import Playbook
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db

LOCK = (
    "A service is active only with a playbook that says how it is delivered. "
    "Choose a playbook, or leave it inactive."
)
CONSTRAINT = "growth_service_active_needs_playbook"


def make_service(**fields: Any) -> Service:
    return Service.objects.create(**{"name": "Gestão de incidentes", **fields})


def post(browser: Browser, address: str, body: object) -> Any:
    return browser.post(address, body, content_type="application/json")


def patch(browser: Browser, address: str, body: object) -> Any:
    return browser.patch(address, body, content_type="application/json")


def test_the_api_says_at_the_playbook_why_a_service_cannot_be_made_active(
    api: Callable[..., Browser],
) -> None:
    answer = post(api("growth"), "/api/v1/services/", {"name": "Gestão de incidentes", "is_active": True})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "playbook", "message": LOCK}]
    assert not Service.objects.exists()


def test_the_api_says_the_same_when_one_is_activated_later(api: Callable[..., Browser]) -> None:
    service = make_service()
    answer = patch(api("growth"), f"/api/v1/services/{service.pk}/", {"is_active": True})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "playbook", "message": LOCK}]


def test_the_api_does_not_take_the_playbook_from_an_active_service(
    api: Callable[..., Browser], playbook: Playbook
) -> None:
    service = make_service(is_active=True, playbook=playbook)
    answer = patch(api("growth"), f"/api/v1/services/{service.pk}/", {"playbook": None})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "playbook", "message": LOCK}]


def test_a_service_with_a_playbook_is_made_active_and_gets_a_slug(
    api: Callable[..., Browser], playbook: Playbook
) -> None:
    body = {"name": "Gestão de incidentes", "is_active": True, "playbook": str(playbook.pk)}
    browser = api("growth")
    answers = [post(browser, "/api/v1/services/", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json()["slug"] for answer in answers] == ["gestao-de-incidentes", "gestao-de-incidentes-2"]
    assert answers[0].json()["is_active"] is True


def test_the_form_shows_the_sentence_at_the_playbook(desk: Browser) -> None:
    service = make_service()
    form = {"name": service.name, "slug": service.slug, "is_active": "on", "delivery_type": "service"}
    answer = desk.post(f"/app/growth/service/{service.pk}/change/", form)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {"playbook": [LOCK]}
    assert not Service.objects.filter(is_active=True).exists()


def test_the_action_activates_the_others_and_says_which_it_could_not(
    desk: Browser, playbook: Playbook
) -> None:
    ready = make_service(playbook=playbook)
    locked = make_service(name="Sob medida")
    form = {"action": "services_activate", "_selected_action": [str(ready.pk), str(locked.pk)]}
    answer = desk.post("/app/growth/service/", form, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "1 row was changed.",
        str(ServiceLockedError(name="Sob medida")),
    ]
    assert list(Service.objects.filter(is_active=True)) == [ready]


def test_the_service_layer_refuses_it_with_a_sentence() -> None:
    with pytest.raises(ServiceLockedError) as refused:
        service_activate(service=make_service())
    assert str(refused.value) == (
        "The service “Gestão de incidentes” has no playbook that says how it is delivered, so it cannot be activated. "
        "Choose a playbook first."
    )


@pytest.mark.parametrize("door", ["create", "save", "update", "bulk_create", "bulk_update"])
def test_the_orm_is_refused_by_the_database(door: str) -> None:
    service = make_service()
    service.is_active = True
    doors: dict[str, Callable[[], object]] = {
        "create": lambda: make_service(name="Outro", is_active=True),
        "save": service.save,
        "update": lambda: Service.objects.update(is_active=True),
        "bulk_create": lambda: Service.objects.bulk_create([Service(name="Outro", is_active=True)]),
        "bulk_update": lambda: Service.objects.bulk_update([service], ["is_active"]),
    }
    with pytest.raises(IntegrityError, match=CONSTRAINT), transaction.atomic():
        doors[door]()
    assert not Service.objects.filter(is_active=True).exists()


def test_raw_sql_is_refused_by_the_database(playbook: Playbook) -> None:
    make_service(is_active=True, playbook=playbook)
    with (
        pytest.raises(IntegrityError, match=CONSTRAINT),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE growth_service SET playbook_id = NULL")


def test_a_playbook_in_use_cannot_be_deleted(playbook: Playbook, api: Callable[..., Browser]) -> None:
    make_service(is_active=True, playbook=playbook)
    with pytest.raises(ProtectedError):
        playbook.delete()
    answer = api("ops").delete(f"/api/v1/playbooks/{playbook.pk}/")
    assert answer.status_code == 409
    assert "1 service (Gestão de incidentes)" in answer.json()["detail"]


# --- Two transactions at once ------------------------------------------------------------------------------------
class Apart(threading.Thread):
    """Work in a thread, and so on a connection of its own, whose outcome is asked for after it has ended."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the test looks at it
            self.error = error
        finally:
            connection.close()

    def outcome(self) -> Exception | None:
        self.join(timeout=20)
        assert not self.is_alive()
        return self.error


@pytest.mark.usefixtures("emptied")
def test_activating_and_taking_the_playbook_away_at_once_leave_the_lock_whole(playbook: Playbook) -> None:
    service = make_service(playbook=playbook)
    activated = threading.Event()

    def activate() -> None:
        Service.objects.filter(pk=service.pk).update(is_active=True)
        activated.set()
        # Held open until the other one has run into the row's lock.
        assert wait_for_lock()

    def strip() -> None:
        assert activated.wait(10)
        Service.objects.filter(pk=service.pk).update(playbook=None)

    first, second = Apart(activate), Apart(strip)
    first.start()
    second.start()
    assert first.outcome() is None
    assert isinstance(second.outcome(), IntegrityError)
    service.refresh_from_db()
    assert (service.is_active, service.playbook_id) == (True, playbook.pk)


@pytest.mark.usefixtures("emptied")
def test_activating_and_deleting_the_playbook_at_once_leave_the_lock_whole(playbook: Playbook) -> None:
    service = make_service()
    activated, deleted = threading.Event(), threading.Event()

    def activate() -> None:
        Service.objects.filter(pk=service.pk).update(is_active=True, playbook=playbook)
        activated.set()
        assert deleted.wait(10)

    def delete() -> None:
        assert activated.wait(10)
        playbook.delete()

    first, second = Apart(activate), Apart(delete)
    first.start()
    second.start()
    assert second.outcome() is None
    deleted.set()
    assert isinstance(first.outcome(), IntegrityError)
    service.refresh_from_db()
    assert (service.is_active, service.playbook_id) == (False, None)


def wait_for_lock() -> bool:
    """Another session waits for a lock that this one holds."""
    return wait_until(_is_somebody_waiting)


def _is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])

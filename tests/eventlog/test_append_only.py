"""The database refuses to forget or to rewrite what happened."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from nessos.eventlog.models import ModuleEvent
from nessos.eventlog.services import event_emit

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> ModuleEvent:
    made = event_emit(module="ops", event_type="custom.seen", entity_id="e-1", payload={"n": 1})
    ModuleEvent.objects.bulk_create(
        [
            ModuleEvent(
                module="growth", event_type="custom.person", facts={"n": 1}, personal={"name": "Ana Lima"}
            )
        ]
    )
    return made


REFUSED: dict[str, Callable[[], object]] = {
    "update of facts": lambda: ModuleEvent.objects.update(facts={"n": 2}),
    "update of the type": lambda: ModuleEvent.objects.update(event_type="custom.other"),
    "update of the time": lambda: ModuleEvent.objects.update(created_at="2020-01-01T00:00:00Z"),
    "rewriting what is personal": lambda: ModuleEvent.objects.update(personal={"name": "Outra Pessoa"}),
    "emptying it together with a fact": lambda: ModuleEvent.objects.update(personal={}, module="fin"),
    "delete": lambda: ModuleEvent.objects.all().delete(),
}


@pytest.mark.parametrize("door", REFUSED, ids=str)
def test_the_database_refuses(event: ModuleEvent, door: str) -> None:
    with pytest.raises(IntegrityError, match=r"The event log is append-only"), transaction.atomic():
        REFUSED[door]()
    event.refresh_from_db()
    assert event.facts == {"n": 1}


def test_raw_sql_is_refused_too(event: ModuleEvent) -> None:
    with (
        pytest.raises(IntegrityError, match=r"append-only: DELETE was refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM eventlog_moduleevent WHERE id = %s", [event.pk])


def test_truncate_is_refused_outside_a_test_database(event: ModuleEvent) -> None:
    refuses = pytest.raises(IntegrityError, match=r"append-only: TRUNCATE was refused")
    with refuses, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL nessos.test_database = 'off'; TRUNCATE eventlog_moduleevent CASCADE")
    assert ModuleEvent.objects.filter(pk=event.pk).exists()


def test_a_persons_data_can_be_emptied(event: ModuleEvent) -> None:
    assert ModuleEvent.objects.filter(event_type="custom.person").update(personal={}) == 1
    assert ModuleEvent.objects.get(event_type="custom.person").payload == {"n": 1}


def test_pruning_says_so_and_may_delete(event: ModuleEvent) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL nessos.pruning = 'on'")
        ModuleEvent.objects.filter(pk=event.pk).delete()
    assert not ModuleEvent.objects.filter(pk=event.pk).exists()

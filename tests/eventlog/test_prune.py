from datetime import timedelta

import pytest
from django.core.management import call_command

from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.services import event_emit
from nessos.kernel import clock

pytestmark = pytest.mark.django_db


def emit(days_ago: int, name: str) -> ModuleEvent:
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return event_emit(module="ops", event_type=f"custom.{name}", entity_id="", payload={})


def kept() -> set[str]:
    return set(ModuleEvent.objects.values_list("event_type", flat=True))


def test_only_what_is_old_and_owes_nothing_is_removed(capsys: pytest.CaptureFixture[str]) -> None:
    emit(181, "old")
    emit(179, "young")
    Delivery.objects.create(event=emit(400, "owing"), listener="tests.slow")

    call_command("prune", "--dry-run")
    assert capsys.readouterr().out.splitlines()[0] == "1 events older than 180 days would be removed."
    assert kept() == {"custom.old", "custom.young", "custom.owing"}

    call_command("prune")
    assert capsys.readouterr().out.splitlines()[0] == "1 events older than 180 days removed."
    assert kept() == {"custom.young", "custom.owing"}


def test_the_business_clock_decides() -> None:
    emit(0, "today")
    clock.advance(timedelta(days=181))
    call_command("prune")
    assert kept() == set()

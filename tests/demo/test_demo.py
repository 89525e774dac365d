"""The demo is history: it is all there, it is in the past, and it sets nothing off."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command

from fin.models import Contract
from growth.models import Lead
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.kernel import clock
from ops.models import TimeEntry

pytestmark = pytest.mark.django_db

ROOMS = ("growth", "ops", "fin", "people", "jur", "gov", "conversations")


@pytest.fixture
def demo() -> None:
    call_command("demo")


def rows_of_rooms() -> dict[str, int]:
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_no_table_of_any_room_is_empty(demo: None) -> None:
    assert [label for label, count in rows_of_rooms().items() if count == 0] == []


def test_running_it_twice_changes_nothing(demo: None) -> None:
    before = rows_of_rooms(), ModuleEvent.objects.count()
    call_command("demo")
    assert (rows_of_rooms(), ModuleEvent.objects.count()) == before


def test_its_events_are_in_the_past_and_nobody_is_told(demo: None) -> None:
    assert ModuleEvent.objects.exists()
    assert not ModuleEvent.objects.filter(created_at__gt=clock.now()).exists()
    assert not Delivery.objects.exists()


def test_it_covers_half_a_year_and_reaches_today(demo: None) -> None:
    times = Lead.objects.order_by("created_at").values_list("created_at", flat=True)
    first, last = times[0], times[len(times) - 1]
    assert first < clock.now() - timedelta(days=170)
    assert last > clock.now() - timedelta(days=3)


def test_no_timer_is_left_running(demo: None) -> None:
    assert not TimeEntry.objects.filter(ended_at=None).exists()


def test_a_near_end_was_announced_in_the_past(demo: None) -> None:
    """Else the first night's duty would announce it now, and start whatever listens to that."""
    told = Contract.objects.filter(ending_announced_for__isnull=False)
    assert told.count() == 2
    from fin.services import contract_endings_announce

    assert contract_endings_announce() == 0

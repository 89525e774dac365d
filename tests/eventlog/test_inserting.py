"""Events written many at once."""

import pytest
from django.test import Client

from nessos.eventlog.inserting import events_insert
from nessos.eventlog.models import ModuleEvent
from nessos.kernel.ids import uuid7
from tests.conftest import UserMaker
from tests.speaking import EnglishBrowser


@pytest.mark.django_db
def test_no_events_are_written_as_nothing() -> None:
    events_insert([])
    assert not ModuleEvent.objects.exists()


@pytest.mark.django_db
def test_an_event_that_is_not_there_has_no_page(make_user: UserMaker) -> None:
    desk: Client = EnglishBrowser()
    desk.force_login(make_user("chefe", "admin"))
    answer = desk.get(f"/app/eventlog/moduleevent/{uuid7()}/change/", follow=True)
    assert answer.redirect_chain == [("/app/", 302)]

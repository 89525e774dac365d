"""Each listener sees each event once; a failing one is tried again, and given up with its reason."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from growth.models import Lead
from nessos.eventlog.delivery import ATTEMPTS, deliveries_sweep, delivery_replay
from nessos.eventlog.listening import Happened, listener
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.selectors import deliveries_waiting
from nessos.eventlog.services import event_emit
from nessos.kernel import clock
from nessos.kernel.context import Context, working_for
from nessos.kernel.registry import RegistrationError
from tests.eventlog.listeners import listening_to

pytestmark = pytest.mark.usefixtures("emptied")


class Boom(Exception):
    pass


class Ear:
    """A listener that remembers, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.heard: list[UUID] = []
        self.failures = failures

    def __call__(self, event: Happened) -> None:
        self.heard.append(event.id)
        Lead.objects.create(name=f"Heard {len(self.heard)}", email="ear@example.com")
        if len(self.heard) <= self.failures:
            raise Boom("the phone of Ana is +5511987654321")


@pytest.fixture
def ear() -> Iterator[Ear]:
    made = Ear()
    with listening_to("ops.custom.rang", handle=made):
        yield made


def ring(**payload: object) -> ModuleEvent:
    return event_emit(module="ops", event_type="custom.rang", entity_id="bell", payload=payload)


def test_a_listener_hears_of_an_event_right_after_the_commit(ear: Ear) -> None:
    event = ring()
    assert ear.heard == [event.id]
    assert not Delivery.objects.exists()


def test_the_sweep_does_not_tell_it_again(ear: Ear) -> None:
    ring()
    assert deliveries_sweep() == 0
    assert len(ear.heard) == 1


def test_what_a_listener_writes_belongs_to_the_event_that_it_heard(ear: Ear) -> None:
    with working_for(Context(trace_id="trace-of-the-bell")):
        event = ring()
    caused = ModuleEvent.objects.get(event_type="lead.created")
    assert (caused.caused_by, caused.depth, caused.trace_id) == (event.id, 1, "trace-of-the-bell")


def test_a_failure_undoes_what_the_listener_wrote_and_is_tried_again_later(ear: Ear) -> None:
    ear.failures = 1
    ring()
    assert not Lead.objects.exists()
    assert deliveries_sweep() == 0, "not before its time"
    clock.advance(timedelta(seconds=2))
    assert deliveries_sweep() == 1
    assert (len(ear.heard), Lead.objects.count(), Delivery.objects.count()) == (2, 1, 0)
    assert ear.heard[0] == ear.heard[1], "the same id comes again"


def test_one_failing_listener_stops_no_other(ear: Ear) -> None:
    ear.failures = 99
    other = Ear()
    with listening_to("ops.custom.rang", handle=other, name="tests.other"):
        ring()
    assert len(other.heard) == 1
    assert Delivery.objects.get().listener == "tests.listener"


def test_after_many_failures_it_is_given_up_with_a_masked_reason_and_can_be_replayed(ear: Ear) -> None:
    ear.failures = ATTEMPTS
    ring()
    for _attempt in range(ATTEMPTS):
        clock.advance(timedelta(minutes=10))
        deliveries_sweep()
    row = Delivery.objects.get()
    assert row.given_up_at is not None
    assert row.last_error.startswith("Boom: the phone of Ana is ")
    assert "987654321" not in row.last_error
    assert deliveries_waiting()["given_up"] == 1

    assert delivery_replay(ids=[row.pk]) == 1
    assert deliveries_sweep() == 1
    assert not Delivery.objects.exists()


def test_an_unknown_listener_postpones_and_is_never_given_up(ear: Ear) -> None:
    event = ring()
    Delivery.objects.create(event=event, listener="from.another.version")
    for _day in range(ATTEMPTS + 2):
        clock.advance(timedelta(days=1))
        deliveries_sweep()
    row = Delivery.objects.get()
    assert (row.given_up_at, row.attempts) == (None, 0)
    assert row.last_error == "This version of the program has no such listener."


def test_a_loop_of_listeners_is_cut(ear: Ear) -> None:
    def echo(event: Happened) -> None:
        ring()

    with listening_to("ops.custom.rang", handle=echo, name="tests.echo"):
        ring()
        while deliveries_sweep():
            pass
    cut = Delivery.objects.filter(listener="tests.echo").get()
    assert cut.event.depth == 8
    assert cut.given_up_at is not None
    assert "8" in cut.last_error


def test_the_rest_of_a_burst_is_left_to_the_sweep() -> None:
    heard: list[UUID] = []
    with listening_to("growth.lead.created", handle=lambda event: heard.append(event.id), name="tests.burst"):
        Lead.objects.bulk_create([Lead(name=f"Bulk {n}", email="b@example.com") for n in range(50)])
        assert len(heard) == 20
        assert Delivery.objects.filter(listener="tests.burst").count() == 30
        deliveries_sweep()
    assert len(set(heard)) == 50


def test_a_listener_needs_an_event_and_a_name_of_its_own() -> None:
    with pytest.raises(RegistrationError, match="names no event"):
        listener(name="tests.deaf")
    with (
        listening_to("ops.custom.rang", handle=Ear()),
        pytest.raises(RegistrationError, match="registered twice"),
    ):
        listener("ops.custom.rang", name="tests.listener")(Ear())

"""A provider that fails is left alone, by all processes alike, and one call at a time finds out whether it is back."""

from datetime import timedelta

import pytest

from nessos.ai.providers.breaker import (
    breaker_cause,
    breaker_close,
    breaker_enter,
    breaker_note,
    breaker_open_until,
)
from nessos.ai.providers.faults import FaultKind
from nessos.ai.providers.models import Provider
from nessos.kernel import clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def provider() -> Provider:
    return Provider.objects.create(name="A server of ours", base_url="http://127.0.0.1:9/v1")


def seconds_left(provider: Provider) -> float:
    until = breaker_open_until(provider)
    return 0 if until is None else round((until - clock.now()).total_seconds())


@pytest.mark.parametrize("kind", [FaultKind.SERVER, FaultKind.TIMEOUT, FaultKind.UNREACHABLE])
def test_the_third_fault_in_a_row_opens_it_for_half_a_minute(provider: Provider, kind: FaultKind) -> None:
    breaker_note(provider, kind)
    breaker_note(provider, kind)
    assert breaker_open_until(provider) is None
    breaker_note(provider, kind)
    assert seconds_left(provider) == 30


def test_an_answer_in_between_begins_the_count_anew(provider: Provider) -> None:
    for kind in (FaultKind.SERVER, FaultKind.TIMEOUT, None, FaultKind.SERVER, FaultKind.UNREACHABLE):
        breaker_note(provider, kind)
    assert breaker_open_until(provider) is None


def test_each_time_it_stays_open_for_longer_and_ten_minutes_at_most(provider: Provider) -> None:
    breaker_note(provider, FaultKind.SERVER)
    breaker_note(provider, FaultKind.SERVER)
    waits = []
    for _time in range(7):
        breaker_note(provider, FaultKind.SERVER)
        waits.append(seconds_left(provider))
        clock.advance(timedelta(seconds=waits[-1]))
        assert breaker_enter(provider, longest=MINUTE) is None
    assert waits == [30, 60, 120, 240, 480, 600, 600]
    breaker_note(provider, None)
    for _time in range(3):
        breaker_note(provider, FaultKind.SERVER)
    assert seconds_left(provider) == 30


def test_too_many_requests_open_it_for_as_long_as_the_server_asks(provider: Provider) -> None:
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=7))
    assert seconds_left(provider) == 7
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=20))
    assert seconds_left(provider) == 20
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=3))
    assert seconds_left(provider) == 20


def test_no_server_has_itself_left_alone_for_more_than_an_hour(provider: Provider) -> None:
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(days=3))
    assert seconds_left(provider) == 3600


def test_half_open_only_one_may_try_and_the_next_when_it_never_came_back(provider: Provider) -> None:
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=7))
    assert breaker_enter(provider, longest=MINUTE) is not None
    clock.advance(timedelta(seconds=7))
    assert breaker_enter(provider, longest=MINUTE) is None
    assert breaker_enter(provider, longest=MINUTE) is not None
    assert seconds_left(provider) == 70
    clock.advance(timedelta(seconds=70))
    assert breaker_enter(provider, longest=MINUTE) is None
    breaker_note(provider, None)
    assert breaker_enter(provider, longest=MINUTE) is None
    assert breaker_enter(provider, longest=MINUTE) is None


def test_a_try_that_was_called_off_lets_the_next_one_try(provider: Provider) -> None:
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=7))
    clock.advance(timedelta(seconds=7))
    assert breaker_enter(provider, longest=MINUTE) is None
    breaker_note(provider, FaultKind.CANCELLED)
    assert breaker_enter(provider, longest=MINUTE) is None


def test_an_answer_to_a_call_from_before_does_not_close_it(provider: Provider) -> None:
    breaker_note(provider, FaultKind.RATE_LIMITED, timedelta(seconds=7))
    breaker_note(provider, None)
    assert seconds_left(provider) == 7


def test_failures_of_calls_from_before_do_not_keep_it_open_for_longer(provider: Provider) -> None:
    for _call in range(20):
        breaker_note(provider, FaultKind.TIMEOUT)
    assert seconds_left(provider) == 30
    clock.advance(timedelta(seconds=30))
    breaker_note(provider, FaultKind.TIMEOUT)
    assert seconds_left(provider) == 60


@pytest.mark.parametrize("kind", [FaultKind.NO_CREDIT, FaultKind.INVALID_KEY])
def test_what_a_person_must_mend_keeps_it_open_until_the_provider_is_saved(
    provider: Provider, kind: FaultKind
) -> None:
    breaker_note(provider, kind)
    assert seconds_left(provider) == 900
    provider.save()
    assert breaker_open_until(provider) is None


@pytest.mark.parametrize(
    "kind",
    [FaultKind.CONTEXT_OVERFLOW, FaultKind.REFUSED, FaultKind.CONTENT_FILTER, FaultKind.OUTPUT_INVALID],
)
def test_a_fault_of_the_question_says_that_the_provider_is_there(provider: Provider, kind: FaultKind) -> None:
    breaker_note(provider, FaultKind.SERVER)
    breaker_note(provider, FaultKind.SERVER)
    breaker_note(provider, kind)
    breaker_note(provider, FaultKind.SERVER)
    assert breaker_open_until(provider) is None


def test_people_are_told_why_and_may_close_it(provider: Provider) -> None:
    with clock.at(clock.now().replace(hour=15, minute=0, second=0)):
        assert breaker_cause(provider) == ""
        breaker_note(provider, FaultKind.NO_CREDIT)
        assert breaker_cause(provider) == "Left alone until 12:15:00: out of credit."
        breaker_close(provider)
        assert breaker_cause(provider) == ""
        breaker_note(provider, FaultKind.NO_CREDIT)
    with clock.at(clock.now().replace(hour=15, minute=20, second=0)):
        assert breaker_cause(provider) == (
            "It was left alone until 12:15:00: out of credit. The next question finds out whether it works again."
        )

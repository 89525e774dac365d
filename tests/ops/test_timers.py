"""One person has one running timer, whoever starts it where."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from nessos.accounts.models import User
from nessos.kernel import clock
from ops.errors import NoTimerError, TimerRunningError
from ops.models import TimeEntry
from ops.services import timer_start, timer_stop
from tests.fin.making import clock_move_to, make_contract, run_together
from tests.speaking import EnglishBrowser

pytestmark = pytest.mark.django_db


def press(client: Any, which: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(
        f"/api/v1/time-entries/{which}/", json.dumps(body or {}), content_type="application/json"
    )


def test_start_and_stop_measure_the_time_between(api: Any) -> None:
    contract, person = make_contract(), api("employee")
    started = press(person, "start", {"contract": str(contract.pk)})
    assert started.status_code == 201, started.json()
    assert started.json()["ended_at"] is None
    assert started.json()["user"] == person.user.pk
    clock.advance(timedelta(minutes=90, seconds=5))
    stopped = press(person, "stop")
    assert stopped.status_code == 200
    assert (stopped.json()["id"], stopped.json()["duration_minutes"]) == (started.json()["id"], 90)


def test_a_second_start_says_what_runs(api: Any) -> None:
    clock_move_to("2027-03-10 09:30")
    contract, person = make_contract(number="C-7"), api("employee")
    press(person, "start", {"contract": str(contract.pk)})
    answer = press(person, "start", {"contract": str(contract.pk)})
    assert answer.status_code == 409
    assert answer.json()["detail"] == (
        f"Your timer has been running since 2027-03-10 09:30 on contract {contract}. Stop it before you start another."
    )
    assert TimeEntry.objects.count() == 1


def test_a_stop_without_a_start_says_so(api: Any) -> None:
    answer = press(api("employee"), "stop")
    assert answer.status_code == 409
    assert (
        answer.json()["detail"]
        == "No timer of yours is running, so there is nothing to stop. Start one first."
    )


@pytest.mark.parametrize(
    "body", [{}, {"contract": "x"}, {"contract": 7}, {"contract": None}, {"contact": "x"}]
)
def test_a_start_without_a_contract_is_refused(api: Any, body: dict[str, Any]) -> None:
    assert press(api("employee"), "start", body).status_code == 400


def test_two_people_run_timers_side_by_side(make_user: Any) -> None:
    contract = make_contract()
    timer_start(user=make_user("ana"), contract=contract)
    timer_start(user=make_user("bia"), contract=contract)
    assert TimeEntry.objects.filter(ended_at__isnull=True).count() == 2


@pytest.mark.usefixtures("emptied")
def test_of_many_starts_at_once_one_wins(make_user: Any) -> None:
    user, contract = make_user("ana"), make_contract()
    outcomes = run_together(*[lambda: timer_start(user=user, contract=contract)] * 6)
    assert sum(isinstance(each, TimeEntry) for each in outcomes) == 1
    assert sum(isinstance(each, TimerRunningError) for each in outcomes) == 5
    assert TimeEntry.objects.count() == 1


@pytest.mark.usefixtures("emptied")
def test_of_many_stops_at_once_one_wins(make_user: Any) -> None:
    user = make_user("ana")
    timer_start(user=user, contract=make_contract())
    outcomes = run_together(*[lambda: timer_stop(user=user)] * 4)
    assert sum(isinstance(each, TimeEntry) for each in outcomes) == 1
    assert sum(isinstance(each, NoTimerError) for each in outcomes) == 3


def test_the_database_refuses_a_second_running_timer_by_any_door(make_user: Any) -> None:
    user, contract = make_user("ana"), make_contract()
    TimeEntry.objects.create(user=user, contract=contract)
    with pytest.raises(IntegrityError, match="ops_entry_one_running"), transaction.atomic():
        TimeEntry.objects.create(user=user, contract=contract)


def test_the_database_refuses_an_entry_that_ends_before_it_starts(make_user: Any) -> None:
    now = clock.now()
    with pytest.raises(IntegrityError, match="ops_entry_ends_after_start"), transaction.atomic():
        TimeEntry.objects.create(
            user=make_user("ana"), contract=make_contract(), started_at=now, ended_at=now
        )


@pytest.mark.parametrize(("rate", "kept"), [(None, "150.00"), ("92.50", "92.50"), ("0", "0.00")])
def test_the_rate_is_the_persons_of_that_day(make_user: Any, rate: str | None, kept: str) -> None:
    user = make_user("ana", hourly_rate=rate and Decimal(rate))
    entry = timer_start(user=user, contract=make_contract())
    User.objects.filter(pk=user.pk).update(hourly_rate=999)
    timer_stop(user=user)
    entry.refresh_from_db()
    assert entry.hourly_rate == Decimal(kept)


def test_a_timer_stopped_under_a_clock_set_back_still_took_a_moment(make_user: Any) -> None:
    user = make_user("ana")
    clock.advance(timedelta(hours=2))
    timer_start(user=user, contract=make_contract())
    clock.reset()
    assert timer_stop(user=user).duration == timedelta(seconds=1)


# --- Own rows ------------------------------------------------------------------------------------------------------
def test_people_see_and_write_their_own_entries_and_ops_all(api: Any, make_user: Any) -> None:
    other = timer_start(user=make_user("bia"), contract=make_contract())
    address = f"/api/v1/time-entries/{other.pk}/"
    person, ops = api("employee"), api("ops")
    assert person.get("/api/v1/time-entries/").json()["results"] == []
    assert person.get(address).status_code == 404
    assert person.patch(address, '{"note": "x"}', content_type="application/json").status_code == 404
    assert [row["id"] for row in ops.get("/api/v1/time-entries/").json()["results"]] == [str(other.pk)]
    assert ops.patch(address, '{"note": "x"}', content_type="application/json").status_code == 200


def test_nobody_writes_an_entry_in_anothers_name_or_sets_his_rate(api: Any, make_user: Any) -> None:
    person, contract = api("employee"), make_contract()
    body = {
        "contract": str(contract.pk),
        "started_at": "2026-03-02T12:00:00Z",
        "ended_at": "2026-03-02T13:00:00Z",
    }
    for extra, status in (({"user": make_user("bia").pk}, 403), ({"hourly_rate": "1.00"}, 201)):
        answer = person.post(
            "/api/v1/time-entries/", json.dumps({**body, **extra}), content_type="application/json"
        )
        assert answer.status_code == status, answer.json()
    assert TimeEntry.objects.get().hourly_rate == Decimal(150)
    assert TimeEntry.objects.get().user_id == person.user.pk


# --- The page ------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(make_user: Any) -> Browser:
    browser = EnglishBrowser()
    browser.force_login(make_user("ana", "employee"))
    return browser


def test_the_page_starts_and_stops(page: Browser) -> None:
    contract = make_contract(number="C-7")
    assert f'value="{contract.pk}"' in page.get("/app/ops/timer/").content.decode()
    page.post("/app/ops/timer/", {"do": "start", "contract": str(contract.pk), "note": "reunião"})
    text = page.get("/app/ops/timer/").content.decode()
    assert 'value="stop"' in text
    assert "reunião" in text
    assert (
        "The timer is stopped." in page.post("/app/ops/timer/", {"do": "stop"}, follow=True).content.decode()
    )


def test_time_is_entered_at_the_desk_on_a_contract_that_one_may_not_open(page: Browser) -> None:
    contract = make_contract(number="C-7")
    url = "/app/ops/timeentry/add/"
    assert f'value="{contract.pk}"' in page.get(url).content.decode()
    given = {"contract": str(contract.pk), "started_at_0": "2027-03-01", "started_at_1": "09:00"}
    answer = page.post(url, {**given, "ended_at_0": "2027-03-01", "ended_at_1": "10:30"})
    assert answer.status_code == 302, answer.content.decode()
    entry = TimeEntry.objects.get()
    assert (entry.user.username, entry.contract_id, entry.duration_minutes) == ("ana", contract.pk, 90)


def test_the_page_tells_what_is_refused(page: Browser) -> None:
    answer = page.post("/app/ops/timer/", {"do": "stop"}, follow=True).content.decode()
    assert "No timer of yours is running, so there is nothing to stop. Start one first." in answer
    for contract in ("", "x", "0190a5c4-0000-7000-8000-000000000000"):
        answer = page.post(
            "/app/ops/timer/", {"do": "start", "contract": contract}, follow=True
        ).content.decode()
        assert "Choose the contract that you work on." in answer

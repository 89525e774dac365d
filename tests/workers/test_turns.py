"""Whose turn a duty is: leases, failures and a clock that is moved, on the rows that everyone shares."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from threading import Event

import pytest

from nessos.kernel import clock
from nessos.workers.duties import Duty
from nessos.workers.models import DutyState, Heartbeat
from nessos.workers.services import duty_claim, duty_finish, duty_states_ensure, heartbeat_beat
from nessos.workers.turns import ExclusiveTurns, SharedTurns
from nessos.workers.worker import Worker

HOUR = timedelta(hours=1)
RESTING = Event()


class Work:
    """A duty's body that counts, and fails when told to."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.runs = 0
        self.error = error
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self) -> None:
        self.runs += 1
        self.meanwhile()
        if self.error is not None:
            raise self.error


def _worker(pid: int = 1, *, silent_for: timedelta = timedelta()) -> Worker:
    worker = Worker(cluster="here", host="localhost", pid=pid)
    heartbeat_beat(worker=worker, started_at=clock.real_now())
    Heartbeat.objects.filter(pk=worker.id).update(beat_at=clock.real_now() - silent_for)
    return worker


def _duty(run: Work, **when: object) -> Duty:
    return Duty(name="room.work_do", label="Work", run=run, **(when or {"every": HOUR}))  # type: ignore[arg-type]


def _claim(worker: Worker) -> bool:
    return duty_claim(name="room.work_do", worker=worker.id, limit=HOUR)


@pytest.fixture
def due(db: None) -> None:
    duty_states_ensure(due={"room.work_do": clock.now()})


def test_a_leased_duty_is_left_to_its_worker_while_that_one_beats(due: None) -> None:
    first, second = _worker(1), _worker(2)
    assert _claim(first)
    assert not _claim(second)


def test_a_silent_workers_duty_is_taken_over_and_its_late_end_is_refused(due: None) -> None:
    first, second = _worker(1), _worker(2)
    assert _claim(first)
    Heartbeat.objects.filter(pk=first.id).update(beat_at=clock.real_now() - timedelta(seconds=20))
    assert _claim(second)
    assert not duty_finish(name="room.work_do", worker=first.id, due_at=clock.now() + HOUR, seconds=1)

    state = DutyState.objects.get()
    assert (state.lease_by, state.failures) == (second.id, 1)
    assert duty_finish(name="room.work_do", worker=second.id, due_at=clock.now() + HOUR, seconds=1)
    state.refresh_from_db()
    assert (state.lease_by, state.failures) == (None, 0)


def test_a_duty_that_outlasts_its_limit_is_taken_over_from_a_live_worker(due: None) -> None:
    first, second = _worker(1), _worker(2)
    assert duty_claim(name="room.work_do", worker=first.id, limit=timedelta(seconds=-1))
    assert _claim(second)


def test_a_worker_that_does_not_beat_takes_nothing(due: None) -> None:
    assert not _claim(_worker(1, silent_for=timedelta(seconds=20)))
    assert _claim(_worker(2))


def test_a_duty_whose_lease_was_lost_writes_nothing(db: None, caplog: pytest.LogCaptureFixture) -> None:
    first, second, work = _worker(1), _worker(2), Work()
    work.meanwhile = lambda: DutyState.objects.update(lease_by=second.id)
    ExclusiveTurns(first, [_duty(work)])(RESTING)

    state = DutyState.objects.get()
    assert (work.runs, state.lease_by, state.last_finished_at) == (1, second.id, None)
    assert "the duty room.work_do took so long that another worker took it over" in caplog.messages


def test_an_interval_begins_with_a_run_and_missed_ones_are_not_made_up_for(db: None) -> None:
    work = Work()
    turns = ExclusiveTurns(_worker(), [_duty(work)])
    for _look in range(3):
        turns(RESTING)
    assert work.runs == 1
    clock.advance(timedelta(days=2))
    for _look in range(3):
        turns(RESTING)
    assert work.runs == 2
    assert DutyState.objects.get().due_at > clock.now() + HOUR * 0.9


def test_a_time_of_day_is_that_of_the_company_and_is_waited_for(db: None) -> None:
    work = Work()
    turns = ExclusiveTurns(_worker(), [_duty(work, at=time(3, 30))])
    turns(RESTING)
    assert work.runs == 0
    due_at = DutyState.objects.get().due_at
    assert (due_at.hour, due_at.minute) == (6, 30)  # São Paulo is three hours behind UTC
    clock.advance(due_at - clock.now())
    turns(RESTING)
    turns(RESTING)
    assert work.runs == 1
    assert DutyState.objects.get().due_at == due_at + timedelta(days=1)


def test_a_clock_set_back_does_not_put_a_duty_to_sleep(db: None) -> None:
    work = Work()
    turns = ExclusiveTurns(_worker(), [_duty(work)])
    clock.advance(timedelta(days=30))
    turns(RESTING)
    clock.reset()
    turns(RESTING)
    assert DutyState.objects.get().due_at <= clock.now() + HOUR
    clock.advance(HOUR)
    turns(RESTING)
    assert work.runs == 2


@pytest.mark.parametrize("error", [RuntimeError("no room"), SystemExit("no room")])
def test_a_failing_duty_is_tried_again_ever_later_and_logged_once(
    transactional_db: None, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    work = Work(error)
    turns = ExclusiveTurns(_worker(), [_duty(work, every=timedelta(minutes=3))])
    waits = []
    for _failure in range(5):
        turns(RESTING)
        due_at = DutyState.objects.get().due_at
        waits.append(_rounded(due_at))
        clock.advance(due_at - clock.now())
    assert waits == [30, 60, 120, 180, 180]  # never past the next regular time
    assert caplog.messages.count("the duty room.work_do failed and will be tried again") == 1

    work.error = None
    turns(RESTING)
    state = DutyState.objects.get()
    assert (work.runs, state.failures, state.last_error) == (6, 0, "")


def test_a_shared_duty_runs_on_every_worker_without_a_row(db: None) -> None:
    work = Work()
    duty = _duty(work, every=timedelta(seconds=5), exclusive=False)
    workers = [SharedTurns(_worker(pid), [duty]) for pid in (1, 2)]
    for turns in workers * 3:
        turns(RESTING)
    assert work.runs == 2
    clock.advance(timedelta(seconds=5))
    for turns in workers:
        turns(RESTING)
    assert work.runs == 4
    clock.advance(timedelta(days=30))
    clock.reset()
    assert not DutyState.objects.exists()


def test_a_failing_shared_duty_rests_longer_and_is_logged_once(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = Work(RuntimeError("no room")), Work()
    every = timedelta(seconds=1)
    named = Duty(name="room.sound_do", label="Sound", run=sound, every=every, exclusive=False)
    turns = SharedTurns(_worker(), [_duty(broken, every=every, exclusive=False), named])
    for _second in range(8):
        turns(RESTING)
        clock.advance(every)
    assert (broken.runs, sound.runs) == (4, 8)  # at once, and after 1, 2 and 4 seconds
    assert caplog.messages.count("the duty room.work_do failed and will be tried again") == 1


def _rounded(due_at: datetime) -> int:
    return round((due_at - clock.now()).total_seconds())

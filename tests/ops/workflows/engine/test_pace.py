"""How often a worker looks, on a clock that stands where the test puts it."""

from ops.workflows.pace import BURST, LARGE, QUIET, REST, Pace


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def batch(pace: Pace, size: int, *, news: int | None = None) -> float:
    pace.begin()
    return pace.end(size, news=size if news is None else news)


def test_a_lone_run_is_done_without_a_rest() -> None:
    pace = Pace(Clock())
    assert [batch(pace, 1) for _step in range(3)] == [0.0] * 3


def test_small_batches_without_end_get_a_rest_so_that_they_grow() -> None:
    pace = Pace(Clock())
    rests = [batch(pace, 2) for _n in range(int(BURST) + 2)]
    assert rests == [0.0] * int(BURST) + [REST] * 2
    assert pace.is_busy


def test_a_large_batch_is_followed_at_once() -> None:
    pace = Pace(Clock())
    for _n in range(int(BURST) + 1):
        batch(pace, 2)
    assert batch(pace, LARGE) == 0.0


def test_a_long_chain_of_steps_gets_no_rest_since_none_would_make_its_batches_larger() -> None:
    pace = Pace(Clock())
    assert {batch(pace, 1, news=0) for _step in range(200)} == {0.0}


def test_the_load_is_over_when_some_looks_have_found_nothing() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _n in range(int(BURST) + 1):
        batch(pace, 2)
    for _look in range(QUIET):
        clock.seconds += REST
        rest = batch(pace, 0)
    assert (rest, pace.is_busy) == (0.0, False)


def test_runs_that_come_now_and_then_never_get_a_rest() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _run in range(50):
        clock.seconds += 0.1
        assert [batch(pace, 1) for _step in range(3)] == [0.0] * 3

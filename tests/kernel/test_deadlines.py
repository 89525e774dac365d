"""How long is left."""

from nessos.kernel.deadlines import time_left, time_limited


def test_nobody_waits_so_a_client_may_take_its_longest() -> None:
    assert time_left(30) == 30
    with time_limited(None):
        assert time_left(30) == 30


def test_what_is_left_is_never_more_than_a_client_would_take_and_never_nothing() -> None:
    with time_limited(5):
        assert 4 < time_left(30) <= 5
        assert time_left(1) == 1
    with time_limited(-1):
        assert time_left(30) == 0.05
    assert time_left(30) == 30

"""Work that waits for somebody else, watched: it ends in time, or when it is called off, whatever it is doing."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from enum import Enum
from threading import Thread
from typing import TypeVar

from django.utils import translation
from django.utils.translation import get_language

T = TypeVar("T")

#: How often it is asked whether it was called off.
_LOOK = 0.25


class Halt(Enum):
    TIME = "time"
    CANCELLED = "cancelled"


def work_watch(
    work: Callable[[], T], *, until: float, cancelled: Callable[[], bool], halt: Callable[[], None]
) -> T | Halt:
    """Run ``work`` in a thread of its own, which touches no database. ``until``: of ``time.monotonic()``.

    It speaks the language of whoever asks.
    When its time is over, or it was called off, ``halt`` is called to wake it up; what it still says is not heard.
    """
    done: Future[T] = Future()
    spoken = translation.override(get_language())(work)
    Thread(target=_run, args=(spoken, done), daemon=True, name="nessos-model").start()
    try:
        while True:
            if cancelled():
                return Halt.CANCELLED
            left = until - time.monotonic()
            if left <= 0:
                return Halt.TIME
            try:
                return done.result(timeout=min(left, _LOOK))
            except NotYetError:
                # It raised one of its own, or ended just now.
                if done.done():
                    return done.result()
    finally:
        if not done.done():
            halt()


def _run(work: Callable[[], T], done: "Future[T]") -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001  (whoever waits raises it)
        done.set_exception(error)

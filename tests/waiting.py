"""The one place where a test waits for something that happens elsewhere."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T | None], *, seconds: float = 10.0, pause: float = 0.05) -> T:
    """Ask again and again until the answer is true, and answer it; fail when the time is over."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:.0f} s in vain.")
        time.sleep(pause)
    return answer

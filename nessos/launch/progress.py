"""What `up` tells the terminal: one line per step, with its duration."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def say(line: str, end: str = "\n") -> None:
    """Print, also to a terminal that was closed meanwhile."""
    with suppress(OSError, ValueError):
        print(line, end=end, flush=True)


def complain(line: str) -> None:
    with suppress(OSError, ValueError):
        print(line, file=sys.stderr, flush=True)


@contextmanager
def step(name: str, *, alone: bool = True) -> Iterator[None]:
    """One step; not `alone` when children write to the same terminal meanwhile: then it shows at its end."""
    start = time.monotonic()
    label = f"  {name:<20}"
    if alone:
        say(label, end="")
    try:
        yield
    except BaseException:
        if alone:
            say("")
        raise
    say(f"{'' if alone else label}{time.monotonic() - start:6.1f} s")

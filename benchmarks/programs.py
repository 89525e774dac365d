"""The processes that take part in a benchmark, and how they speak with it: over their input and output."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from random import uniform
from time import perf_counter, sleep, time
from typing import Any

READY = "ready"
#: Between two runs of an idle house, so that they fall at any moment of anybody's polling.
PAUSES = (0.05, 0.35)
#: How often the end of a run is looked for.
GLANCE = 0.001


class Program:
    """Of the harness: one process that takes part."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own programs
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lines = iter(self._process.stdout or ())

    @property
    def pid(self) -> int:
        return self._process.pid

    def await_ready(self) -> None:
        self._line_find(lambda line: line == READY)

    def begin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        return json.loads(self._line_find(lambda line: line.startswith(("{", "["))))

    def await_success(self) -> None:
        """Of one that only has to run."""
        self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(f"A program of the benchmark failed: {self._process.args!r}.")

    def end(self) -> None:
        """By the end of its input, and by force if it does not listen."""
        try:
            self._process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def _line_find(self, is_it: Callable[[str], bool]) -> str:
        for line in self._lines:
            if is_it(line.strip()):
                return line.strip()
        raise RuntimeError(f"A program of the benchmark ended early: {self._process.args!r}.")


# What the programs themselves use; the peers' run on another interpreter, so with the standard library alone.


def beginning_await() -> None:
    """Say that one is ready, and wait to be told."""
    line_say(READY)
    sys.stdin.readline()


def end_await() -> None:
    sys.stdin.read()


def line_say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def submit_all(count: int, submit: Callable[[int], object]) -> None:
    """Runs 1 to ``count``, one by one; answers when that began and ended."""
    beginning_await()
    began = time()
    for number in range(1, count + 1):
        submit(number)
    line_say(json.dumps({"began": began, "ended": time()}))


def submit_threaded(count: int, submit: Callable[[int], object], threads: Executor) -> None:
    """The same by several threads, until each has been answered."""
    beginning_await()
    began = time()
    for _answer in threads.map(submit, range(1, count + 1)):
        pass
    line_say(json.dumps({"began": began, "ended": time()}))


def idle_times(count: int, submit: Callable[[int], Any], is_over: Callable[[Any], bool]) -> None:
    """Answers the seconds from before each submission to when its end was seen."""
    beginning_await()
    times = []
    for number in range(1, count + 1):
        sleep(uniform(*PAUSES))  # noqa: S311 - no secret
        began = perf_counter()
        key = submit(number)
        while not is_over(key):
            sleep(GLANCE)
        times.append(perf_counter() - began)
    line_say(json.dumps(times))

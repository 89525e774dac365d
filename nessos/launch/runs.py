"""The processes of one run of `up`, known by a mark in their environment: no pid is ever trusted.

A pid may be another program's by the time one reads it from a file; the mark is a random text that only the
processes started by that run can carry.
"""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from nessos.launch import folder
from nessos.launch.errors import LaunchError
from nessos.launch.spawn import MARK

RUN = "run"


class LeftoversStay(LaunchError):
    def __init__(self, pids: list[int]) -> None:
        numbers = " ".join(map(str, pids))
        super().__init__(
            f"Processes of an earlier run (pids {numbers}) cannot be ended: "
            f"end them with `kill -9 {numbers}` as the user who owns them, then start again."
        )


def begin_run(data: Path) -> str:
    """Record a new run and answer its mark, for the environment of its processes."""
    mark = secrets.token_hex(16)
    folder.write(data, RUN, mark)
    return mark


def end_run(data: Path) -> None:
    (data / RUN).unlink(missing_ok=True)


def end_leftovers(data: Path) -> int:
    """End what an earlier run, killed before it could, left behind; answer how many processes that were."""
    mark = folder.read(data, RUN).strip()
    if not mark:
        return 0
    ended = end_marked(mark)
    end_run(data)
    return ended


def end_marked(mark: str, *, session: int | None = None) -> int:
    """Kill every process of a run, or only those of one session in it, and wait until they are gone."""
    found = list(_find_marked(mark, session))
    for process in found:
        with suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)
    staying = [process.pid for process in psutil.wait_procs(found, timeout=10)[1]]
    if staying:
        raise LeftoversStay(staying)
    return len(found)


def _find_marked(mark: str, session: int | None) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if session is not None and os.getsid(process.pid) != session:
                continue
            if process.environ().get(MARK) == mark and process.pid != os.getpid():
                yield process

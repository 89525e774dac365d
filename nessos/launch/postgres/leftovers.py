"""What an earlier server may have left in the folder: a pid file, or itself, still shutting down."""

import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from nessos.launch.errors import LaunchError
from nessos.launch.folder import read

PID_FILE = "postmaster.pid"
# How long an orphan may take for each: its own orderly end, our fast stop, our immediate stop, the kernel's.
PATIENCE = ((None, 5.0), (signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


class OrphanStays(LaunchError):
    def __init__(self, files: Path, process: psutil.Process) -> None:
        super().__init__(
            f"An earlier PostgreSQL (pid {process.pid}) still runs on {files} and cannot be ended: "
            f"end it with `kill -9 {process.pid}` as the user who owns it, then start again."
        )


def clear_leftovers(files: Path) -> None:
    """Leave the folder free for a new server; call it as the owner of the folder's lock."""
    if not (files / PID_FILE).exists():
        return
    for wish, patience in PATIENCE:
        orphans = list(_find_servers(files))
        if not orphans:
            break
        for orphan in orphans if wish else ():
            with suppress(psutil.Error):
                orphan.send_signal(wish)
        _await_end(files, patience)
    for orphan in _find_servers(files):
        raise OrphanStays(files, orphan)
    _remove_stale_pid_file(files)


def _find_servers(files: Path) -> Iterator[psutil.Process]:
    """Every process of a PostgreSQL on this folder: it is the working folder of all of them."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
                continue
            if Path(process.cwd()) == files.resolve():
                yield process


def _await_end(files: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and any(_find_servers(files)):
        time.sleep(0.05)


def _remove_stale_pid_file(files: Path) -> None:
    """PostgreSQL judges a dead pid by itself; it is misled by one that another program got since."""
    lines = read(files, PID_FILE).splitlines()
    if not lines or not lines[0].strip().isdigit() or psutil.pid_exists(int(lines[0])):
        (files / PID_FILE).unlink(missing_ok=True)

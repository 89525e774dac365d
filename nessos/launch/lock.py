"""One owner per data folder: a lock that the kernel takes back when its process ends, however it ends."""

import fcntl
import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nessos.launch.accounts import hand_over
from nessos.launch.errors import LaunchError
from nessos.launch.folder import FolderNotUsable

LOCK = "lock"
BORROWERS = "borrowers"


class FolderBusy(LaunchError):
    def __init__(self, data: Path, holder: dict[str, Any]) -> None:
        command = holder.get("command", "another process")
        pid = f" (pid {holder['pid']})" if "pid" in holder else ""
        address = f" and answers at {holder['address']}" if holder.get("address") else ""
        super().__init__(
            f"The data folder {data} is in use: `{command}`{pid} runs on it{address}. "
            "Stop that one first, or set NESSOS_DATA to another folder."
        )


class FolderLock:
    """A held lock; `describe` is what a second start tells its user about us."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._facts: dict[str, Any] = {"pid": os.getpid(), "command": _command()}
        self.describe()

    def describe(self, **facts: str) -> None:
        self._facts |= facts
        text = json.dumps(self._facts).encode()
        os.pwrite(self._descriptor, text, 0)
        os.ftruncate(self._descriptor, len(text))


@contextmanager
def hold_folder(data: Path) -> Iterator[FolderLock]:
    """Own the folder, or raise `FolderBusy` at once."""
    descriptor = _open(data, LOCK)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderBusy(data, _read_holder(descriptor)) from None
        yield FolderLock(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def count_as_borrower(data: Path) -> Iterator[int]:
    """Be one of those who use a database that another command may have started."""
    descriptor = _open(data, BORROWERS)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor
    finally:
        os.close(descriptor)


def await_other_borrowers(borrower: int) -> None:
    """Return when no other command uses the database any more."""
    try:
        fcntl.flock(borrower, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another command still uses the database; waiting for it to end.", file=sys.stderr)
        fcntl.flock(borrower, fcntl.LOCK_EX)


def _open(data: Path, name: str) -> int:
    path = data / name
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise FolderNotUsable(data, f"{name}: {error.strerror}") from error
    hand_over(path)
    return descriptor


def _read_holder(descriptor: int) -> dict[str, Any]:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _command() -> str:
    program = Path(sys.argv[0]).name if sys.argv else "python"
    return shlex.join([program, *sys.argv[1:]])

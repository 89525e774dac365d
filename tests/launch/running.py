"""Starts the real `manage.py up` in a folder of its own, and looks at the machine from outside."""

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg

from nessos.launch.accounts import Account
from nessos.launch.environment import ROOT
from nessos.launch.postgres import connection
from nessos.launch.spawn import spawn
from tests.waiting import wait_until

OURS = ("NESSOS_", "DATABASE_URL", "SECRET_KEY", "PORT", "DJANGO_", "PYTEST_", "COV_CORE_", "PYTHONWARNINGS")
COMMAND = [sys.executable, str(ROOT / "manage.py")]


def make_environment(data: Path, **extra: str) -> dict[str, str]:
    """That of a person at a terminal: nothing of the tests' own server."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**plain, "NESSOS_DATA": str(data), **extra}


def run_command(data: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end, which must come within a minute."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=make_environment(data, **extra), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


class Up:
    """A running `up`; its output goes to a file, as to a terminal that nobody blocks."""

    def __init__(self, data: Path, output: Path, account: Account | None, arguments: tuple[str, ...]) -> None:
        self.data = data
        self.output = output
        with output.open("wb") as sink:
            self.process = spawn(
                [*COMMAND, "up", *arguments],
                death=signal.SIGKILL, account=account, output=sink, cwd=ROOT, env=make_environment(data),
            )  # fmt: skip

    def read(self) -> str:
        return self.output.read_text(errors="replace")

    def await_text(self, pattern: str, *, seconds: float = 60) -> str:
        """The first group of what was printed."""

        def look() -> re.Match[str] | None:
            found = re.search(pattern, self.read())
            assert found or self.process.poll() is None, f"`up` ended:\n{self.read()}"
            return found

        return wait_until(look, seconds=seconds)[1]

    def await_address(self) -> str:
        return self.await_text(r"ness\.OS is up after [\d.]+ s: (http://[\d.:]+)/app/")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def running_up(data: Path, *arguments: str, account: Account | None = None) -> Iterator[Up]:
    """`up` on any free port, ended with the block if it has not ended before."""
    up = Up(data, data.parent / f"{data.name}.output", account, ("--port", "0", "--no-demo", *arguments))
    try:
        yield up
    finally:
        if up.process.poll() is None:
            up.stop()


def find_processes(data: Path) -> list[psutil.Process]:
    """Everything that was started for this data folder, by its environment or, PostgreSQL, by its arguments."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if (
                process.environ().get("NESSOS_DATA") == str(data)
                or str(data / "postgres") in process.cmdline()
            ):
                found.append(process)
    return found


def find_children(data: Path, word: str) -> list[psutil.Process]:
    """Those whose own command has this word, without the guards above them."""
    return [
        process for process in find_processes(data)
        if word in (line := process.cmdline()) and not any("child.py" in part for part in line)
    ]  # fmt: skip


def get_status(address: str, path: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    client = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    try:
        client.request("GET", path)
        return client.getresponse().status
    except OSError:
        return 0
    finally:
        client.close()


def ask_database(data: Path, query: str) -> list[tuple[object, ...]]:
    facts = connection(data)
    with psycopg.connect(
        dbname=facts["NAME"],
        user=facts["USER"],
        password=facts["PASSWORD"],
        host=facts["HOST"],
        port=facts["PORT"],
    ) as database:
        return database.execute(query).fetchall()

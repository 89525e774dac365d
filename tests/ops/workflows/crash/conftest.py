"""Real processes on the test's own database: forked workers, each of which may be armed to die somewhere."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from nessos.kernel import clock
from nessos.launch.environment import ROOT
from nessos.workers.models import Heartbeat
from ops.workflows.models import Errand
from tests.ops.workflows.crash.outside import acting
from tests.ops.workflows.errands.ledger import Ledger, posting

#: Nothing here stops a server, but all of it kills: one process runs these tests.
GROUP = "crash"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(GROUP))


class Zygote:
    """Forks workers on demand; see ``zygote.py``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        name = str(connection.settings_dict["NAME"])
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "nessos.settings",
            "NESSOS_PROCESS": "worker",
            "NESSOS_CRASH_FOLDER": str(folder),
            "DATABASE_URL": os.environ["DATABASE_URL"].removesuffix("nessos") + name,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ops.workflows.crash.zygote"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._pids: set[int] = set()
        assert self._answer() == "ready"

    def fork(self, what: str, *, crash: str = "-") -> int:
        """A process that does this, and dies at that point."""
        pid = int(self._order(f"fork {crash} {what}"))
        self._pids.add(pid)
        return pid

    def wait(self, pid: int) -> int:
        """How it ended."""
        self._pids.discard(pid)
        return int(self._order(f"wait {pid}"))

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert self.wait(pid) == -signal.SIGKILL

    def end(self) -> None:
        for pid in list(self._pids):
            with suppress(ProcessLookupError):
                self.kill(pid)

    def close(self) -> None:
        self.end()
        self._process.communicate()

    def _order(self, line: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "The process that forks the workers has died."
        return line


@pytest.fixture(scope="module")
def forking(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    found = Zygote(tmp_path_factory.mktemp("crash"))
    yield found
    found.close()


@pytest.fixture
def zygote(emptied: None, forking: Zygote) -> Iterator[Zygote]:
    """None of its processes outlives the test, since the tables are emptied after it."""
    for name in ("ledger", "go", "reached"):
        (forking.folder / name).unlink(missing_ok=True)
    yield forking
    forking.end()


@pytest.fixture
def ledger(zygote: Zygote) -> Iterator[Ledger]:
    """The same outside, and the same actions, in the test's own process: it only reads there."""
    found = Ledger(zygote.folder / "ledger")
    with posting(found), acting(zygote.folder):
        yield found


def dead_age() -> None:
    """As after a day: whoever was killed has been silent for long, and its leases are over."""
    ago = clock.real_now() - timedelta(days=1)
    Heartbeat.objects.update(beat_at=ago)
    Errand.objects.filter(lease_until__isnull=False).update(lease_until=ago)

"""Clusters of real processes on the test's database."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection

from nessos.workers.models import Heartbeat
from tests.waiting import wait_until


class Cluster:
    """One ``qcluster`` in a session of its own, as ``up`` starts it."""

    def __init__(self, name: str, folder: Path, **env: str) -> None:
        self.name = name
        self.notes = folder / "notes"
        self.notes.touch()
        self._log = (folder / f"{name}.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.workers.qcluster", connection.settings_dict["NAME"]],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "NESSOS_PROCESS": "worker",
                "NESSOS_CLUSTER": name,
                "NESSOS_TEST_NOTES": str(self.notes),
                **env,
            },
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def await_heartbeat(self) -> Heartbeat:
        """The beat of a worker that is alive."""
        return wait_until(self._find_live, seconds=15)

    def _find_live(self) -> Heartbeat | None:
        rows = Heartbeat.objects.filter(cluster=self.name)
        return next((row for row in rows if psutil.pid_exists(row.pid)), None)

    def count(self, what: str, pid: int | None = None) -> int:
        """How often it was noted down, by any cluster of this test or by this one process."""
        lines = [line.split() for line in self.notes.read_text().splitlines()]
        return sum(1 for word, by in lines if word == what and pid in {None, int(by)})

    def await_sweeps(self, *pids: int) -> None:
        """Until these workers have gone round twice more, and had every chance to do what they should not."""
        wanted = {pid: self.count("sweep", pid) + 2 for pid in pids}
        wait_until(
            lambda: all(self.count("sweep", pid) >= count for pid, count in wanted.items()), seconds=15
        )

    def terminate(self, within: float = 10) -> int:
        self.process.terminate()
        return self.process.wait(within)

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()


ClusterStart = Callable[..., Cluster]


@pytest.fixture
def start_cluster(transactional_db: None, tmp_path: Path) -> Iterator[ClusterStart]:
    started: list[Cluster] = []

    def start(name: str = "first", **env: str) -> Cluster:
        started.append(Cluster(name, tmp_path, **env))
        return started[-1]

    yield start
    for cluster in started:
        cluster.end()

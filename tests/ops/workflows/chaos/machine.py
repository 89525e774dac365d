"""A machine of workers, as production has it: ``manage.py up --no-web`` on an outside database, and ways to hurt it."""

import re
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from nessos.launch.environment import ROOT
from nessos.launch.spawn import spawn
from tests.launch.running import COMMAND, find_processes
from tests.ops.workflows.chaos.site import Site
from tests.waiting import wait_until


class Machine:
    """The supervisor, under it a guard for each cluster, under that the cluster with its sentinel and its workers."""

    def __init__(self, site: Site, folder: Path, workers: int) -> None:
        self._site = site
        self._workers = workers
        self._folder = folder
        self._output = folder.with_suffix(".output")
        self.start()

    def start(self) -> None:
        with self._output.open("ab") as output:
            self._up = spawn(
                [*COMMAND, "up", "--no-web", "--no-demo", "--workers", str(self._workers)],
                death=signal.SIGKILL, output=output, cwd=ROOT,
                env=self._site.environment(NESSOS_DATA=str(self._folder)),
            )  # fmt: skip

    def read(self) -> str:
        return self._output.read_text(errors="replace")

    def await_up(self) -> None:
        def look() -> bool:
            assert self._up.poll() is None, f"`up` ended:\n{self.read()}"
            return "The workers are up." in self.read() and len(self.workers()) >= self._workers

        wait_until(look, seconds=60, pause=0.2)

    def processes(self) -> list[psutil.Process]:
        """All but the supervisor: guards, clusters, sentinels, workers, monitors and pushers."""
        return [process for process in find_processes(self._folder) if process.pid != self._up.pid]

    def workers(self) -> list[psutil.Process]:
        """Those that beat."""
        beating = {pid for (pid,) in self._site.ask("SELECT pid FROM workers_heartbeat")}
        return [process for process in self.processes() if process.pid in beating]

    def restarts(self) -> list[str]:
        """What the supervisor said of those that it started again."""
        return re.findall(r"^(workers-\d+ .*; it is started again in .*)$", self.read(), flags=re.MULTILINE)

    def everything(self) -> list[psutil.Process]:
        """The supervisor too, and first, so that it can mend nothing."""
        return [psutil.Process(self._up.pid), *self.processes()]

    def power_off(self) -> None:
        """Everything is gone at once."""
        for process in self.everything():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._up.wait()
        wait_until(lambda: not self.processes(), seconds=10)

    def end(self) -> None:
        if self._up.poll() is None:
            self.power_off()

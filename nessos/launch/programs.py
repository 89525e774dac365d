"""One child of the supervisor: how it is started, restarted and ended."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nessos.launch.environment import ROOT
from nessos.launch.runs import end_marked
from nessos.launch.spawn import MARK, spawn

FIRST_PAUSE = 0.5
# Work goes on within fifteen seconds of whatever was killed, or after the database is back: so never much longer.
LONGEST_PAUSE = 5.0
# Who ran this long was well: its next death is not the continuation of the last one.
HEALTHY_AFTER = 60.0


@dataclass
class Program:
    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    mark: str
    #: Seconds between SIGTERM and the end of its whole group.
    grace: int
    pass_fds: Sequence[int] = ()
    generation: int = 0
    started_at: float = 0.0
    next_start: float = 0.0
    #: Deaths in a row, each soon after its start.
    failures: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def is_started(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def label(self) -> str:
        """This very process of the program: no restart bears the same."""
        return f"{self.name}-{self.mark[:8]}-{self.generation}"

    def start(self) -> None:
        self.generation += 1
        self.started_at = time.monotonic()
        self._process = spawn(
            self.command,
            death=signal.SIGTERM,
            cwd=ROOT,
            env={**os.environ, **self.env, MARK: self.mark, "NESSOS_CLUSTER": self.label},
            pass_fds=self.pass_fds,
            grace=self.grace,
        )

    def find_end(self) -> str | None:
        """How it ended, when it did."""
        code = self._process.poll() if self._process else None
        if code is None:
            return None
        code = code if code >= 0 else 128 - code
        return f"was killed by {signal.Signals(code - 128).name}" if code > 128 else f"ended with code {code}"

    def ask_to_stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Kill it and everything it forked; `start` may be called again after a pause that grows."""
        if self._process:
            end_marked(self.mark, session=self._process.pid)
            self._process.wait()
            self._process = None
        was_well = time.monotonic() - self.started_at > HEALTHY_AFTER
        self.failures = 1 if was_well else self.failures + 1
        self.next_start = time.monotonic() + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.failures - 1))

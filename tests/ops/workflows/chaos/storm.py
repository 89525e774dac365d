"""A storm: events come in, processes are killed, PostgreSQL is restarted; and how long nothing moved."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from time import monotonic

import psutil

from tests.ops.workflows.chaos.judging import open_tell, unexplained_find
from tests.ops.workflows.chaos.machine import Machine
from tests.ops.workflows.chaos.site import Site
from tests.waiting import wait_until

#: Every step's record says when it was decided; while there is work, these follow each other closely.
_MOMENTS = "SELECT DISTINCT ended_at FROM workflows_step WHERE ended_at IS NOT NULL ORDER BY ended_at"


@dataclass
class Storm:
    site: Site
    machines: Sequence[Machine]
    events: int
    #: Seconds between two kills, at least and at most.
    pace: tuple[float, float]
    #: It goes on killing until all events are recorded, and it has killed so many processes.
    least: int
    #: After so many events PostgreSQL crashes, and is away for so many seconds.
    crashes: dict[int, float]
    #: What else happens, each after so many events.
    others: dict[int, Callable[[], None]] = field(default_factory=dict)
    submitters: int = 2
    seed: int = 0
    kills: list[str] = field(default_factory=list)
    #: When PostgreSQL went, and when it was back.
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def rage(self, *, within: float) -> None:
        """From the first event until every run has ended."""
        began, share = monotonic(), self.events // self.submitters
        submitting = [
            self.site.start("-m", "tests.ops.workflows.chaos.submitting", str(number * share), str(share))
            for number in range(self.submitters)
        ]
        try:
            self._strike_until_over(began + within)
            assert [process.wait(60) for process in submitting] == [0] * self.submitters
        finally:
            for process in submitting:
                process.kill()
                process.wait()
        self.seconds = monotonic() - began

    def longest_standstill(self) -> float:
        """How long, at most, no step at all was decided while PostgreSQL was there, from the first to the last."""
        steps = [moment for (moment,) in self.site.ask(_MOMENTS)]
        moments = sorted([*steps, *(moment for outage in self.outages for moment in outage)])
        returns = {back for _gone, back in self.outages}
        return max(
            float((later - earlier).total_seconds())
            for earlier, later in pairwise(moments)
            if later not in returns
        )

    def tell(self) -> str:
        """The figures, in a line."""
        return (
            f"{self.events} events, {self.site.stands('ended')} runs, {self.seconds:.0f} s"
            f" ({self.events / max(self.seconds, 1):.0f} events/s); {len(self.kills)} processes killed,"
            f" PostgreSQL crashed {len(self.outages)} times, {self._restarted()} clusters started anew;"
            f" longest standstill {self.longest_standstill():.1f} s (seed {self.seed})"
        )

    def _strike_until_over(self, deadline: float) -> None:
        chance = random.Random(self.seed)
        pending: dict[int, Callable[[], None]] = {
            **{count: partial(self._crash, away) for count, away in self.crashes.items()},
            **self.others,
        }
        while not self._is_over():
            if monotonic() > deadline:
                raise AssertionError(f"It does not end: {self.tell()}\n{open_tell(self.site)}")
            for count in [count for count in sorted(pending) if self._recorded() >= count]:
                happen = pending.pop(count)
                happen()
            if len(self.kills) < self.least or self._recorded() < self.events:
                self._kill(chance)
            self._rest(chance.uniform(*self.pace))
            self.unexplained += unexplained_find(self.site)
        assert not pending

    def _is_over(self) -> bool:
        return self._recorded() >= self.events and self.site.stands("open") == 0

    def _recorded(self) -> int:
        return self.site.count("eventlog_moduleevent WHERE event_type = 'custom.chaos'")

    def _crash(self, away: float) -> None:
        gone = datetime.now(UTC)
        with self.site.stopped():
            end = monotonic() + away
            wait_until(lambda: monotonic() >= end, seconds=away + 10, pause=0.1)
        self.outages.append((gone, datetime.now(UTC)))

    def _kill(self, chance: random.Random) -> None:
        """A worker as often as any of those around it."""
        machine = chance.choice(self.machines)
        victims = machine.workers() if chance.random() < 0.5 else machine.processes()
        if victims:
            victim = chance.choice(victims)
            with suppress(psutil.NoSuchProcess):
                victim.kill()
                self.kills.append(str(victim.pid))

    def _rest(self, seconds: float) -> None:
        end = monotonic() + seconds
        wait_until(lambda: monotonic() >= end or self._is_over(), seconds=seconds + 60, pause=0.1)

    def _restarted(self) -> int:
        return sum(len(machine.restarts()) for machine in self.machines)

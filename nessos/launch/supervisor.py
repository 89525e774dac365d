"""Starts the processes of one `up`, watches them, and ends them in order: web, workers, database."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nessos.launch.errors import LaunchError
from nessos.launch.postgres import Server
from nessos.launch.programs import Program
from nessos.launch.progress import complain
from nessos.launch.stopping import StopSignals

TICK = 0.5
HOPELESS_AFTER = 3
BEATS_LOOKED_AT_EVERY = 2.0
# A worker beats every few seconds; one that imports Django on a busy machine needs longer for its first.
BEAT_MISSING_AFTER = 20.0
FIRST_BEAT_WITHIN = 60.0


# By cluster, by the worker's pid: when it last gave a sign of life.
Beats = Callable[[], Mapping[str, Mapping[int, Any]] | None]


class Supervisor:
    """`beats` is asked every other second; None says that the database does not answer."""

    def __init__(
        self, *, web: Program | None, clusters: Sequence[Program], server: Server | None,
        stop: StopSignals, beats: Beats, patience: float = BEAT_MISSING_AFTER,
    ) -> None:  # fmt: skip
        self._web = web
        self._clusters = clusters
        self._server = server
        self._stop = stop
        self._beats = beats
        self._patience = patience
        self._seen: dict[tuple[str, int], tuple[Any, float]] = {}
        self._next_look = 0.0

    @property
    def programs(self) -> list[Program]:
        return [*([self._web] if self._web else []), *self._clusters]

    def watch(self, *, is_done: Callable[[], bool] = lambda: False, tick: float = TICK) -> None:
        """Keep everything running until a stop is asked for, or `is_done`."""
        while not self._stop.asked and not is_done():
            self._keep_server()
            for program in self.programs:
                self._keep(program)
            self._look_at_beats()
            self._stop.pause(tick)

    def is_beating(self) -> bool:
        """Whether a worker has given a sign of life."""
        return bool(self._seen)

    def is_hopeless(self) -> bool:
        """Whether a program dies again and again, so that waiting for it is in vain."""
        return any(program.failures >= HOPELESS_AFTER for program in self.programs)

    def shut_down(self) -> None:
        """End the web, then the workers, then the database; at once when a stop is asked for again."""
        for group in ([self._web] if self._web else [], self._clusters):
            for program in group:
                program.ask_to_stop()
            for program in group:
                self._await_stop(program)
        if self._server:
            self._server.stop(immediately=self._stop.asked > 1)

    def _await_stop(self, program: Program) -> None:
        deadline = time.monotonic() + program.grace + 2
        while program.is_started and not program.find_end():
            if self._stop.asked > 1 or time.monotonic() > deadline:
                break
            self._stop.pause(0.1)
        if program.is_started:
            program.end()

    def _keep(self, program: Program) -> None:
        if program.is_started:
            if how := program.find_end():
                self._restart(program, how)
        elif time.monotonic() >= program.next_start:
            program.start()

    def _restart(self, program: Program, why: str) -> None:
        self._seen = {worker: seen for worker, seen in self._seen.items() if worker[0] != program.label}
        program.end()
        pause = max(0.0, program.next_start - time.monotonic())
        complain(f"{program.name} {why}; it is started again in {pause:.1f} s.")

    def _keep_server(self) -> None:
        if self._server and not self._server.is_alive():
            complain("The embedded PostgreSQL ended; it is started again.")
            self._server.start(on_wait=self._stop.heed)

    def _look_at_beats(self) -> None:
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + (min(BEATS_LOOKED_AT_EVERY, self._patience / 4) if self._seen else 0.0)
        beats = self._beats()
        if beats is None:
            # Without the database nobody can beat: the time does not count against the workers.
            self._seen = {worker: (beat, now) for worker, (beat, _) in self._seen.items()}
            return
        for cluster in self._clusters:
            if cluster.is_started:
                self._judge(cluster, beats.get(cluster.label, {}), now)

    def _judge(self, cluster: Program, beats: Mapping[int, Any], now: float) -> None:
        """A worker that ends in order takes its row away: one that stands still was killed, or hangs.

        A change of the row counts, not its age, for clocks jump and a laptop sleeps.
        """
        if not beats and now - cluster.started_at > FIRST_BEAT_WITHIN:
            self._restart(cluster, "has no worker that gives a sign of life")
        for pid, beat in beats.items():
            seen, since = self._seen.get((cluster.label, pid), (None, now))
            if beat != seen:
                self._seen[cluster.label, pid] = (beat, now)
            elif now - since > self._patience:
                self._restart(
                    cluster, f"has a worker (pid {pid}) that gave no sign of life for {now - since:.0f} s"
                )
                return


class NotReady(LaunchError):
    def __init__(self, seconds: float, reasons: str) -> None:
        super().__init__(
            f"ness.OS is not ready after {seconds:.0f} s: {reasons}. What its processes said is above."
        )

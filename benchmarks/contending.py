"""How everybody is measured alike, ours and the peers: the same rows, the same server, the same harness."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep, time
from typing import Self

import psycopg

from benchmarks.costs import Cost, Figures, Server, commits_measure, cost_measure, parts_find
from benchmarks.programs import Program

#: So often it is asked whether all has ended; whoever is measured pays for it, so not oftener.
LOOK = 0.02
#: After which a measurement is given up.
PATIENCE = 300.0


class BenchmarkVoid(Exception):
    """The figure would say something untrue."""


class Contender(ABC):
    """Somebody who does the reference run. What it is submitted, it does exactly once, or its figures are void."""

    name: str
    #: Of its database, for psycopg.
    address: str
    database: str
    #: The seconds that its workers need to be there and at rest.
    settle = 1.5
    #: How many processes of the role ``worker`` there are; a cluster of several is one.
    workers = 2
    #: Answers how many runs have not ended, once all were submitted.
    open_sql: str
    #: Answers how many rows were written by exactly one run, and how many by more.
    written_sql: str

    @abstractmethod
    def prepare(self, rows: int) -> None:
        """An empty house, with so many rows to work on."""

    @abstractmethod
    def program(self, role: str, *arguments: object) -> Program:
        """A process of it: ``worker``, ``submit N`` or ``idle N``. It does nothing before it is told to begin."""

    def drain_began(self, told: float) -> float:
        """When the first worker did the first thing, if that is not when it was told to."""
        return told

    @contextmanager
    def programs(self, role: str, *arguments: object, count: int = 1) -> Iterator[list[Program]]:
        """Ready, and ended with the block."""
        with ExitStack() as stack:
            found = []
            for _n in range(count):
                found.append(self.program(role, *arguments))
                stack.callback(found[-1].end)
            for each in found:
                each.await_ready()
            yield found

    @contextmanager
    def workers_running(self) -> Iterator[list[Program]]:
        with self.programs("worker", count=self.workers) as workers:
            for worker in workers:
                worker.begin()
            sleep(self.settle)
            yield workers


def throughput_measure(who: Contender, server: Server, runs: int) -> Figures:
    """Submitted one by one by one process while the workers run, until the last run has ended."""
    who.prepare(runs)
    cost = Cost()
    with Looking(who) as looking, commits_measure(server, who.database, cost):
        with who.programs("submit", runs) as (submitter,), who.workers_running() as workers:
            server.checkpoint()
            with cost_measure(server, cost, workers=_pids(workers), submitter=[submitter.pid]):
                submitter.begin()
                submitted = submitter.answer()
                cost.seconds = looking.await_end() - submitted["began"]
        looking.written_check(runs)
    return {
        "runs_per_s": runs / cost.seconds,
        "commits_per_run": (cost.commits - looking.asked) / runs,
        "cpu_ms_per_run": sum(cost.cpu.values()) / runs * 1000,
        **{f"cpu_ms_{name}": seconds / runs * 1000 for name, seconds in cost.cpu.items()},
    }


def drain_measure(who: Contender, server: Server, runs: int) -> Figures:
    """A backlog: from the first step of any worker to the end of the last run."""
    who.prepare(runs)
    cost = Cost()
    with Looking(who) as looking, who.programs("worker", count=who.workers) as workers:
        with who.programs("submit", runs) as (submitter,):
            submitter.begin()
            submitter.answer()
        server.checkpoint()
        told = time()
        with cost_measure(server, cost, workers=_pids(workers)):
            for worker in workers:
                worker.begin()
            ended = looking.await_end()
        looking.written_check(runs)
    return {
        "drain_runs_per_s": runs / (ended - who.drain_began(told)),
        "drain_cpu_ms_per_run": sum(cost.cpu.values()) / runs * 1000,
    }


def idle_measure(who: Contender, server: Server, runs: int) -> Figures:
    """One run at a time, at any moment of anybody's polling; its end is seen by the process that submitted it."""
    who.prepare(runs)
    with who.programs("idle", runs) as (asker,), who.workers_running():
        server.checkpoint()
        asker.begin()
        times = asker.answer()
    return parts_find(times)


class Looking:
    """The harness's own eyes: a connection whose looks are counted, so that they can be left out."""

    def __init__(self, who: Contender) -> None:
        self._who = who
        self._connection = psycopg.connect(who.address, autocommit=True)
        self.asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def await_end(self) -> float:
        """The time at which nothing was open any more."""
        deadline = monotonic() + PATIENCE
        while self._ask(self._who.open_sql)[0]:
            if monotonic() > deadline:
                raise BenchmarkVoid(f"{self._who.name}: not everything has ended after {PATIENCE:.0f} s.")
            sleep(LOOK)
        return time()

    def written_check(self, runs: int) -> None:
        once, oftener = self._ask(self._who.written_sql)
        if (once, oftener) != (runs, 0):
            raise BenchmarkVoid(
                f"{self._who.name}: of {runs} rows {once} were written once and {oftener} more than once."
            )

    def _ask(self, statement: str) -> tuple[int, ...]:
        self.asked += 1
        row: tuple[int, ...] | None = self._connection.execute(statement).fetchone()
        assert row is not None
        return row


def _pids(programs: list[Program]) -> list[int]:
    return [each.pid for each in programs]

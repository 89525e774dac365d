"""What a stretch of work costs: seconds, processor time of everybody who takes part, commits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import sleep

import psutil
import psycopg

#: PostgreSQL's backends tell what they counted when they end, or a second after they told it last.
COUNTERS_LATE = 1.2

Figures = dict[str, float]


@dataclass
class Cost:
    """Of one stretch; the processor time in seconds, by who spent it."""

    seconds: float = 0.0
    cpu: Figures = field(default_factory=dict)
    commits: int = 0


class Server:
    """The PostgreSQL that is measured, looked at from a database that nobody works in."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, dbname="postgres", autocommit=True)
        row = self._connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        self._postmaster = psutil.Process(psutil.Process(row[0]).ppid())

    def cpu(self) -> float:
        """Seconds of the whole server: also its background writers, and the backends that have ended."""
        return tree_cpu(self._postmaster)

    def commits(self, database: str) -> int:
        """Of everybody in that database, those that only read too."""
        row = self._connection.execute(
            "SELECT xact_commit FROM pg_stat_database WHERE datname = %s", [database]
        ).fetchone()
        assert row is not None
        return int(row[0])

    def checkpoint(self) -> None:
        """So that nobody pays for what was written before; only a superuser may, on a foreign server."""
        with suppress(psycopg.errors.InsufficientPrivilege):
            self._connection.execute("CHECKPOINT")

    def close(self) -> None:
        self._connection.close()


def tree_cpu(process: psutil.Process) -> float:
    """Seconds of a process, its living descendants, and those whose end it has seen."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.Error):
            total += sum(each.cpu_times()[:4])
    return total


@contextmanager
def cost_measure(server: Server, cost: Cost, **groups: Sequence[int]) -> Iterator[None]:
    """Add the processor time of the block: of PostgreSQL, and of these groups of processes."""
    watched = {name: [psutil.Process(pid) for pid in pids] for name, pids in groups.items()}
    database = server.cpu()
    before = {name: sum(map(tree_cpu, processes)) for name, processes in watched.items()}
    yield
    cost.cpu = {name: sum(map(tree_cpu, processes)) - before[name] for name, processes in watched.items()}
    cost.cpu["postgres"] = server.cpu() - database


@contextmanager
def commits_measure(server: Server, database: str, cost: Cost) -> Iterator[None]:
    """Count the commits of the block into ``cost``; at its end whoever made them must have ended, or rested."""
    sleep(COUNTERS_LATE)
    before = server.commits(database)
    yield
    sleep(COUNTERS_LATE)
    cost.commits += server.commits(database) - before


def parts_find(times: Sequence[float]) -> Figures:
    """The middle, and what nineteen of twenty stay below; in milliseconds."""
    cuts = quantiles(times, n=100, method="inclusive")
    return {"p50": cuts[49] * 1000, "p95": cuts[94] * 1000, "max": max(times) * 1000}


def medians_find(rounds: Sequence[dict[str, object]]) -> dict[str, object]:
    """Figure by figure, however deep they stand."""
    found: dict[str, object] = {}
    for name, first in rounds[0].items():
        values = [each[name] for each in rounds]
        if isinstance(first, dict):
            found[name] = medians_find(values)  # type: ignore[arg-type]
        elif isinstance(first, int | float) and not isinstance(first, bool):
            found[name] = median(values)  # type: ignore[type-var]
        else:
            found[name] = first
    return found

"""One server for all tests of this folder, which run in one process: each has a copy of a furnished database."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from psycopg import sql

from nessos.launch.postgres import TemporaryServer, temporary_server
from tests.ops.workflows.chaos.broker import Broker
from tests.ops.workflows.chaos.machine import Machine
from tests.ops.workflows.chaos.site import Site

TEMPLATE = "nessos"
_numbers = count(1)


@pytest.fixture(scope="session")
def furnished() -> Iterator[TemporaryServer]:
    """Migrated, with the reference rows, and with the workflows of these tests."""
    with temporary_server(fsync=True) as running:
        template = Site(running, TEMPLATE)
        template.manage("migrate", "--verbosity", "0", "--skip-checks")
        template.manage("reference", "--verbosity", "0", "--skip-checks")
        template.run("-m", "tests.ops.workflows.chaos.furnishing")
        yield running


@pytest.fixture
def site(furnished: TemporaryServer) -> Site:
    """A copy, which goes with the whole server: one at a time could not be dropped while autovacuum looks at it."""
    found = Site(furnished, f"chaos_{next(_numbers)}")
    names = [sql.Identifier(each) for each in (found.name, TEMPLATE)]
    with Site(furnished, "postgres").connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return found


MachineStart = Callable[..., Machine]


@pytest.fixture
def start_machine(site: Site, tmp_path: Path) -> Iterator[MachineStart]:
    """``start_machine("first", workers=2)``: a machine of workers, ended with the test."""
    started: list[Machine] = []

    def start(name: str = "first", *, workers: int = 1) -> Machine:
        started.append(Machine(site, tmp_path / name, workers))
        return started[-1]

    yield start
    for machine in started:
        machine.end()


@pytest.fixture
def broker(site: Site, tmp_path: Path) -> Iterator[Broker]:
    """The queue of this test's machines is Redis."""
    found = Broker(tmp_path)
    found.start()
    site.redis = found.url
    yield found
    found.kill()

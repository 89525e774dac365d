"""A fresh server in a temporary folder: what the tests run on."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nessos.launch.accounts import account_for, hand_over
from nessos.launch.folder import prepare
from nessos.launch.postgres.address import connection, url
from nessos.launch.postgres.server import Server


@dataclass(frozen=True)
class TemporaryServer:
    data: Path
    url: str
    connection: dict[str, str]
    #: To stop and start it in the middle of a test, on the same files.
    server: Server


@contextmanager
def temporary_server(*, fsync: bool = False) -> Iterator[TemporaryServer]:
    """Run a new server until the block ends, then remove its files."""
    data = Path(tempfile.mkdtemp(prefix="nessos-"))
    hand_over(data, account_for(data.parent))
    server = Server(data, fsync=fsync)
    try:
        prepare(data)
        server.start()
        yield TemporaryServer(data, url(data), connection(data), server)
    finally:
        server.stop(immediately=True)
        shutil.rmtree(data, ignore_errors=True)

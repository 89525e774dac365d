"""A database for the length of one command."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from nessos.launch.folder import POSTGRES, hand_over_all, prepare
from nessos.launch.lock import FolderBusy, await_other_borrowers, count_as_borrower, hold_folder
from nessos.launch.postgres.address import PORT, ensure_socket_folder, socket_folder
from nessos.launch.postgres.server import READY_WITHIN, Server, is_ready


@contextmanager
def borrowed(data: Path) -> Iterator[None]:
    """Use the server that runs on this folder, or run one until the block ends."""
    prepare(data)
    with ExitStack() as stack:
        borrower = stack.enter_context(count_as_borrower(data))
        if _own_folder(data, stack):
            ensure_socket_folder(data)
            server = Server(data)
            stack.callback(hand_over_all, data)
            stack.callback(server.stop)
            server.start()
            # Last in, first out: whoever came to use our server is waited for before it stops.
            stack.callback(await_other_borrowers, borrower)
        yield


def _own_folder(data: Path, stack: ExitStack) -> bool:
    """Take the folder's lock; or wait until the server of whoever has it is ready, and answer False."""
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            stack.enter_context(hold_folder(data))
            return True
        except FolderBusy:
            if _answers(data):
                return False
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def _answers(data: Path) -> bool:
    """Whether a server says that it is ready, and is there: a killed one leaves its last words behind."""
    if not is_ready(data / POSTGRES):
        return False
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(f"{socket_folder(data)}/.s.PGSQL.{PORT}") == 0

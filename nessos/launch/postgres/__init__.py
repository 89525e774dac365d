"""The embedded PostgreSQL: the server binaries of a wheel, run as a child on the data folder.

The wheel's own `get_server` is not used: it fails on paths with spaces, leaves lock files of root, mistakes a
stale pid file for a running server and opens a world-writable socket without a password.
"""

from nessos.launch.postgres.address import connection, ensure_socket_folder
from nessos.launch.postgres.borrow import borrowed
from nessos.launch.postgres.server import Server
from nessos.launch.postgres.temporary import TemporaryServer, temporary_server

__all__ = ["Server", "TemporaryServer", "borrowed", "connection", "ensure_socket_folder", "temporary_server"]

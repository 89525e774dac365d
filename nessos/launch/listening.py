"""The web's address, taken by the supervisor before anything long and kept while the web restarts."""

import errno
import socket

from nessos.launch.errors import LaunchError


class PortTaken(LaunchError):
    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is already in use by another program: "
            f"choose another one with `--port {port + 1}` (or PORT), or stop that program."
        )


class AddressNotUsable(LaunchError):
    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Nothing can listen at {host}, port {port} ({reason}): choose others with --host and --port."
        )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, which the web process inherits: its restart refuses nobody."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as error:
        raise AddressNotUsable(host, port, str(error)) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        raise AddressNotUsable(host, port, error.strerror or str(error)) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    loopback = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
    return f"http://{loopback.get(host, f'[{host}]' if ':' in host else host)}:{port}"

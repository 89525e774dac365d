"""The wire to a provider: bounded in size and time, and cut from outside at any moment."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any

import httpx2

#: An answer of more bytes is none of a model's: a hundred thousand tokens are half a million.
LARGEST_ANSWER = 16_000_000
_LONGEST_CONNECT = 10.0


class TooLargeError(httpx2.TransportError):
    """The server answered with more than any model says."""


class Wire(httpx2.BaseTransport):
    """For one call. No proxy, no redirect, no login of the environment's: what is asked goes to that address alone."""

    def __init__(self, *, seconds: float) -> None:
        self._inner = httpx2.HTTPTransport(verify=_trust(), trust_env=False, retries=0)
        self._deadline = time.monotonic() + seconds
        self._lock = Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = False

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.extensions = {**request.extensions, "trace": self._trace}
        response = self._inner.handle_request(request)
        # Unpacked, a few bytes could become any number: we asked for none of it.
        if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            response.close()
            raise TooLargeError("The answer is packed.")
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _Bounded(response.stream, self._deadline)
        return response

    def close(self) -> None:
        self._inner.close()

    def cut(self) -> None:
        """From another thread: whoever reads or writes on it wakes with an error at once."""
        with self._lock:
            self._is_cut = True
            sockets = list(self._sockets)
        for each in sockets:
            _shut(each)

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore tells of each step; those that open a socket have it as their result."""
        if event not in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            return
        opened = info["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets.append(opened)
            is_cut = self._is_cut
        if is_cut:
            _shut(opened)


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._inner:
            size += len(part)
            if size > LARGEST_ANSWER:
                raise TooLargeError("The answer is too large.")
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("The answer did not end in time.")
            yield part

    def close(self) -> None:
        self._inner.close()


def limits_of(seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(seconds, connect=min(seconds, _LONGEST_CONNECT))


def _shut(each: socket.socket) -> None:
    with suppress(OSError):
        # The plain one: a TLS socket would first take its session from under the thread that reads.
        socket.socket.shutdown(each, socket.SHUT_RDWR)


@cache
def _trust() -> ssl.SSLContext:
    """Loading the certificates takes longer than all else in a call."""
    return httpx2.create_ssl_context(trust_env=False)

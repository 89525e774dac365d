"""A Redis of the test's own, as the queue's broker."""

import shutil
import socket
import subprocess
from pathlib import Path

import redis

from tests.waiting import wait_until


class Broker:
    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        assert program, "There is no redis-server here: install it (Debian: apt-get install redis-server)."
        self._program = program
        self._folder = folder
        self._port = _free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {
            "port": self._port,
            "bind": "127.0.0.1",
            "save": "",
            "dir": self._folder,
            "daemonize": "no",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self._process = subprocess.Popen([self._program, *arguments], stdout=subprocess.DEVNULL)
        wait_until(self._answers, seconds=10)

    def flush(self) -> None:
        with redis.from_url(self.url) as client:
            client.flushall()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            with redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])

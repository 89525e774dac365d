"""One running embedded server."""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from nessos.launch.folder import POSTGRES
from nessos.launch.postgres.address import ensure_socket_folder, socket_folder
from nessos.launch.postgres.binaries import ENVIRONMENT, PostgresFailed, binary
from nessos.launch.postgres.cluster import ensure_cluster, open_log
from nessos.launch.postgres.leftovers import PID_FILE, clear_leftovers
from nessos.launch.spawn import spawn

READY_STEP = 0.01
# Crash recovery replays what a checkpoint had not yet written; on a slow disk that takes its time.
READY_WITHIN = 120.0
MAX_CONNECTIONS = 100

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # No replicas: less is written.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    # The log is for the server's own state: no statement and no value of a row may get into it.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
# For tests: what a crash of the machine would lose may be lost.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """The server of one data folder, whose lock the caller holds."""

    def __init__(self, data: Path, *, fsync: bool = True, connections: int = MAX_CONNECTIONS) -> None:
        self._data = data
        self._files = data / POSTGRES
        self._fsync = fsync
        self._connections = max(connections, MAX_CONNECTIONS)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, *, on_wait: Callable[[], None] = lambda: None) -> None:
        """Start and return when it takes connections; `on_wait` is called every few milliseconds until then."""
        account = ensure_cluster(self._data, sync=self._fsync)
        clear_leftovers(self._files)
        ensure_socket_folder(self._data)
        with open_log(self._data).open("ab") as log:
            self._process = spawn(
                self._command(),
                # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients as SIGTERM does, and it
                # writes a checkpoint, so that the next start needs no recovery.
                death=signal.SIGINT,
                cwd=self._files,
                env=ENVIRONMENT,
                account=account,
                output=log,
            )
        self._await_ready(on_wait)

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, *, immediately: bool = False) -> None:
        """Shut down: fast, and harder when that takes long; immediately: without a checkpoint."""
        if self._process is None:
            return
        steps = ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))
        for wish, patience in steps[1:] if immediately else steps:
            self._process.send_signal(wish)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
                break
        self._process = None

    def _command(self) -> list[str]:
        folder = str(socket_folder(self._data)).replace('"', '""')
        settings = {
            **SETTINGS,
            **({} if self._fsync else CARELESS),
            "unix_socket_directories": f'"{folder}"',
            "max_connections": str(self._connections),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [binary("postgres"), "-D", str(self._files), *options]

    def _await_ready(self, on_wait: Callable[[], None]) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not is_ready(self._files, pid=self.pid):
            if not self.is_alive():
                raise PostgresFailed("did not start", open_log(self._data))
            if time.monotonic() > deadline:
                raise PostgresFailed(f"was not ready within {READY_WITHIN:.0f} s", open_log(self._data))
            on_wait()
            time.sleep(READY_STEP)


def is_ready(files: Path, *, pid: int | None = None) -> bool:
    """Whether a server on these files takes connections, as it says itself in its pid file."""
    with suppress(OSError):
        lines = (files / PID_FILE).read_text(errors="replace").splitlines()
        return (
            len(lines) > 7 and lines[7].strip() == "ready" and (pid is None or lines[0].strip() == str(pid))
        )
    return False

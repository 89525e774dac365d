"""The peers' own Python environment, made when it is first needed, from their lock file."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = Path(__file__).with_name("requirements-peers.lock")
VENV = ROOT / ".venv-peers"
PYTHON = VENV / "bin" / "python"
_STAMP = VENV / "installed"


class PeersMissing(Exception):
    """The peers cannot be measured here."""


def python_ensure() -> Path:
    """Their interpreter, with what the lock file says installed. Raises PeersMissing."""
    wanted = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.version_info[:2]}"
    if not _STAMP.exists() or _STAMP.read_text() != wanted:
        shutil.rmtree(VENV, ignore_errors=True)
        for command in _commands():
            _run(command)
        _STAMP.write_text(wanted)
    return PYTHON


def _commands() -> list[list[str]]:
    install = ["install", "--quiet", "--require-hashes", "--requirement", str(LOCK)]
    if uv := shutil.which("uv"):
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)],
            [uv, "pip", *install, "--python", str(PYTHON)],
        ]
    return [[sys.executable, "-m", "venv", str(VENV)], [str(PYTHON), "-m", "pip", *install]]


def _run(command: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own command
    except (OSError, subprocess.CalledProcessError) as error:
        raise PeersMissing(
            "The peers' environment could not be made (see above), so they are left out. Check the network "
            "connection, or measure without them."
        ) from error

"""`make` before anything is installed: it says what is missing, and does nothing when nothing is to be done."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nessos.launch.environment import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as `make` looks at, in a place with spaces and accents."""
    place = tmp_path / "meu código"
    (place / "nessos" / "launch").mkdir(parents=True)
    for name in ("Makefile", "nessos/launch/bootstrap.py"):
        shutil.copy(ROOT / name, place / name)
    (place / "requirements.lock").write_text("one==1\n")
    (place / "requirements-dev.lock").write_text("one==1\ntwo==2\n")
    (place / ".venv" / "bin").mkdir(parents=True)
    python = place / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return place


def make(checkout: Path, *arguments: str, path: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("make") or "make", *arguments],
        cwd=checkout, env={"PATH": path}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def write_stamp(checkout: Path, lock: str) -> None:
    digest = hashlib.sha256((checkout / lock).read_bytes()).hexdigest()
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    (checkout / ".venv" / f"installed-{lock}").write_text(f"{digest} {version}\n")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_fresh_environment_is_left_alone(checkout: Path, lock: str) -> None:
    write_stamp(checkout, lock)
    ended = make(checkout, "environment")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_an_environment_for_running_is_not_enough_for_development(checkout: Path) -> None:
    write_stamp(checkout, "requirements.lock")
    python = checkout / ".venv" / "bin" / "python"
    bootstrap = checkout / "nessos" / "launch" / "bootstrap.py"
    assert (
        subprocess.run([python, bootstrap, "--is-fresh", "requirements-dev.lock"], check=False).returncode
        == 1
    )


def test_a_changed_lock_makes_it_stale(checkout: Path) -> None:
    write_stamp(checkout, "requirements.lock")
    (checkout / "requirements.lock").write_text("one==2\n")
    python = checkout / ".venv" / "bin" / "python"
    bootstrap = checkout / "nessos" / "launch" / "bootstrap.py"
    assert subprocess.run([python, bootstrap, "--is-fresh", "requirements.lock"], check=False).returncode == 1


def test_without_a_fitting_python_it_says_which_one_is_needed(checkout: Path, tmp_path: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").symlink_to("/bin/false")
    (tools / "sh").symlink_to("/bin/sh")
    ended = make(checkout, "environment", path=str(tools))
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0] == (
        "No Python from 3.11 to 3.14 was found: install one (Debian: apt install python3 python3-venv), "
        "or name it with `make PYTHON=/path/to/python`."
    )

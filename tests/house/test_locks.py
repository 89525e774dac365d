"""The checker of the lock files."""

from pathlib import Path

import pytest

from nessos.launch.house.locks import find_lock_faults

HASH = "--hash=sha256:" + "0" * 64
DJANGO = f"django==5.2.1 \\\n    {HASH} \\\n    {HASH}\n"
UNPINNED = f"django>=5.2 {HASH}"
PYTEST = f"pytest==8.4.0 ; sys_platform != 'win32' \\\n    {HASH}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["Django[argon2]>=5.2"]\n[dependency-groups]\ndev = ["pytest>=8"]\n'
    )
    (tmp_path / "requirements.lock").write_text(DJANGO)
    (tmp_path / "requirements-dev.lock").write_text(f"# made by hand\n{DJANGO}{PYTEST}")
    return tmp_path


def _check(project: Path, runtime: str) -> list[str]:
    (project / "requirements.lock").write_text(runtime)
    return list(find_lock_faults(project))


def test_good_locks_are_let_through(project: Path) -> None:
    assert list(find_lock_faults(project)) == []


@pytest.mark.parametrize(
    ("runtime", "fault"),
    [
        (
            f"--index https://packages.example.com\n{DJANGO}",
            "requirements.lock:1: names a place to download from. Compile it without one.",
        ),
        (
            f"{DJANGO}psycopg @ https://example.com/psycopg.whl {HASH}\n",
            "requirements.lock:4: names a place to download from. Compile it without one.",
        ),
        ("django==5.2.1\n", "requirements.lock:1: django has no hash. Compile it with --generate-hashes."),
        (
            f"{UNPINNED}\n{DJANGO}",
            f"requirements.lock:1: {UNPINNED[:60]!r} is not pinned as name==version. Compile the lock anew.",
        ),
        (
            DJANGO + DJANGO,
            "requirements.lock:6: django stands there twice. Compile it with --fork-strategy fewest.",
        ),
        (PYTEST, "'Django[argon2]>=5.2' of pyproject.toml is not in requirements.lock. Compile it anew."),
        (
            DJANGO.replace("5.2.1", "5.2.2"),
            "django is 5.2.2 in requirements.lock and 5.2.1 in requirements-dev.lock. Compile both anew.",
        ),
    ],
)
def test_a_fault_of_a_lock_is_named(project: Path, runtime: str, fault: str) -> None:
    assert fault in _check(project, runtime)


def test_what_only_development_needs_must_be_in_its_lock(project: Path) -> None:
    (project / "requirements-dev.lock").write_text(DJANGO)
    assert list(find_lock_faults(project)) == [
        "'pytest>=8' of pyproject.toml is not in requirements-dev.lock. Compile it anew."
    ]

"""What `up` cannot do, it says in one sentence."""

import socket
from pathlib import Path

from tests.launch.running import run_command

KEY = "a-key-that-is-long-enough-and-not-simple-0123456789-abcdefgh"


def refuse(data: Path, *arguments: str, **environment: str) -> str:
    ended = run_command(data, "up", "--port", "0", *arguments, **environment)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stdout
    return ended.stderr.rstrip("\n")


def test_a_data_folder_that_cannot_be_written() -> None:
    data = Path("/proc/nessos")
    assert refuse(data) == (
        f"The data folder {data} cannot be used: No such file or directory. "
        "Set NESSOS_DATA to a folder that this user may write, or start as the user who owns it."
    )


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        sentence = refuse(
            tmp_path, DATABASE_URL=f"postgres://me:very-secret@127.0.0.1:{port}/shop", SECRET_KEY=KEY
        )
    assert sentence.startswith(
        "The database of DATABASE_URL (shop at 127.0.0.1) does not answer: connection failed"
    )
    assert sentence.endswith(
        "Start it or correct DATABASE_URL; without DATABASE_URL the embedded PostgreSQL is used."
    )
    assert "very-secret" not in sentence


def test_an_outside_database_without_a_key(tmp_path: Path) -> None:
    sentence = refuse(tmp_path, DATABASE_URL="postgres://me:very-secret@127.0.0.1:1/shop")
    assert sentence.startswith("SECRET_KEY is not set, and sessions, tokens and links are signed with it: ")


def test_a_port_that_is_no_number(tmp_path: Path) -> None:
    assert refuse(tmp_path / "data", PORT="many") == (
        "The settings cannot be read: invalid literal for int() with base 10: 'many'. "
        "Correct the environment or the file .env."
    )


def test_no_workers(tmp_path: Path) -> None:
    assert refuse(tmp_path / "data", NESSOS_WORKERS="0") == (
        "0 workers cannot do the work: give `--workers` (or NESSOS_WORKERS) 1 or more."
    )


def test_any_other_command_without_its_database(tmp_path: Path) -> None:
    url = "postgres://me:very-secret@127.0.0.1:1/shop"
    ended = run_command(tmp_path, "migrate", "--skip-checks", DATABASE_URL=url, SECRET_KEY=KEY)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The database does not answer: connection ")
    assert ended.stderr.endswith("Start it, or correct DATABASE_URL.\n")
    assert ended.stderr.count("\n") == 1

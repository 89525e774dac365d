"""The embedded server, alone: every start meets the folder as an earlier one, killed or not, has left it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from nessos.launch import folder
from nessos.launch.accounts import hand_over
from nessos.launch.lock import FolderBusy, hold_folder
from nessos.launch.postgres import borrowed, connection, temporary_server
from nessos.launch.postgres.address import socket_folder, url
from nessos.launch.postgres.cluster import OtherVersion
from tests.launch.running import ask_database, find_processes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database in it, to copy: making one anew takes longer than all else here."""
    data = tmp_path_factory.mktemp("made") / "data"
    with borrowed(data):
        ask_database(data, "SELECT 1")
    return data


def copy_folder(source: Path, target: Path) -> None:
    """With its owners, which a copy by root alone forgets."""
    shutil.copytree(source, target, symlinks=True)
    for place, folders, files in os.walk(source):
        for name in ("", *folders, *files):
            there = Path(place, name)
            os.chown(target / there.relative_to(source), there.stat().st_uid, there.stat().st_gid)


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "data folder"
    copy_folder(made, copy)
    yield copy
    assert find_processes(copy) == []


def test_it_is_made_with_utf8_the_builtin_locale_and_vectors(made: Path) -> None:
    with borrowed(made):
        facts = ask_database(
            made,
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, current_user, rolsuper, listen, vectors"
            " FROM pg_database, pg_roles, current_setting('listen_addresses') AS listen,"
            " (SELECT count(*) AS vectors FROM pg_extension WHERE extname = 'vector') AS extensions"
            " WHERE datname = current_database() AND rolname = current_user",
        )
    assert facts == [("UTF8", "b", "C.UTF-8", "nessos", False, "", 1)]


def test_only_the_owner_gets_in_and_only_with_the_password(data: Path) -> None:
    with borrowed(data):
        place = socket_folder(data)
        assert place.stat().st_mode & 0o077 == 0
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(dbname="nessos", user="nessos", password="guessed", host=str(place))
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg.connect(dbname="nessos", user="postgres", host=str(place))


def test_the_address_of_a_folder_that_was_never_used_is_known_and_makes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "none"
    assert connection(data) == {
        "NAME": "nessos", "USER": "nessos", "PASSWORD": "", "HOST": str(data / "postgres"), "PORT": "5432",
    }  # fmt: skip
    assert not data.exists()


def test_a_path_too_long_for_a_socket_is_served_from_a_private_folder(made: Path, tmp_path: Path) -> None:
    data = tmp_path / ("long " + "ã" * 60) / "data"
    data.parent.mkdir()
    copy_folder(made, data)
    with borrowed(data):
        place = socket_folder(data)
        assert data not in place.parents
        assert place.stat().st_mode & 0o777 == 0o700
        assert ask_database(data, "SELECT 1") == [(1,)]
    with borrowed(data):
        assert socket_folder(data) == place
    place.rmdir()
    with borrowed(data):
        assert socket_folder(data) != place
        assert ask_database(data, "SELECT 1") == [(1,)]
        assert "/nessos-" in url(data).replace("%2F", "/")
    socket_folder(data).rmdir()


def test_two_commands_at_once_share_one_server(data: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from nessos.launch.postgres import borrowed\n"
        "with borrowed(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    with borrowed(data):
        other = subprocess.Popen(
            [sys.executable, "-c", script, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        other.communicate("")
        assert other.returncode == 0
        assert ask_database(data, "SELECT 1") == [(1,)]


def test_a_held_folder_is_refused_with_the_holders_pid_and_command(data: Path) -> None:
    with hold_folder(data) as lock:
        lock.describe(address="http://127.0.0.1:8000")
        with pytest.raises(FolderBusy) as refusal, hold_folder(data):
            pass
    sentence = str(refusal.value)
    assert sentence.startswith(f"The data folder {data} is in use: `")
    assert sentence.endswith(
        f"` (pid {os.getpid()}) runs on it and answers at http://127.0.0.1:8000. "
        "Stop that one first, or set NESSOS_DATA to another folder."
    )


@pytest.mark.parametrize("pid", [os.getppid(), 2**22 + 1], ids=["another program's", "nobody's"])
def test_a_stale_pid_file_does_not_stop_the_start(data: Path, pid: int) -> None:
    files = data / "postgres"
    stale = files / "postmaster.pid"
    stale.write_text(f"{pid}\n{files}\n1700000000\n5432\n{files}\n\n     1         0\nready   \n")
    hand_over(stale)
    with borrowed(data):
        assert ask_database(data, "SELECT 1") == [(1,)]


def test_a_server_whose_starter_was_killed_ends_and_loses_nothing(data: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from nessos.launch.postgres import borrowed\n"
        "with borrowed(Path(sys.argv[1])): print('in', flush=True); sys.stdin.read()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert starter.stdout is not None
    assert starter.stdin is not None
    assert starter.stdout.readline() == b"in\n"
    ask_database(data, "SELECT 1")
    with_table = connection(data)
    with psycopg.connect(
        dbname="nessos", user="nessos", password=with_table["PASSWORD"], host=with_table["HOST"]
    ) as database:
        database.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    starter.kill()
    starter.wait()
    starter.stdin.close()
    starter.stdout.close()
    with borrowed(data):
        assert ask_database(data, "SELECT answer FROM kept") == [(42,)]


def test_a_killed_server_is_recovered_from(data: Path) -> None:
    with borrowed(data):
        pid = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
    with borrowed(data):
        assert ask_database(data, "SELECT 1") == [(1,)]


def test_a_lost_password_is_made_anew(data: Path) -> None:
    (data / "database_password").unlink()
    with borrowed(data):
        assert ask_database(data, "SELECT 1") == [(1,)]


def test_a_first_start_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder.prepare(data)
    (data / "postgres.new" / "base").mkdir(parents=True)
    with borrowed(data):
        assert ask_database(data, "SELECT 1") == [(1,)]
    assert not (data / "postgres.new").exists()


def test_files_of_another_version_are_left_alone(data: Path) -> None:
    (data / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(OtherVersion) as refusal, borrowed(data):
        pass
    assert str(refusal.value) == (
        f"The database in {data / 'postgres'} was made by PostgreSQL 17, this is 18: "
        "dump it with the older ness.OS and load it here, or set NESSOS_DATA to a new folder."
    )


def test_a_temporary_server_is_gone_with_its_files() -> None:
    with temporary_server() as server:
        assert ask_database(server.data, "SHOW fsync") == [("off",)]
    assert not server.data.exists()

"""A running `up`, seen from outside: it answers, and what is killed in it comes back."""

import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from nessos.launch.postgres.address import socket_folder
from tests.launch.running import Up, find_children, find_processes, get_status, run_command, running_up
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """In a folder with spaces, accents and a path too long for a socket."""
    data = tmp_path_factory.mktemp("Área de trabalho") / ("muito longe " * 8).strip() / "dados"
    data.parent.mkdir()
    with running_up(data, "--workers", "1") as running:
        running.await_address()
        yield running
    assert find_processes(data) == []
    socket_folder(data).rmdir()


@pytest.fixture
def address(up: Up) -> str:
    return up.await_address()


def test_it_is_ready_when_it_says_so_and_shows_the_first_login(up: Up, address: str) -> None:
    assert get_status(address, "/readyz") == 200
    password = up.await_text(
        r"Log in as admin with the password (\S{16}) \(shown this once; only its hash is kept\)"
    )
    assert password not in up.data.joinpath("postgres.log").read_text()


def test_a_second_start_on_the_same_folder_names_the_first(up: Up, address: str) -> None:
    second = run_command(up.data, "up", "--port", "0")
    assert second.returncode == 1
    assert second.stderr == (
        f"The data folder {up.data} is in use: `manage.py up --port 0 --no-demo --workers 1` "
        f"(pid {up.process.pid}) runs on it and answers at {address}. "
        "Stop that one first, or set NESSOS_DATA to another folder.\n"
    )


def test_a_port_that_is_taken_is_said_before_anything_is_made(address: str, tmp_path: Path) -> None:
    port = int(address.rsplit(":", 1)[1])
    second = run_command(tmp_path / "data", "up", "--port", str(port))
    assert second.returncode == 1
    assert second.stderr == (
        f"Port {port} on 127.0.0.1 is already in use by another program: "
        f"choose another one with `--port {port + 1}` (or PORT), or stop that program.\n"
    )
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_killed_web_server_comes_back(up: Up, address: str) -> None:
    (web,) = find_children(up.data, "nessos.launch.web")
    web.kill()
    up.await_text(r"(web was killed by SIGKILL; it is started again in 0\.\d s\.)")
    wait_until(lambda: get_status(address, "/healthz") == 200, seconds=30)


def test_a_killed_database_comes_back(up: Up, address: str) -> None:
    postmaster = int((up.data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    psutil.Process(postmaster).kill()
    up.await_text(r"(The embedded PostgreSQL ended; it is started again\.)")
    wait_until(lambda: get_status(address, "/readyz") == 200, seconds=30)


def test_a_killed_cluster_comes_back_and_leaves_no_worker_behind(up: Up) -> None:
    before = find_children(up.data, "qcluster")
    main = find_top(before)
    main.kill()
    up.await_text(r"(workers-1 was killed by SIGKILL; it is started again in 0\.\d s\.)")
    assert [process for process in before if process.is_running() and process.status() != "zombie"] == []
    wait_until(lambda: len(find_children(up.data, "qcluster")) == len(before), seconds=30)


def find_top(processes: list[psutil.Process]) -> psutil.Process:
    pids = {process.pid for process in processes}
    return next(process for process in processes if process.ppid() not in pids)


def test_nothing_printed_is_a_traceback(up: Up) -> None:
    assert re.findall(r"^Traceback", up.read(), flags=re.MULTILINE) == []

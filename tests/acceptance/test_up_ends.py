"""How `up` ends, and what the next one finds."""

import os
import signal
from pathlib import Path

import pytest

from nessos.launch.accounts import Account
from nessos.launch.postgres import borrowed
from tests.launch.running import ask_database, find_processes, get_status, running_up
from tests.waiting import wait_until


def test_after_ctrl_c_nothing_is_left_and_the_next_start_finds_the_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running_up(data, "--workers", "1") as first:
        address = first.await_address()
        first.await_text(r"(Ctrl-C stops it\.)")
        query = "SELECT username, password FROM accounts_user WHERE is_superuser"
        admin = ask_database(data, query)
        assert first.stop(signal.SIGINT) == 0
        assert first.read().endswith("Stopped.\n")
    assert find_processes(data) == []
    assert get_status(address, "/healthz") == 0

    with running_up(data, "--workers", "1") as second:
        second.await_address()
        second.await_text(r"(Ctrl-C stops it\.)")
        assert "password" not in second.read()
        assert ask_database(data, query) == admin

        second.process.kill()
        second.process.wait()
    # A start that comes at once ends what the killed one left; else it ends by itself.
    with running_up(data, "--workers", "1", "--no-web") as third:
        third.await_text(r"(The workers are up)")
        assert ask_database(data, query) == admin
        third.process.kill()
        third.process.wait()
        wait_until(lambda: not find_processes(data), seconds=20)


def test_a_stop_asked_for_in_the_middle_of_the_start_is_heeded(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running_up(data) as up:
        up.await_text(r"(database)")
        # Whoever starts it under nohup wants it to outlive the terminal: then that signal is ignored, tests or not.
        is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert up.stop(signal.SIGTERM if is_ignored else signal.SIGHUP) == 0
        assert up.read().endswith("Stopped before it was up.\n")
    assert find_processes(data) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start it as somebody else")
def test_a_person_can_start_what_root_has_started_before(tmp_path: Path) -> None:
    nobody = Account(65534, 65534)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, nobody.uid, nobody.gid)
    data = home / "data"
    with borrowed(data):
        ask_database(data, "SELECT 1")
    with running_up(data, "--workers", "1", "--no-web", account=nobody) as up:
        up.await_text(r"(The workers are up)")
        assert up.stop(signal.SIGTERM) == 0
    with borrowed(data):
        assert ask_database(data, "SELECT count(*) FROM accounts_user") == [(1,)]
    owners = {
        Path(place, name).lstat().st_uid for place, *names in os.walk(data) for name in sum(names, [""])
    }
    assert owners == {nobody.uid}
    assert find_processes(data) == []

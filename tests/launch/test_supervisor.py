"""The supervisor with small programs: what it does when they die, hang, or will not go."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from nessos.launch.programs import Program
from nessos.launch.runs import begin_run, end_leftovers
from nessos.launch.stopping import StopSignals
from nessos.launch.supervisor import Beats, Supervisor
from tests.waiting import wait_until

# Forks a child; neither heeds SIGTERM. Each writes its pid, so that a test can look for both.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.fork()
open(sys.argv[1] + f"/{os.getpid()}", "w").close()
time.sleep(60)
"""


class Bench:
    """One program under a supervisor, whose watch runs until a condition holds."""

    def __init__(self, place: Path, source: str = STUBBORN, *, grace: int = 1) -> None:
        self.place = place
        self.stop = StopSignals()
        self.program = Program(
            name="program", command=[sys.executable, "-c", source, str(place)], env={},
            mark=begin_run(place), grace=grace,
        )  # fmt: skip
        self.supervisor = self.supervise(dict)

    def supervise(self, beats: Beats, *, patience: float = 60) -> Supervisor:
        return Supervisor(
            web=None, clusters=[self.program], server=None, stop=self.stop, beats=beats, patience=patience
        )

    def watch(self, condition: Callable[[], bool]) -> None:
        start = time.monotonic()
        self.supervisor.watch(is_done=lambda: condition() or time.monotonic() - start > 10, tick=0.05)
        assert condition()

    def find_alive(self) -> list[int]:
        pids = [int(file.name) for file in self.place.iterdir() if file.name.isdigit()]
        return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.stop.asked = 2
    bench.supervisor.shut_down()
    assert bench.find_alive() == []


def test_who_will_not_go_is_ended_with_all_it_forked(bench: Bench) -> None:
    bench.watch(lambda: len(bench.find_alive()) == 2)
    start = time.monotonic()
    bench.supervisor.shut_down()
    assert bench.find_alive() == []
    assert 1 <= time.monotonic() - start < 8


def test_a_second_wish_to_stop_waits_for_nobody(tmp_path: Path) -> None:
    bench = Bench(tmp_path, grace=60)
    bench.watch(lambda: len(bench.find_alive()) == 2)
    bench.stop.asked = 2
    start = time.monotonic()
    bench.supervisor.shut_down()
    assert bench.find_alive() == []
    assert time.monotonic() - start < 8


def test_a_dead_program_is_started_again_and_told_of(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.watch(lambda: len(bench.find_alive()) == 2)
    before = bench.find_alive()
    psutil.Process(bench.program.pid).children()[0].kill()
    bench.watch(lambda: bench.program.generation == 2 and len(bench.find_alive()) == 2)
    assert not set(before) & set(bench.find_alive())
    assert capsys.readouterr().err == "program was killed by SIGKILL; it is started again in 0.5 s.\n"


def test_a_program_that_dies_again_and_again_is_hopeless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = Bench(tmp_path, "raise SystemExit(3)")
    bench.watch(bench.supervisor.is_hopeless)
    assert bench.program.failures == 3
    assert "program ended with code 3; it is started again in 2.0 s.\n" in capsys.readouterr().err


@pytest.mark.parametrize("beats_of_others", [{}, {"another-cluster": {1: "a beat"}}])
def test_a_worker_without_a_beat_costs_its_whole_cluster(
    bench: Bench, beats_of_others: dict[str, dict[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    first = bench.program.label[:-1] + "1"
    bench.supervisor = bench.supervise(
        lambda: {first: {4711: "an old beat"}, **beats_of_others}, patience=0.4
    )
    bench.watch(lambda: bench.program.generation == 2)
    assert capsys.readouterr().err == (
        "program has a worker (pid 4711) that gave no sign of life for 0 s; it is started again in 0.5 s.\n"
    )


def test_no_worker_is_blamed_while_the_database_is_silent(bench: Bench) -> None:
    answers = iter([{bench.program.label[:-1] + "1": {4711: "a beat"}}])
    bench.supervisor = bench.supervise(lambda: next(answers, None), patience=0.2)
    start = time.monotonic()
    bench.watch(lambda: time.monotonic() - start > 1)
    assert bench.program.generation == 1


def test_what_a_killed_run_left_is_found_and_ended(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.watch(lambda: len(bench.find_alive()) == 2)
    assert end_leftovers(tmp_path) == 3
    wait_until(lambda: not bench.find_alive())
    assert end_leftovers(tmp_path) == 0
    bench.supervisor.shut_down()

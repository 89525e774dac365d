"""Where a test kills a process: named, counted, and refused anywhere else."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from nessos.kernel.crashpoints import POINTS, crashpoint, crashpoint_arm
from nessos.launch.environment import ROOT

PASSES_THREE_TIMES = """
import django; django.setup()
from nessos.kernel.crashpoints import crashpoint
for number in range(3):
    print(number, flush=True)
    crashpoint("engine.marked")
    crashpoint("engine.claimed")
"""


def start(point: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", PASSES_THREE_TIMES],
        cwd=ROOT, text=True, capture_output=True, check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "nessos.settings", "NESSOS_CRASHPOINT": point, **environment},
    )  # fmt: skip


def test_the_process_dies_by_a_kill_where_the_environment_says() -> None:
    ended = start("engine.claimed:2")
    assert (ended.returncode, ended.stdout.split()) == (-signal.SIGKILL, ["0", "1"])


def test_a_house_that_is_no_tests_refuses_to_start_with_one() -> None:
    ended = start("engine.claimed", NESSOS_TEST_CLOCK="false")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: NESSOS_CRASHPOINT kills processes, so it is for tests alone. "
        "Unset it, or set NESSOS_TEST_CLOCK=true."
    )


@pytest.mark.parametrize("setting", ["engine.nowhere", "engine.claimed:0", "engine.claimed:often"])
def test_what_names_no_point_is_refused(setting: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        crashpoint_arm(setting, allowed=True)
    assert str(refused.value).startswith(
        f"NESSOS_CRASHPOINT={setting} is no point to crash at. Give one of these"
    )


def test_unset_it_is_passed_by_and_every_point_says_what_it_stands_for() -> None:
    crashpoint_arm("", allowed=False)
    for name, meaning in POINTS.items():
        crashpoint(name)
        assert meaning


@pytest.fixture
def disarmed() -> Iterator[None]:
    yield
    crashpoint_arm("", allowed=True)


def test_passing_fewer_times_than_asked_for_kills_nobody(disarmed: None) -> None:
    crashpoint_arm("engine.claimed:3", allowed=True)
    crashpoint("engine.marked")
    crashpoint("engine.claimed")
    crashpoint("engine.claimed")


def test_a_point_that_nobody_declared_is_refused_once_any_is_armed(disarmed: None) -> None:
    crashpoint_arm("engine.claimed", allowed=True)
    with pytest.raises(LookupError, match="Add it to POINTS, and say what it stands for"):
        crashpoint("engine.nowhere")


def test_it_is_refused_where_no_test_runs() -> None:
    with pytest.raises(ImproperlyConfigured, match="kills processes, so it is for tests alone"):
        crashpoint_arm("engine.claimed", allowed=False)

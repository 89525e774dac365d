"""Every part of `make bench` runs, in a tiny size and on a database of its own: whether, not how fast."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.environment import LOCK
from nessos.launch.environment import ROOT
from nessos.launch.house.locks import read_lock

TINY = """
import json, sys, django
django.setup()
from benchmarks.parts import Bench, PARTS, Sizes
sizes = Sizes(rounds=1, runs=20, idle=3, history=50, timers=10, chain=6, fan=5, hot=12, peers=False)
bench = Bench.make(sizes)
print(json.dumps({name: bench.part_measure(name) for name in PARTS if name not in {"ground", "machine"}}))
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """In a process of its own, as `make bench` is: it empties tables as it goes."""
    from nessos.launch.postgres import temporary_server

    with temporary_server() as server:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "NESSOS_TEST_CLOCK"},
            "DATABASE_URL": server.url,
            "NESSOS_DATA": str(tmp_path_factory.mktemp("data")),
            "DJANGO_SETTINGS_MODULE": "nessos.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", TINY],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_reference_run_has_every_figure_that_was_asked_for(results: dict[str, Any]) -> None:
    wanted = {"runs_per_s", "drain_runs_per_s", "idle_ms", "commits_per_run", "cpu_ms_per_run", "peers"}
    assert wanted <= set(results["reference"])
    assert {"p50", "p95"} <= set(results["reference"]["idle_ms"])


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        ("history_million", {"runs_per_s": None, "share": None, "finished_runs": 50}),
        ("timers_1000", {"timers": 10, "seconds": None}),
        ("chain_200", {"steps": 6, "seconds": None}),
        ("fan_100", {"width": 5, "seconds": None}),
        ("hot_5", {"rows": 5, "runs_per_s": None}),
        ("expressions", {"per_s": None}),
    ],
)
def test_every_other_part_tells_its_figures(
    results: dict[str, Any], part: str, figures: dict[str, int | None]
) -> None:
    assert set(figures) <= set(results[part])
    assert {name: results[part][name] for name, size in figures.items() if size is not None} == {
        name: size for name, size in figures.items() if size is not None
    }


def test_the_peers_are_locked_as_everything_else_is() -> None:
    pins, faults = read_lock(LOCK)
    assert faults == []
    assert {"dbos", "django-q2", "procrastinate"} <= set(pins)


def test_the_peers_lock_holds_what_its_source_names() -> None:
    pins, _faults = read_lock(LOCK)
    source = Path(LOCK).with_name("requirements.in").read_text()
    named = [line.partition("[")[0].partition(">")[0] for line in source.splitlines() if line[:1].isalpha()]
    assert [name for name in named if name not in pins] == []

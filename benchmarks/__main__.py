"""Measures on a fresh PostgreSQL of its own, with fsync on: three rounds each, medians told."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from nessos.launch.postgres import temporary_server

RESULTS = Path(__file__).with_name("results.json")
ROUNDS = 3


def main() -> None:
    with temporary_server(fsync=True) as server, tempfile.TemporaryDirectory(prefix="nessos-bench-") as data:
        os.environ |= {
            "DATABASE_URL": server.url,
            "NESSOS_DATA": data,
            "DJANGO_SETTINGS_MODULE": "nessos.settings",
            "SECRET_KEY": "a-key-for-benchmarks-that-is-long-enough-to-pass-every-check-012345",
            "ALLOWED_HOSTS": "testserver",
            "LOG_LEVEL": "WARNING",
            "API_RATE_USER": "1000000/min",
        }
        import django

        django.setup()
        results = all_measure()
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    figures = {f"{part}.{name}": value for part, found in results.items() for name, value in found.items()}
    width = max(map(len, figures))
    sys.stdout.writelines(f"{name:<{width}}  {value:>10.1f}\n" for name, value in figures.items())


def all_measure() -> dict[str, dict[str, float]]:
    from django.core.management import call_command

    from benchmarks import ground, reference

    call_command("migrate", verbosity=0)
    call_command("reference", verbosity=0)
    return {"ground": rounds_measure(ground.MEASURES), "reference": rounds_measure(reference.MEASURES)}


def rounds_measure(measures: Iterable[Callable[[], dict[str, float]]]) -> dict[str, float]:
    rounds = [
        {name: value for measure in measures for name, value in measure().items()} for _round in range(ROUNDS)
    ]
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


if __name__ == "__main__":
    main()

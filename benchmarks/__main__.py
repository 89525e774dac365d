"""``python -m benchmarks [part …]``: measures on a fresh PostgreSQL of its own, with fsync on.

Three rounds each, medians told. Without a part, all of them; what was measured goes into ``results.json``, beside what
stands there of the others.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from nessos.launch.postgres import temporary_server

RESULTS = Path(__file__).with_name("results.json")
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "nessos.settings",
    "SECRET_KEY": "a-key-for-benchmarks-that-is-long-enough-to-pass-every-check-012345",
    "ALLOWED_HOSTS": "testserver",
    "LOG_LEVEL": "ERROR",
    "API_RATE_USER": "1000000/min",
}


def main() -> None:
    with temporary_server(fsync=True) as server, tempfile.TemporaryDirectory(prefix="nessos-bench-") as data:
        os.environ |= {**ENVIRONMENT, "DATABASE_URL": server.url, "NESSOS_DATA": data}
        import django

        django.setup()
        from benchmarks.parts import PARTS, Bench

        wanted = sys.argv[1:] or list(PARTS)
        if unknown := [name for name in wanted if name not in PARTS]:
            sys.exit(f"There is no part {unknown[0]!r} of the benchmarks. Choose among {', '.join(PARTS)}.")
        results = json.loads(RESULTS.read_text()) if sys.argv[1:] and RESULTS.exists() else {}
        bench = Bench.make()
        for name in wanted:
            results[name] = bench.part_measure(name)
            RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    sys.stdout.write(
        f"Written to {RESULTS.relative_to(Path.cwd())}.\n" if RESULTS.is_relative_to(Path.cwd()) else ""
    )


if __name__ == "__main__":
    main()

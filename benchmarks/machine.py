"""The machine and how fast it was just then: a figure without it says nothing elsewhere."""

import os
import platform
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict

from nessos.launch.postgres.binaries import binary

_TABLE = "bench_yardstick"
_SCRIPT = f"\\set id random(1, 10000)\nUPDATE {_TABLE} SET n = n + 1 WHERE id = :id;\n"
_MADE = (
    f"CREATE TABLE IF NOT EXISTS {_TABLE} (id int PRIMARY KEY, n int NOT NULL)",
    f"INSERT INTO {_TABLE} SELECT n, 0 FROM generate_series(1, 10000) n ON CONFLICT DO NOTHING",  # noqa: S608
)


def machine_describe(address: str) -> dict[str, object]:
    with psycopg.connect(address, autocommit=True) as connection:
        shown = {
            name: (connection.execute(f"SHOW {name}").fetchone() or ("",))[0]
            for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers", "wal_sync_method")
        }
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu_name(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "postgres": shown,
    }


def yardstick_measure(address: str, seconds: int = 2) -> dict[str, float]:
    """Commits of one row each in a second, by pgbench, from one connection and from eight."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in _MADE:
            connection.execute(statement)
    return {f"commits_per_s_{clients}": _pgbench(address, clients, seconds) for clients in (1, 8)}


def _pgbench(address: str, clients: int, seconds: int) -> float:
    found = conninfo_to_dict(address)
    environment = {
        "LC_ALL": "C",
        **{
            f"PG{name.upper()}": str(found[name])
            for name in ("host", "port", "user", "password")
            if name in found
        },
        "PGDATABASE": str(found["dbname"]),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_SCRIPT)
        script.flush()
        said = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [binary("pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script.name}", f"--client={clients}",
             f"--jobs={min(clients, 2)}", f"--time={seconds}"],
            env=environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    line = next(line for line in said.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")

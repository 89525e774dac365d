"""The product as people meet it: a web process and a worker on a database of their own, with the demo in it."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
from environ import Env
from psycopg.sql import SQL, Identifier

from nessos.launch.environment import ROOT
from tests.waiting import wait_until

PASSWORD = "correct horse battery"
ROLES = ("admin", "growth", "ops", "fin", "people", "jur", "gov", "atendimento", "employee")
#: Everybody who can log in: one for each role, one who may do all, one without a role, one to lock out.
PEOPLE = (*ROLES, "root", "stranger", "clumsy")


@contextmanager
def running_house(database_url: str, folder: Path) -> Iterator[str]:
    """Answers the address of a house with the demo in it, on a new database of this server."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_make(database_url),
        "NESSOS_DATA": str(folder),
        "NESSOS_PROCESS": "web",
        "SECRET_KEY": "a-key-for-tests-that-is-long-enough-to-pass-every-check-0123456789",
    }
    (folder / "static").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "tests.browser.furnish"], env=environment, cwd=ROOT, check=True, timeout=120
    )
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "web.log").open("wb") as log:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        web = subprocess.Popen(
            [sys.executable, "-m", "nessos.launch.web", str(listener.fileno())],
            env=environment, cwd=ROOT, pass_fds=[listener.fileno()], stderr=log,
        )  # fmt: skip
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.worker"],
            env={**environment, "NESSOS_PROCESS": "worker"}, cwd=ROOT, stderr=log,
        )  # fmt: skip
        try:
            wait_until(lambda: _is_answered(f"{address}/healthz"), seconds=30)
            yield address
        finally:
            for process in (web, worker):
                process.terminate()
            for process in (web, worker):
                process.wait(15)


def database_make(database_url: str) -> str:
    """A new one on the same server; its path, in these addresses, ends with the name: ``…@/%2Fsocket%2Fname``."""
    facts = Env.db_url_config(database_url)
    name = f"house_{uuid4().hex[:8]}"
    told = {
        "dbname": facts["NAME"],
        "user": facts["USER"],
        "password": facts["PASSWORD"],
        "host": facts["HOST"],
    }
    with psycopg.connect(**told, port=facts["PORT"] or None, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return f"{database_url.removesuffix(facts['NAME'])}{name}"


def _is_answered(address: str) -> bool:
    with suppress(OSError):
        return bool(urllib.request.urlopen(address, timeout=5).status == 200)
    return False

"""Making the database files, once."""

import hashlib
import os
import shutil
from pathlib import Path

from nessos.launch.accounts import Account, account_for, hand_over
from nessos.launch.errors import LaunchError
from nessos.launch.folder import POSTGRES, FolderNotUsable, database_password, read
from nessos.launch.postgres.address import DATABASE, ROLE
from nessos.launch.postgres.binaries import VERSION, binary, run_to_end

LOG = "postgres.log"
KNOWN_PASSWORD = f"{POSTGRES}/nessos.password"
# The superuser has no password and no line here: he speaks to the files in single-user mode alone.
HBA = f"local all {ROLE} scram-sha-256\n"


class OtherVersion(LaunchError):
    def __init__(self, files: Path, version: str) -> None:
        super().__init__(
            f"The database in {files} was made by PostgreSQL {version}, this is {VERSION}: "
            "dump it with the older ness.OS and load it here, or set NESSOS_DATA to a new folder."
        )


def ensure_cluster(data: Path, *, sync: bool = True) -> Account | None:
    """Make the database files where there are none; answer who runs the server on them (None: we)."""
    files = data / POSTGRES
    account = account_for(files)
    if files.exists():
        _refuse_foreign(data, files)
    else:
        _make(data, files, account, sync=sync)
    _keep_password(data, files, account)
    return account


def _refuse_foreign(data: Path, files: Path) -> None:
    owner = files.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise FolderNotUsable(data, f"the database in it belongs to uid {owner}")
    version = read(files, "PG_VERSION").strip()
    if version != VERSION:
        raise OtherVersion(files, version or "an unknown version")


def _make(data: Path, files: Path, account: Account | None, *, sync: bool) -> None:
    """Build beside the final name: a start that is killed here leaves nothing that looks like a database."""
    draft = files.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    hand_over(draft, account)
    command = [
        binary("initdb"), f"--pgdata={draft}", "--username=postgres", "--auth=reject", "--no-instructions",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8",
        *([] if sync else ["--no-sync"]),
    ]  # fmt: skip
    run_to_end(command, what="could not make its files", cwd=draft, log=open_log(data), account=account)
    # In template1, so that every database made later (the tests') has it: only a superuser may install it.
    _run_as_superuser(data, draft, account, "CREATE EXTENSION vector", f"CREATE ROLE {ROLE} LOGIN CREATEDB",
                      f"CREATE DATABASE {DATABASE} OWNER {ROLE}")  # fmt: skip
    draft.rename(files)


def _keep_password(data: Path, files: Path, account: Account | None) -> None:
    """Give the role the password that the folder holds, when it is not the one it had."""
    password = database_password(data)
    digest = hashlib.sha256(password.encode()).hexdigest()
    if read(data, KNOWN_PASSWORD) == digest:
        return
    (files / "pg_hba.conf").write_text(HBA)
    _run_as_superuser(data, files, account, f"ALTER ROLE {ROLE} PASSWORD '{password}'")
    known = data / KNOWN_PASSWORD
    known.write_text(digest)
    hand_over(known)


def _run_as_superuser(data: Path, files: Path, account: Account | None, *statements: str) -> None:
    command = [binary("postgres"), "--single", "-D", str(files), "-c", "log_min_error_statement=panic",
               "-c", "exit_on_error=on", "template1"]  # fmt: skip
    run_to_end(command, what="could not make its role and database", cwd=files, log=open_log(data),
               account=account, stdin="".join(f"{statement}\n" for statement in statements))  # fmt: skip


def open_log(data: Path, *, longest: int = 5_000_000) -> Path:
    """The server's log, begun anew when it grew long."""
    log = data / LOG
    if log.exists() and log.stat().st_size > longest:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    hand_over(log)
    return log

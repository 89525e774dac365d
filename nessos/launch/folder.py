"""The data folder (NESSOS_DATA): the database, and the secrets made on this machine."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from nessos.launch.accounts import account_for, hand_over
from nessos.launch.errors import LaunchError

SECRET_KEY = "secret_key"
DATABASE_PASSWORD = "database_password"
POSTGRES = "postgres"


class FolderNotUsable(LaunchError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The data folder {path} cannot be used: {reason}. "
            "Set NESSOS_DATA to a folder that this user may write, or start as the user who owns it."
        )


def prepare(data: Path) -> None:
    """Make the folder (0700) and its secrets; safe to call again and from several processes."""
    account = account_for(data)
    try:
        for folder in reversed([path for path in (data, *data.parents) if not path.exists()]):
            folder.mkdir(mode=0o700 if folder == data else 0o755, exist_ok=True)
            hand_over(folder, account if folder == data else None)
        with tempfile.TemporaryFile(dir=data):
            pass
    except OSError as error:
        raise FolderNotUsable(data, error.strerror or str(error)) from error
    secret_key(data)
    database_password(data)


def secret_key(data: Path) -> str:
    """Django's SECRET_KEY of this installation; made at the first call."""
    return _secret(data, SECRET_KEY, length=50)


def database_password(data: Path) -> str:
    """The password of the embedded database's role; made at the first call."""
    return _secret(data, DATABASE_PASSWORD, length=32)


def read(data: Path, name: str) -> str:
    """The text of one of our small files there, empty when there is none."""
    try:
        return (data / name).read_text()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise FolderNotUsable(data, f"{name}: {error.strerror}") from error


def write(data: Path, name: str, text: str) -> None:
    """Put one of our small files there, whole or not at all, readable by its owner alone."""
    _draft(data, name, text).replace(data / name)


def hand_over_all(data: Path) -> None:
    """Give what root wrote to the folder's owner, so that he can start without root next time."""
    for folder, folders, files in os.walk(data):
        if POSTGRES in folders and Path(folder) == data:
            folders.remove(POSTGRES)
        for name in (*folders, *files):
            with suppress(FileNotFoundError):
                hand_over(Path(folder, name))


def _secret(data: Path, name: str, *, length: int) -> str:
    if text := read(data, name).strip():
        return text
    if not data.exists():
        prepare(data)
        return read(data, name).strip()
    draft = _draft(data, name, secrets.token_urlsafe(length))
    try:
        # A link fails where the file exists: of two first starts at once both read the one that came first.
        os.link(draft, data / name)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return read(data, name).strip()


def _draft(data: Path, name: str, text: str) -> Path:
    try:
        number, path = tempfile.mkstemp(dir=data, prefix=f".{name}.")
    except OSError as error:
        raise FolderNotUsable(data, error.strerror or str(error)) from error
    with os.fdopen(number, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(number)
    hand_over(Path(path))
    return Path(path)

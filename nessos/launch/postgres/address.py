"""Where the embedded server listens: a socket that only its owner may open, and no network."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from nessos.launch.accounts import account_for, hand_over
from nessos.launch.folder import DATABASE_PASSWORD, POSTGRES, read, write

ROLE = DATABASE = "nessos"
PORT = "5432"
SOCKET_FOLDER = "socket_folder"
# sun_path of the kernel, with its closing zero byte taken off.
LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103


def connection(data: Path) -> dict[str, str]:
    """Django's NAME, USER, PASSWORD, HOST and PORT of the database in this folder.

    Reads and changes nothing. Before `folder.prepare` was ever called there, the password is empty.
    """
    return {
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": read(data, DATABASE_PASSWORD).strip(),
        "HOST": str(socket_folder(data)),
        "PORT": PORT,
    }


def url(data: Path) -> str:
    """The same as a DATABASE_URL that django-environ understands."""
    facts = connection(data)
    path = quote(f"{facts['HOST']}/{facts['NAME']}", safe="")
    return f"postgres://{facts['USER']}:{quote(facts['PASSWORD'], safe='')}@/{path}"


def socket_folder(data: Path) -> Path:
    """The database's own folder, else the short one that `ensure_socket_folder` recorded."""
    inside = data / POSTGRES
    if fits_a_socket(inside):
        return inside
    recorded = read(data, SOCKET_FOLDER).strip()
    return Path(recorded) if recorded else inside


def fits_a_socket(folder: Path) -> bool:
    """Whether a socket's path in that folder is short enough, and free of the comma that parts hosts."""
    path = os.fsencode(folder / f".s.PGSQL.{PORT}")
    return len(path) <= LONGEST_SOCKET_PATH and b"," not in path


def ensure_socket_folder(data: Path) -> None:
    """Where the path is too long, make and record a fresh private folder among the temporary ones.

    It is made anew when it is gone (a reboot empties /tmp) or no longer ours alone.
    """
    if fits_a_socket(data / POSTGRES) or _is_private(socket_folder(data), data):
        return
    # TMPDIR may be as long as the data folder itself.
    place = tempfile.gettempdir() if fits_a_socket(Path(tempfile.gettempdir(), "x" * 24)) else os.sep + "tmp"
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:8]
    folder = Path(tempfile.mkdtemp(prefix=f"nessos-{mark}-", dir=place))
    hand_over(folder, account_for(data / POSTGRES))
    write(data, SOCKET_FOLDER, str(folder))


def _is_private(folder: Path, data: Path) -> bool:
    if not fits_a_socket(folder) or folder.is_symlink() or not folder.is_dir():
        return False
    facts, account = folder.stat(), account_for(data / POSTGRES)
    return facts.st_mode & 0o077 == 0 and facts.st_uid == (account.uid if account else os.geteuid())

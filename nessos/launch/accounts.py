"""Whose files the data folder holds, when root starts us."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"uid {self.uid}"


def account_for(path: Path) -> Account | None:
    """Who shall own `path` and run PostgreSQL on it; None: we ourselves, since we are not root.

    For root: the owner of the nearest folder that exists, so that he can start it without root later;
    where that is root, a system user, since PostgreSQL refuses root.
    """
    if os.geteuid() != 0:
        return None
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    owner = existing.stat()
    return Account(owner.st_uid, owner.st_gid) if owner.st_uid else _system_account()


def _system_account() -> Account:
    for name in SYSTEM_USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid)
    return Account(65534, 65534)


def hand_over(path: Path, account: Account | None = None) -> None:
    """Give what root made to `account`, or else to the owner of the folder it lies in."""
    if os.geteuid() != 0 or path.lstat().st_uid != 0:
        return
    folder = path.parent.stat()
    uid, gid = (account.uid, account.gid) if account else (folder.st_uid, folder.st_gid)
    if uid:
        os.chown(path, uid, gid, follow_symlinks=False)

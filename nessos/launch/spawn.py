"""Starting a child in a session of its own that does not outlive us."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from nessos.launch.accounts import Account

# In the environment of every process of a run of `up`: see `runs`.
MARK = "NESSOS_RUN"
CHILD = Path(__file__).with_name("child.py")


def spawn(
    command: Sequence[str],
    *,
    death: signal.Signals,
    account: Account | None = None,
    grace: int = 0,
    output: IO[bytes] | None = None,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start `command`; the kernel sends it `death` when the calling thread's process is gone.

    Call it from the main thread: a death signal fires when the thread that started the child ends.
    With `grace` the child is a guard, which ends the command and all that it forked within that many seconds.
    `options` are Popen's.
    """
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    wrapper = [sys.executable, "-I", "-S", str(CHILD), *map(str, (int(death), os.getpid(), uid, gid, grace))]
    streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": subprocess.STDOUT if output else None}
    return subprocess.Popen([*wrapper, *command], start_new_session=True, **{**streams, **options})

"""The last steps of a child before it becomes its command: another user, a death signal, then exec.

Run as a script by `spawn`, with nothing but the standard library, and not as a `preexec_fn`: that would run
Python between fork and exec of a process that may have threads.

    child.py SIGNAL PARENT UID GID GRACE COMMAND...

SIGNAL is what the kernel sends when PARENT's thread that started us dies; UID is -1 to stay who we are. With a
GRACE above 0 we stay, as guard of the command: it may fork as it likes, and on our SIGTERM, or when it ends,
everything that it forked is gone after GRACE seconds at most, also when nobody else is left to see to it.
"""

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_SETPCAP = 8
CAPABILITY_VERSION_3 = 0x20080522


def become(uid: int, gid: int, command: str) -> None:
    """Turn from root into `uid`.

    A checkout below /root lets nobody else pass. Only then the command keeps the one capability that lets it:
    everything else of root is gone, and the files that it makes are the user's.
    """
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if libc:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    here = os.getcwd()  # noqa: PTH109 (pathlib is slow to import)
    reachable = os.access(command, os.R_OK | os.X_OK) and os.access(here, os.R_OK | os.X_OK)
    if libc and not reachable:
        keep_passage(libc)


def keep_passage(libc: ctypes.CDLL) -> None:
    # access(2), with which initdb looks for its neighbours, counts no capability of anybody but root, unless this bit
    # is set. Where root may not set it (no CAP_SETPCAP), a database that is made already still starts.
    if hold_capabilities(libc, CAP_DAC_OVERRIDE, CAP_SETPCAP):
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    held = hold_capabilities(libc, CAP_DAC_OVERRIDE)
    if not held or libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0):
        sys.exit(
            "The folder cannot be entered by the user who runs this process, nor can root lend a passage."
        )


def hold_capabilities(libc: ctypes.CDLL, *capabilities: int) -> bool:
    """These and no others; false where they are not ours to hold."""
    mask = sum(1 << capability for capability in capabilities)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    return not libc.capset(header, (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0))


def die_with(parent: int, death: int) -> None:
    """Set the death signal; the kernel forgets it on a change of user, so this comes after `become`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The process that started this one is gone.")


def guard(command: int, grace: int) -> int:
    """Wait for the command, leave nobody of its group behind, and answer its exit code."""

    def ask(*_: object) -> None:
        os.kill(command, signal.SIGTERM)
        signal.alarm(grace)

    def end(*_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(command, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.signal(signal.SIGTERM, ask)
    if hasattr(os, "waitid"):
        # Looked at, not reaped: until its group is ended, its number cannot become another's.
        os.waitid(os.P_PID, command, os.WEXITED | os.WNOWAIT)
        end()
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    return code if code >= 0 else 128 - code


def main() -> None:
    death, parent, uid, gid, grace = map(int, sys.argv[1:6])
    command = sys.argv[6:]
    if uid >= 0:
        become(uid, gid, command[0])
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    die_with(parent, death)
    if grace:
        guardian = os.getpid()
        forked = os.fork()
        if forked:
            sys.exit(guard(forked, grace))
        os.setpgid(0, 0)
        die_with(guardian, death)
    try:
        os.execv(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run: {error.strerror}.")


if __name__ == "__main__":
    main()

"""Named points where a test lets a process be killed, as a power cut would: one crash at each is tried.

``NESSOS_CRASHPOINT=engine.claimed`` kills the process by SIGKILL when it passes there, ``engine.claimed:3`` the third
time. Only a house whose clock is a test's too takes that; any other refuses to start.
"""

import os
import signal
import threading
from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import ImproperlyConfigured

#: Every point, and what has and has not happened there.
POINTS: Mapping[str, str] = MappingProxyType(
    {
        "matching.started": "an event's runs are inserted; neither they nor the event are committed",
        "engine.claimed": "due steps are locked; nothing is done",
        "engine.marked": "that they were begun is noted outside the transaction; nothing is done",
        "engine.effects": "the steps' effects are in the transaction; their records are not",
        "engine.recorded": "effects, records and what follows are in the transaction; it is not committed",
        "engine.committed": "the batch is committed; the worker has not looked again",
        "timers.waiting": "a timer is set and the worker waits for it",
        "errand.claimed": "an errand is leased; it has not begun",
        "errand.performing": "an errand's thread is about to reach out; nothing is sent",
        "errand.performed": "the effect outside has happened; nobody has written it down",
        "errand.settling": "the outcome and its step's waking are in a transaction; it is not committed",
        "errand.settled": "the outcome is committed; the step has not gone on",
        "errand.looking": "an outcome is about to be looked up",
        "agent.answered": "a model has answered; nobody has written it down",
        "agent.kept": "a model's answer and its cost are written down; whoever asked has not heard of it",
        "review.deciding": "a person's decision is in the transaction; it is not committed",
        "review.decided": "a person's decision is committed; the step has not gone on",
    }
)


class _Armed:
    name: str | None = None
    left = 0
    lock = threading.Lock()


def crashpoint(name: str) -> None:
    """Die here, if that is what the environment says."""
    if _Armed.name is not None:
        _pass(name)


def crashpoint_arm(setting: str, *, allowed: bool) -> None:
    """Read ``NESSOS_CRASHPOINT``; empty: none. Raises ImproperlyConfigured, which stops the start."""
    name, _colon, number = setting.partition(":")
    if not name:
        _Armed.name = None
        return
    if not allowed:
        raise ImproperlyConfigured(
            "NESSOS_CRASHPOINT kills processes, so it is for tests alone. Unset it, or set NESSOS_TEST_CLOCK=true."
        )
    if name not in POINTS or not (number or "1").isdecimal() or number == "0":
        raise ImproperlyConfigured(
            f"NESSOS_CRASHPOINT={setting} is no point to crash at. Give one of these, with :2 behind it for the "
            f"second passing: {', '.join(POINTS)}."
        )
    _Armed.name, _Armed.left = name, int(number or "1")


def _pass(name: str) -> None:
    if name not in POINTS:
        raise LookupError(f"{name!r} is no crashpoint. Add it to POINTS, and say what it stands for.")
    with _Armed.lock:
        if name == _Armed.name:
            _Armed.left -= 1
            if not _Armed.left:
                os.kill(os.getpid(), signal.SIGKILL)

"""Shows and moves the business clock of all processes, for tests."""

import os
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from nessos.kernel import clock

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_STEP = re.compile(r"(-?)((?:\d+[smhd])+)")


class Command(BaseCommand):
    help = "Show, advance or reset the business clock. Works only with NESSOS_TEST_CLOCK=true."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("show", help="print the business time")
        verbs.add_parser("reset", help="go back to real time")
        advance = verbs.add_parser("advance", help="move it: 90s, 25h, 2d12h")
        advance.add_argument("step")

    def handle(self, *_args: Any, verb: str, step: str = "", **_options: Any) -> None:
        if verb != "show":
            _refuse_outside_tests()
        if verb == "advance":
            clock.advance(_parse(step))
        elif verb == "reset":
            clock.reset()
        moved = clock.offset()
        self.stdout.write(
            f"{timezone.localtime(clock.now()).isoformat(timespec='seconds')} (moved by {moved})"
        )


def _parse(step: str) -> timedelta:
    found = _STEP.fullmatch(step.strip())
    if found is None:
        raise CommandError(f"{step!r} is no span of time. Write it like 90s, 45m, 25h or 2d12h.")
    sign, parts = found.groups()
    span = sum(
        (timedelta(**{_UNITS[u]: int(n)}) for n, u in re.findall(r"(\d+)([smhd])", parts)), timedelta()
    )
    return -span if sign else span


def _refuse_outside_tests() -> None:
    if not settings.NESSOS_TEST_CLOCK:
        raise CommandError(
            "The clock moves only in tests. Set NESSOS_TEST_CLOCK=true for all processes first."
        )
    if not (settings.EMBEDDED_DATABASE or "NESSOS_TEST_SERVER" in os.environ):
        raise CommandError(
            "The clock of an outside database is never moved. Unset DATABASE_URL to use the embedded one."
        )

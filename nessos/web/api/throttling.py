"""How often one may ask, counted in PostgreSQL: it must hold across all processes of the web."""

import time
from typing import Any, ClassVar

from django.db import connection
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}

#: One statement, on an unlogged table: no wait for the disk, and of two at once both are counted.
_COUNT = """
    INSERT INTO web_ratewindow AS known (who, opened_at, count) VALUES (%s, to_timestamp(%s), 1)
    ON CONFLICT (who) DO UPDATE SET
        count = CASE WHEN known.opened_at = excluded.opened_at THEN known.count + 1 ELSE 1 END,
        opened_at = excluded.opened_at
    RETURNING count
"""


class WindowThrottle(BaseThrottle):
    """So many requests in each window of so many seconds: ``DEFAULT_THROTTLE_RATES["user"] = "1200/min"``."""

    scope: ClassVar[str]
    #: When the window began; real time, for a moved business clock must not lock anyone out.
    _opened: int = 0
    _seconds: int = 1

    def who(self, request: Request) -> str | None:
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        who = self.who(request)
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)
        if who is None or not rate:
            return True
        most, _slash, period = str(rate).partition("/")
        self._seconds = _SECONDS[period[0]]
        self._opened = int(time.time()) // self._seconds * self._seconds
        return _count(f"{self.scope}:{who}", self._opened) <= int(most)

    def wait(self) -> float:
        return self._opened + self._seconds - time.time()


class UserThrottle(WindowThrottle):
    scope = "user"

    def who(self, request: Request) -> str | None:
        return str(request.user.pk) if request.user.is_authenticated else None


class AnonThrottle(WindowThrottle):
    scope = "anon"

    def who(self, request: Request) -> str | None:
        """By the address that uvicorn vouches for; a header that anyone may write names nobody."""
        if request.user.is_authenticated:
            return None
        return str(request.META.get("REMOTE_ADDR") or "unknown")[:80]


def _count(who: str, opened: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [who, opened])
        row = cursor.fetchone()
    return int(row[0])

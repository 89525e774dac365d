"""Whether the web, the database and the workers are ready, as /readyz says it."""

import http.client
import json
import time
from urllib.parse import urlsplit

ASKED_EVERY = 0.1


class Readiness:
    """Asks /readyz each time that `is_over` is called, a few times a second at most."""

    def __init__(self, address: str, *, host: str, deadline: float) -> None:
        self._place = urlsplit(address).netloc
        self._host = host
        self._deadline = deadline
        self._next = 0.0
        self.reached = False
        self.reasons = "the web server does not answer"

    def is_over(self) -> bool:
        """Ready, or out of time."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + ASKED_EVERY
            self._ask()
        return self.reached or now > self._deadline

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self._place, timeout=2)
        try:
            connection.request("GET", "/readyz", headers={"Host": self._host or self._place})
            answer = connection.getresponse()
            self.reached = answer.status == 200
            self.reasons = _describe(answer.status, answer.read(10_000))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()


def _describe(status: int, body: bytes) -> str:
    """One line out of whatever it said."""
    try:
        said = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        said = body.decode(errors="replace")
    return f"/readyz answers {status} {' '.join(said.split())[:500]}"

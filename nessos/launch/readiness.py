"""Whether the web, the database and the workers are ready, as /readyz says it."""

import http.client
import json
from collections.abc import Callable
from urllib.parse import urlsplit


class Readiness:
    """Without an address there is no web server to ask, and the workers' first beats are all there is to see."""

    def __init__(self, address: str, *, host: str, is_beating: Callable[[], bool]) -> None:
        self._place = urlsplit(address).netloc
        self._host = host
        self._is_beating = is_beating
        self.reached = False
        self.reasons = "no worker has given a sign of life"

    def is_reached(self) -> bool:
        # Before the first beat it would say no, and the web server would log that it said so.
        if self._is_beating():
            if self._place:
                self._ask()
            else:
                self.reached = True
        return self.reached

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self._place, timeout=2)
        try:
            connection.request("GET", "/readyz", headers={"Host": self._host or self._place})
            answer = connection.getresponse()
            self.reached = answer.status == 200
            self.reasons = _describe(answer.status, answer.read(10_000))
        except (OSError, http.client.HTTPException):
            self.reasons = "the web server does not answer"
        finally:
            connection.close()


def _describe(status: int, body: bytes) -> str:
    """One line out of whatever it said."""
    try:
        said = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        said = body.decode(errors="replace")
    return f"/readyz answers {status} {' '.join(said.split())[:500]}"

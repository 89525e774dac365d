"""Errands as a loop of every worker: with a connection that listens, beside the one of its thread."""

from contextlib import suppress
from threading import Event

import psycopg
from django.db import connection

from nessos.workers.worker import Worker
from ops.workflows.errands.running import FALLBACK, Errands, Listening
from ops.workflows.errands.waking import CHANNEL


class ErrandsLoop:
    def __init__(self, worker: Worker) -> None:
        self._errands = Errands(worker.id)
        self._listening: Listening | None = None

    def __call__(self, stop: Event) -> float:
        """Perform what is asked for until the end; the rest is taken here, so none is answered."""
        try:
            listening = self._listen()
            while not stop.is_set():
                if not self._errands.turn():
                    self._errands.wait(listening, FALLBACK)
            self._errands.leave()
        finally:
            self._forget()
        return 0.0

    def _listen(self) -> Listening:
        if self._listening is None:
            parameters = connection.get_connection_params()
            for name in ("cursor_factory", "context", "pool"):
                parameters.pop(name, None)
            self._listening = psycopg.connect(**parameters, autocommit=True)
            self._listening.execute(f"LISTEN {CHANNEL}")
        return self._listening

    def _forget(self) -> None:
        if self._listening is not None:
            with suppress(psycopg.Error):
                self._listening.close()
        self._listening = None
        connection.close()

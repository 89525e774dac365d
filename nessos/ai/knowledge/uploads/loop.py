"""A thread of its own in every worker: a long reading holds up no duty, and each worker claims its own rows."""

from threading import Event

from nessos.ai.knowledge.uploads.extracting import document_read_next
from nessos.workers.loops import Tick
from nessos.workers.worker import Worker

#: Seconds until it looks again: at once after work, for there may be more.
_AT_ONCE, _LATER = 0.0, 2.0


def reader_make(_worker: Worker) -> Tick:
    def tick(_stop: Event) -> float:
        return _AT_ONCE if document_read_next() else _LATER

    return tick

"""What ``/metrics`` says of the house: read from the database at each scrape, so kept to a few indexed looks."""

from datetime import timedelta

from nessos.eventlog.selectors import deliveries_waiting, events_by_type
from nessos.kernel.metrics import gauge_register
from nessos.workers.selectors import workers_alive

_FRESH = timedelta(seconds=15)
_LATELY = timedelta(hours=1)


def gauges_register() -> None:
    gauge_register(
        "nessos_events_last_hour", "Events of the last hour, by type.", _events_read, labels=("event_type",)
    )
    gauge_register(
        "nessos_deliveries",
        "Deliveries owed to listeners, and given up.",
        _deliveries_read,
        labels=("state",),
    )
    gauge_register("nessos_deliveries_oldest_seconds", "Age of the oldest delivery owed.", _oldest_read)
    gauge_register("nessos_workers_alive", "Workers with a fresh heartbeat.", lambda: workers_alive(_FRESH))


def _events_read() -> list[tuple[tuple[str, ...], float]]:
    return [((name,), float(count)) for name, count in events_by_type(since=_LATELY).items()]


def _deliveries_read() -> list[tuple[tuple[str, ...], float]]:
    waiting = deliveries_waiting()
    return [((state,), float(waiting[state])) for state in ("waiting", "given_up")]


def _oldest_read() -> float:
    return float(deliveries_waiting()["oldest_seconds"])

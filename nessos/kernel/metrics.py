"""What Prometheus may ask: requests, counted as they happen, and gauges, read when it asks.

The kernel knows no business word: whoever has a number to show registers a function that reads it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from nessos.kernel.registry import Registry

logger = logging.getLogger(__name__)

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

#: One number, or one for each tuple of label values.
Reading = float | Iterable[tuple[tuple[str, ...], float]]

#: Anything else is "OTHER": a stranger invents methods for free, and each would be a series for good.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, kw_only=True)
class Gauge:
    name: str
    help: str
    read: Callable[[], Reading]
    labels: tuple[str, ...] = ()


gauges: Registry[Gauge] = Registry("gauge")


class GaugeCollector:
    """Asks each gauge at scrape time. One that fails is left out, and says so in a gauge of its own."""

    def __init__(self, registered: Iterable[Gauge]) -> None:
        self._registered = registered

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # else registering would read them all, before there is a database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        broken = GaugeMetricFamily(
            "nessos_gauge_broken", "1 for each gauge that could not be read.", labels=["gauge"]
        )
        database_gone = False
        for gauge in self._registered:
            try:
                if not database_gone:
                    yield _family_make(gauge)
                    continue
            except Exception as error:  # whatever fails in one gauge must not hide the others
                logger.exception("The gauge %s could not be read; this scrape goes without it.", gauge.name)
                # Each further one would wait for a connection again, past the patience of who scrapes.
                database_gone = isinstance(error, OperationalError | InterfaceError)
            broken.add_metric([gauge.name], 1)
        yield broken


disable_created_metrics()  # type: ignore[no-untyped-call]  # when each series began: a third of all lines, and nobody asks
registry = CollectorRegistry(auto_describe=False)
ProcessCollector(registry=registry)
PlatformCollector(registry=registry)
registry.register(GaugeCollector(gauges))

_requests = Counter(
    "nessos_http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
)
_seconds = Histogram(
    "nessos_http_request_seconds",
    "How long answers took.",
    ["method", "route"],  # each label more is a dozen series for each of its values
    buckets=_BUCKETS,
    registry=registry,
)


def request_observed(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count one answered request. ``route`` is the URL pattern that matched, never the path; none matched: None."""
    labels = (method if method in _METHODS else "OTHER", route or "unmatched", str(status))
    _requests.labels(*labels).inc()
    _seconds.labels(*labels[:2]).observe(seconds)


def gauge_register(
    name: str, help_text: str, read: Callable[[], Reading], *, labels: tuple[str, ...] = ()
) -> Gauge:
    """Show a number on ``/metrics``: ``read`` is called at each scrape, so it must be quick and write nothing.

    With labels it answers pairs of label values and number: ``[(("growth.lead.created",), 12.0)]``.
    """
    return gauges.register(name, Gauge(name=name, help=help_text, read=read, labels=labels))


def exposition_make() -> bytes:
    """Everything, in Prometheus' text format."""
    return generate_latest(registry)


def _family_make(gauge: Gauge) -> GaugeMetricFamily:
    family = GaugeMetricFamily(gauge.name, gauge.help, labels=list(gauge.labels))
    reading = gauge.read()
    samples = [((), float(reading))] if isinstance(reading, int | float) else reading
    for values, number in samples:
        family.add_metric(list(values), number)
    return family

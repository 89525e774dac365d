from collections.abc import Iterable

import pytest
from django.db import OperationalError
from prometheus_client import CollectorRegistry, generate_latest

from nessos.kernel.metrics import Gauge, GaugeCollector, exposition_make, gauge_register, request_observed
from nessos.kernel.registry import RegistrationError


def scrape(*gauges: Gauge) -> list[str]:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(GaugeCollector(gauges))
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


def read_nothing() -> float:
    raise ValueError("broken on purpose")


def read_no_database() -> float:
    raise OperationalError("broken on purpose")


def read_types() -> Iterable[tuple[tuple[str, ...], float]]:
    yield ("growth.lead.created",), 2
    yield ('odd "type"\n',), 1


def test_requests_are_counted_by_pattern_and_timed() -> None:
    request_observed("GET", "api/v1/metric-test/<pk>/", 200, 0.02)
    request_observed("BREW", None, 405, 0.02)
    text = exposition_make().decode()
    labels = 'method="GET",route="api/v1/metric-test/<pk>/"'
    assert f'nessos_http_requests_total{{{labels},status="200"}} 1.0' in text
    assert 'nessos_http_request_seconds_bucket{le="0.025",' + labels + "} 1.0" in text
    assert "_created{" not in text
    assert 'nessos_http_requests_total{method="OTHER",route="unmatched",status="405"} 1.0' in text


def test_gauges_are_read_when_they_are_asked_for() -> None:
    numbers = iter([1, 2])
    gauge = Gauge(name="nessos_test", help="A test.", read=lambda: next(numbers))
    assert scrape(gauge) == ["nessos_test 1.0"]
    assert scrape(gauge) == ["nessos_test 2.0"]


def test_a_gauge_may_have_labels() -> None:
    assert scrape(Gauge(name="nessos_events", help="Events.", read=read_types, labels=("type",))) == [
        'nessos_events{type="growth.lead.created"} 2.0',
        'nessos_events{type="odd \\"type\\"\\n"} 1.0',
    ]


def test_a_broken_gauge_hides_no_other_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    broken = Gauge(name="nessos_broken", help="Broken.", read=read_nothing)
    good = Gauge(name="nessos_good", help="Good.", read=lambda: 1)
    assert scrape(broken, good) == ["nessos_good 1.0", 'nessos_gauge_broken{gauge="nessos_broken"} 1.0']
    assert caplog.messages == ["The gauge nessos_broken could not be read; this scrape goes without it."]


def test_without_a_database_the_rest_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    gone = Gauge(name="nessos_gone", help="Gone.", read=read_no_database)
    never = Gauge(name="nessos_never", help="Never asked.", read=read_nothing)
    assert scrape(gone, never) == [
        'nessos_gauge_broken{gauge="nessos_gone"} 1.0',
        'nessos_gauge_broken{gauge="nessos_never"} 1.0',
    ]
    assert len(caplog.messages) == 1


def test_a_name_is_taken_once() -> None:
    gauge_register("nessos_taken", "Once.", lambda: 1)
    with pytest.raises(RegistrationError, match="The gauge 'nessos_taken' is registered twice"):
        gauge_register("nessos_taken", "Twice.", lambda: 1)

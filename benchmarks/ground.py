"""The ground: a saved row with its event, a delivery to a listener, an answer of the API."""

from collections.abc import Callable
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.test import Client

from growth.models import Lead
from nessos.accounts.models import User
from nessos.accounts.services import token_create
from nessos.eventlog.delivery import deliveries_sweep
from nessos.eventlog.listening import Happened, listener
from nessos.eventlog.models import Delivery, ModuleEvent

SAVES = 500
BURST = 2_000
ANSWERS = 200


@listener("ops.custom.bench", name="benchmarks.count")
def event_count(_event: Happened) -> None:
    """Does nothing, so that only the delivering is measured."""


def saves_measure() -> dict[str, float]:
    """Announcing rows saved one by one, each its own transaction."""
    began = perf_counter()
    for n in range(SAVES):
        Lead.objects.create(name=f"Lead {n}", email=f"bench{n}@example.com")
    return {"announced_saves_per_s": SAVES / (perf_counter() - began)}


def deliveries_measure() -> dict[str, float]:
    """A burst, swept by one process."""
    events = [ModuleEvent(module="ops", event_type="custom.bench") for _n in range(BURST)]
    ModuleEvent.objects.bulk_create(events)
    Delivery.objects.bulk_create([Delivery(event=event, listener="benchmarks.count") for event in events])
    began = perf_counter()
    deliveries_sweep()
    return {"deliveries_per_s": BURST / (perf_counter() - began)}


def api_measure() -> dict[str, float]:
    """Leads made and read over the API, in process: what our own code costs, without a network."""
    user, _made = User.objects.get_or_create(username="bench", defaults={"is_superuser": True})
    _token, secret = token_create(user=user)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    makes, reads = [], []
    for n in range(ANSWERS):
        body = {"name": f"Lead {n}", "email": f"api{n}@example.com"}
        makes.append(
            _time(lambda body=body: client.post("/api/v1/leads/", body, content_type="application/json"))
        )
        reads.append(_time(lambda: client.get("/api/v1/leads/")))
    return {"api_create_ms_p50": _part(makes, 50), "api_create_ms_p95": _part(makes, 95),
            "api_list_ms_p50": _part(reads, 50), "api_list_ms_p95": _part(reads, 95)}  # fmt: skip


def _time(call: Callable[[], Any]) -> float:
    began = perf_counter()
    answer = call()
    assert answer.status_code in {200, 201}, answer.content
    return (perf_counter() - began) * 1000


def _part(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]


MEASURES = (saves_measure, deliveries_measure, api_measure)

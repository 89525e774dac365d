"""A worker's engine and its errands in the test's own process, and an outside that can be told to misbehave."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from nessos.kernel import clock
from nessos.workers.models import Heartbeat
from nessos.workers.services import heartbeat_beat
from nessos.workers.worker import Worker
from ops.workflows.advance import Engine
from ops.workflows.errands.running import Errands
from ops.workflows.models import Errand, Run
from ops.workflows.selectors import run_show
from ops.workflows.services import run_trigger
from tests.ops.workflows.engine.conftest import Document, engine, workflow_make
from tests.ops.workflows.errands.ledger import Ledger, posting

__all__ = ["engine"]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = Ledger(tmp_path / "ledger")
    with posting(found):
        yield found


def worker_make(number: int = 1) -> Worker:
    """One that has beaten just now."""
    worker = Worker(cluster="tests", host="here", pid=number)
    heartbeat_beat(worker=worker, started_at=clock.real_now())
    return worker


class House:
    """An engine, and the errands of a worker, turned by hand."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.worker = worker_make()
        self.errands = Errands(self.worker.id)

    def start(self, *steps: Document, **payload: Any) -> Run:
        workflow = workflow_make(*steps, slug=f"sample-{Run.objects.count()}")
        return run_trigger(workflow=workflow, payload=payload)

    def settle(self) -> None:
        """Until nothing is due, asked for or under way."""
        while self.engine.drain() + self.errands.drain():
            pass

    def run(self, *steps: Document, **payload: Any) -> dict[str, Any]:
        """To where it stands still."""
        run = self.start(*steps, **payload)
        self.settle()
        return run_show(run.pk)


@pytest.fixture
def house(engine: Engine, ledger: Ledger) -> Iterator[House]:
    found = House(engine)
    yield found
    found.errands.leave()


def send(name: str = "send", *, action: str = "send", **fields: Any) -> Document:
    params = {"to": "ana@example.com", "text": "Good morning"}
    return {"name": name, "squad": "post", "action": action, "params": params, **fields}


def errand() -> Errand:
    return Errand.objects.get()


def doubt_age() -> None:
    """The pauses between look-ups are over."""
    Errand.objects.filter(look_up_at__isnull=False).update(look_up_at=clock.real_now() - timedelta(seconds=1))


def worker_die(worker: Worker) -> None:
    """Nothing was heard of it for a day, and its leases are over."""
    ago = clock.real_now() - timedelta(days=1)
    Heartbeat.objects.filter(pk=worker.id).update(beat_at=ago)
    Errand.objects.filter(lease_by=worker.id).update(lease_until=ago)


Show = Callable[[], dict[str, Any]]

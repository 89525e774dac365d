"""How the runs went, over HTTP, and what Prometheus is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from nessos.kernel import clock
from ops.workflows.advance import Engine
from ops.workflows.models import Run, Workflow
from tests.ops.workflows.api.running import find, start
from tests.ops.workflows.engine.conftest import condition, workflow_make

pytestmark = pytest.mark.usefixtures("engine")

Maker = Callable[..., Client]
EMPTY = {
    "total": 0, "successful": 0, "failed": 0, "cancelled": 0, "active_executions": 0, "success_rate": 0.0,
    "average_execution_time": 0.0, "by_day": [],
}  # fmt: skip
METRICS = "/api/v1/metrics/runs/"


def test_metrics_have_all_their_keys_without_any_run(ops: Client) -> None:
    answer = ops.get(METRICS)
    assert (answer.status_code, answer.json()) == (200, EMPTY)
    assert ops.get(METRICS, {"workflow": "nowhere"}).json() == EMPTY


def test_metrics_count_by_status_and_by_day(ops: Client) -> None:
    workflow, other = workflow_make(condition("a")), workflow_make(condition("a"), slug="other")
    noon = datetime(2026, 3, 10, 15, tzinfo=UTC)  # 12:00 where the company is
    late = datetime(2026, 3, 11, 2, tzinfo=UTC)  # 23:00 of the same day there

    def made(status: str, began: datetime, seconds: float | None, of: Workflow = workflow) -> None:
        ended = None if seconds is None else began + timedelta(seconds=seconds)
        assert of.published is not None
        Run.objects.create(workflow=of, version=of.published, status=status, started_at=began, ended_at=ended)

    made("completed", noon, 10)
    made("completed", late, 20)
    made("failed", noon + timedelta(days=1), 60)
    made("cancelled", noon + timedelta(days=1), 5000)
    made("waiting", noon + timedelta(days=2), None)
    made("completed", noon, 1000, of=other)
    counted = ops.get(METRICS, {"workflow": "sample"}).json()
    days = counted.pop("by_day")
    assert counted == {
        "total": 5, "successful": 2, "failed": 1, "cancelled": 1, "active_executions": 1, "success_rate": 66.67,
        "average_execution_time": 30.0,
    }  # fmt: skip
    assert [
        (day["day"], day["total"], day["successful"], day["failed"], day["success_rate"]) for day in days
    ] == [
        ("2026-03-10", 2, 2, 0, 100.0),
        ("2026-03-11", 2, 0, 1, 0.0),
        ("2026-03-12", 1, 0, 0, 0.0),
    ]
    assert ops.get(METRICS).json()["total"] == 6
    assert ops.get(METRICS, {"since": "2026-03-11", "until": "2026-03-11"}).json()["total"] == 2
    assert ops.get(METRICS, {"since": "2026-03-11T02:00:00Z"}).json()["total"] == 4
    assert ops.get(METRICS, {"until": "2026-03-11T02:00:00Z"}).json()["total"] == 2


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "2026-02-30"}, {"status": "failed"}])
def test_metrics_refuse_what_is_no_moment(ops: Client, query: dict[str, str]) -> None:
    answer = ops.get(METRICS, query)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, next(iter(query)))
    if "status" not in query:
        assert answer.json()["errors"][0]["message"] == (
            "Send a day, such as 2026-01-31, or a moment, such as 2026-01-31T12:00:00Z."
        )


def test_metrics_are_for_those_who_may_see_runs(api: Maker) -> None:
    assert api("growth").get(METRICS).status_code == 403


def test_prometheus_is_told_what_is_open(client: Client, engine: Engine) -> None:
    start({"name": "rest", "type": "delay", "seconds": 60})
    start(find("look", "Late"), slug="second")
    engine.drain()
    start(condition("look"), slug="third")
    clock.advance(timedelta(seconds=30))
    text = client.get("/metrics").content.decode()
    assert 'nessos_runs_open{status="waiting"} 1.0' in text
    assert 'nessos_runs_open{status="pending"} 1.0' in text
    assert 'nessos_runs_last_5_minutes{status="failed"} 1.0' in text
    assert "nessos_steps_due 1.0" in text
    late = float(text.split("\nnessos_steps_due_oldest_seconds ")[1].split()[0])
    assert 30 <= late < 60
    assert 'nessos_steps_open{status="waiting"} 1.0' in text
    assert 'nessos_steps_open{status="unknown"} 0.0' in text
    assert "nessos_runs_stuck 0.0" in text
    assert "nessos_approvals_pending 0.0" in text
    assert 'nessos_errands_open{status="asked"} 0.0' in text
    assert "nessos_gauge_broken{" not in text

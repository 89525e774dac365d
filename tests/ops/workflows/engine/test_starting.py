"""From an event to its runs."""

import pytest
from django.db import DatabaseError, connection, transaction

from growth.models import Case
from nessos.eventlog.delivery import deliveries_sweep
from nessos.eventlog.models import Delivery, ModuleEvent
from nessos.eventlog.services import event_emit, history_written
from nessos.kernel.context import Context, working_for
from ops.workflows.advance import Engine
from ops.workflows.matching import events_match
from ops.workflows.models import Run, Workflow
from ops.workflows.services import run_trigger, workflow_publish, workflow_save
from tests.ops.workflows.engine.conftest import condition, only_run, ring, stands, step_of, workflow_make

pytestmark = pytest.mark.usefixtures("engine")


def test_an_event_and_its_runs_commit_together_or_not_at_all() -> None:
    workflow_make(condition("look"), event="ops.custom.rang")

    def ring_and_break() -> None:
        with transaction.atomic():
            ring()
            assert Run.objects.count() == 1
            raise LookupError

    with pytest.raises(LookupError):
        ring_and_break()
    assert (Run.objects.count(), ModuleEvent.objects.count()) == (0, 0)


def test_an_event_starts_each_active_workflow_that_it_triggers(engine: Engine) -> None:
    workflow_make(condition("look"), slug="first", event="ops.custom.rang")
    workflow_make(condition("look"), slug="second", event="ops.custom.rang")
    workflow_make(condition("look"), slug="asleep", event="ops.custom.rang", is_active=False)
    workflow_make(condition("look"), slug="other", event="ops.custom.knocked")
    event = ring(tone="high")
    engine.drain()

    runs = Run.objects.order_by("workflow__slug")
    assert [(run.workflow.slug, str(run.event_id), run.status) for run in runs] == [
        ("first", event, "completed"),
        ("second", event, "completed"),
    ]
    assert runs[0].trigger_payload == {"tone": "high"}


def test_the_same_event_told_again_starts_nothing_more() -> None:
    workflow_make(condition("look"), event="ops.custom.rang")
    ring()
    with transaction.atomic():
        events_match(list(ModuleEvent.objects.all()))
    assert Run.objects.count() == 1


def test_history_starts_nothing() -> None:
    workflow_make(condition("look"), event="growth.case.saved")
    with history_written():
        Case.objects.create(title="Long ago")
    assert not Run.objects.exists()


def test_a_trigger_condition_chooses_and_one_that_errs_makes_a_failed_run() -> None:
    workflow_make(
        condition("look"), slug="loud", event="ops.custom.rang", trigger_condition="payload.tone == 'high'"
    )
    workflow_make(
        condition("look"), slug="odd", event="ops.custom.rang", trigger_condition="payload.tone + 1 > 0"
    )
    ring(tone="low")
    run = only_run()
    assert (run["workflow"], run["status"], stands(run)) == ("odd", "failed", {"look": "cancelled"})
    assert run["error"].startswith(
        "The trigger's condition failed: The expression “payload.tone + 1 > 0” cannot be"
    )


@pytest.mark.parametrize(("depth", "status"), [(8, "pending"), (9, "failed")])
def test_a_chain_deeper_than_eight_ends_in_a_failed_run(depth: int, status: str) -> None:
    workflow_make(condition("look"), event="ops.custom.rang")
    with working_for(Context(depth=depth)):
        ring()
    run = only_run()
    assert run["status"] == status
    assert run["error"] == (
        ""
        if status == "pending"
        else "The chain of events and runs is deeper than 8: a loop was cut here. Look at what caused this event, and "
        "give one of the workflows a condition."
    )


def test_a_loop_of_a_workflow_that_triggers_itself_is_cut(engine: Engine) -> None:
    case = Case.objects.create(title="Echo")
    workflow_make(
        {
            "name": "touch", "type": "db_query", "operation": "update", "model": "growth.Case",
            "filter": {"id": "{{ payload.id }}"}, "values": {"summary": "{{ payload.summary + '.' }}"},
        },
        event="growth.case.saved",
    )  # fmt: skip
    Case.objects.get().save()
    engine.drain()
    runs = Run.objects.order_by("depth")
    assert [(run.depth, run.status) for run in runs] == [
        *((depth, "completed") for depth in range(9)),
        (9, "failed"),
    ]
    assert Case.objects.get().summary == "." * 9
    caused = ModuleEvent.objects.get(pk=str(runs[1].event_id))
    assert (caused.caused_by, caused.depth, caused.trace_id) == (runs[0].pk, 1, runs[0].trace_id)
    assert case.pk == Case.objects.get().pk


def test_matching_that_fails_undoes_nothing_and_is_done_later() -> None:
    workflow = workflow_make(condition("look"), event="ops.custom.rang")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_run ADD CONSTRAINT broken CHECK (trace_id = 'never') NOT VALID")
    ring()
    assert (ModuleEvent.objects.count(), Run.objects.count()) == (1, 0)
    assert Delivery.objects.get().listener == "workflows.match"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_run DROP CONSTRAINT broken")
    Delivery.objects.update(due_at="2020-01-01T00:00:00Z")
    deliveries_sweep()
    assert Run.objects.get().workflow_id == workflow.pk


def test_what_a_change_of_workflows_triggers_counts_from_the_next_event_on() -> None:
    """Whoever announces remembers what an event triggers, and never acts on what is no longer so."""
    first = workflow_make(condition("look"), slug="first", event="ops.custom.rang")
    ring()
    workflow_make(condition("look"), slug="second", event="ops.custom.rang")
    ring()
    Workflow.objects.filter(pk=first.pk).update(is_active=False)
    ring()
    Workflow.objects.filter(slug="second").update(trigger_condition="payload.tone == 'high'")
    ring(tone="low")
    ring(tone="high")
    runs = Run.objects.order_by("started_at", "workflow__slug").values_list("workflow__slug", flat=True)
    assert list(runs) == ["first", "first", "second", "second", "second"]
    Workflow.objects.update(is_active=False)
    ring(tone="high")
    assert len(runs.all()) == 5


def test_matching_that_keeps_failing_lets_the_change_itself_stand() -> None:
    workflow_make(condition("look"), event="growth.case.saved")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_step ADD CONSTRAINT broken CHECK (name = 'never') NOT VALID")
    try:
        with transaction.atomic():
            Case.objects.create(title="Kept")
            Case.objects.create(title="Kept too")
        assert (Case.objects.count(), Run.objects.count(), Delivery.objects.count()) == (2, 0, 2)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE workflows_step DROP CONSTRAINT broken")


def test_by_hand_a_run_has_no_event_and_any_payload() -> None:
    workflow = workflow_make(condition("look"))
    run_trigger(workflow=workflow, payload={"a": 1})
    run = only_run()
    assert (run["event"], run["trigger_payload"], run["status"]) == (None, {"a": 1}, "pending")


def test_a_run_that_begins_with_a_delay_waits_from_its_start() -> None:
    workflow = workflow_make(
        condition("later", delay_seconds=60), condition("latest", delay_seconds=90, depends_on=[])
    )
    run_trigger(workflow=workflow, payload={})
    run = only_run()
    assert (run["status"], stands(run)) == ("waiting", {"later": "scheduled", "latest": "scheduled"})
    assert step_of(run, "later")["waiting_for"] == "delay"


def test_open_runs_keep_the_version_they_began_with(engine: Engine) -> None:
    workflow_make(condition("old"), event="ops.custom.rang")
    ring()
    workflow_make(condition("new"), event="ops.custom.rang")
    ring()
    engine.drain()
    runs = Run.objects.order_by("started_at")
    assert [run.version.number for run in runs] == [1, 2]
    assert [run.steps.get().name for run in runs] == ["old", "new"]


def test_a_draft_runs_only_once_it_is_published() -> None:
    workflow = workflow_make(condition("old"), event="ops.custom.rang")
    workflow_save(slug="sample", steps=[condition("new")], draft=True)
    ring()
    assert Run.objects.get().version.number == 1
    assert workflow_publish(workflow=workflow).number == 2
    assert Workflow.objects.get(slug="sample").published is not None
    ring()
    assert sorted(Run.objects.values_list("version__number", flat=True)) == [1, 2]


def test_a_published_version_cannot_be_changed_by_anyone() -> None:
    version = workflow_make(condition("look")).published
    assert version is not None
    version.steps = []
    with pytest.raises(DatabaseError, match=r"Version 1 of a workflow is published: UPDATE was refused\."):
        version.save()


def test_emitting_by_name_starts_runs_like_a_saved_row() -> None:
    workflow_make(condition("look"), event="growth.case.saved")
    Case.objects.create(title="Saved")
    event_emit(module="ops", event_type="custom.rang", entity_id="", payload={})
    assert Run.objects.count() == 1

"""Who is given up because workers died over it, and who was only there."""

from ops.workflows.advance import Engine
from ops.workflows.models import BatchMark, Run, Step
from ops.workflows.recover import CROWD, DEATHS
from tests.ops.workflows.engine.conftest import condition, ring, workflow_make


def die_over(step_ids: list[int]) -> None:
    """As a worker does that is killed in the middle of a batch."""
    BatchMark.objects.create(step_ids=step_ids)


def test_a_step_that_was_in_a_crowd_when_machines_died_is_done_alone_and_not_given_up(engine: Engine) -> None:
    workflow_make(condition("look"), event="ops.custom.rang")
    for _n in range(CROWD + 1):
        ring()
    steps = list(Step.objects.values_list("pk", flat=True))
    for _n in range(DEATHS):
        die_over(steps)
    die_over(steps[:1])
    engine.drain()
    assert set(Run.objects.values_list("status", flat=True)) == {"completed"}


def test_a_step_over_which_small_batches_died_is_given_up_alone(engine: Engine) -> None:
    workflow_make(condition("look"), event="ops.custom.rang")
    for _n in range(3):
        ring()
    steps = list(Step.objects.order_by("pk").values_list("pk", flat=True))
    die_over(steps)
    for _n in range(DEATHS - 1):
        die_over(steps[:1])
    engine.drain()
    statuses = dict(Step.objects.values_list("pk", "status"))
    assert statuses == {steps[0]: "failed", steps[1]: "completed", steps[2]: "completed"}

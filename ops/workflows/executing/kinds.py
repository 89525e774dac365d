"""The kinds of steps that this worker can do: all that are due of one kind in a batch are given to it together."""

from collections.abc import Callable, Mapping, Sequence

from ops.workflows.executing.condition import condition_do
from ops.workflows.executing.db_query_many import queries_do
from ops.workflows.executing.delay import delay_do
from ops.workflows.executing.guarding import outcome_of
from ops.workflows.executing.outcomes import DoOne, Outcome, Work

DoKind = Callable[[Sequence[Work]], list[Outcome]]


def purely(do_one: DoOne) -> DoKind:
    """Of steps that touch no table: they need no savepoint."""

    def do(works: Sequence[Work]) -> list[Outcome]:
        return [_do(work, do_one) for work in works]

    return do


def _do(work: Work, do_one: DoOne) -> Outcome:
    try:
        return do_one(work)
    except Exception as error:  # noqa: BLE001 - told on the step
        return outcome_of(error, work)


KINDS: Mapping[str, DoKind] = {
    "condition": purely(condition_do),
    "delay": purely(delay_do),
    "db_query": queries_do,
}
